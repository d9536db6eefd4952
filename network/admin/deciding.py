"""What staff decide about what members send in: words, then a preview, then the act. One winner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.actions.moderating import Decision, Moderation, MovedOn, OwnRecord, is_own
from network.admin.pages import staff, with_filters
from network.forms.deciding import LetterForm
from network.models import User
from network.models.moderated import Moderated
from network.move_tables import Actor
from portal.admin_pages import page

CONFLICT = 409


@dataclass(frozen=True)
class Desk[R: Moderated, M: TextChoices]:
    """How staff decide about one kind of record; `view` is for the address.

    `first_values` is what a form starts with, `first_words` what its letter does.
    """

    moderation: Moderation[R, Any, M]
    right: str
    form: Callable[..., LetterForm[M]]
    first_words: Callable[[R, M, User | None], str]
    first_values: Callable[[R, str], Mapping[str, Any]]

    def find(self, pk: int | None) -> R:
        """With who sent it in and for whom. Raises Http404."""
        rows = self.moderation.records.objects.select_related("organisation", "by")
        found: R = get_object_or_404(rows, pk=pk)
        return found

    def url(self, row: R, request: HttpRequest) -> str:
        """The record's page, with the way back to the same list."""
        name = f"admin:network_{row._meta.model_name}_change"
        return with_filters(reverse(name, args=[row.pk]), request)

    def page(
        self,
        request: HttpRequest,
        template: str,
        row: R,
        *,
        title: Any,
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        """A page about one record, with its way back."""
        return page(
            request,
            f"admin/network/{template}",
            type(row),
            title=title,
            status=status,
            row=row,
            row_url=self.url(row, request),
            **context,
        )

    def may_decide(self, request: HttpRequest, row: R) -> bool:
        return request.user.has_perm(self.right) and not is_own(row, staff(request))

    @property
    def view(self) -> Callable[..., HttpResponseBase]:
        return require_http_methods(["GET", "HEAD", "POST"])(self.decide)

    def decide(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        """One move, step by step: write, preview, confirm. Nobody for their own organisation."""
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        row = self.find(pk)
        known = {str(one): one for one in self.moderation.table.moves_of(Actor.STAFF)}
        if move not in known:
            raise Http404
        if is_own(row, staff(request)):
            return self._own(request, row)
        if request.method != "POST":
            return self._open(request, row, known[move])
        return self._posted(request, row, known[move])

    def _posted(self, request: HttpRequest, row: R, move: M) -> HttpResponse:
        form, act = self.form(request.POST, move=move), request.POST.get("act")
        if act == "change":
            typed = {name: form.data[name] for name in form.fields if name in form.data}
            return self._write(request, row, self.form(initial=typed, move=move))
        if not form.is_valid() or form.refuse_gaps(self._text(row, form.decision())):
            return self._write(request, row, form)
        following = self._confirm if act == "confirm" else self._preview
        return following(request, row, form)

    def _open(self, request: HttpRequest, row: R, move: M) -> HttpResponse:
        try:
            self.moderation.check_move(row, move)
        except MovedOn as error:
            return self._moved_on(request, row, error)
        first = self.first_values(row, self.first_words(row, move, row.reader()))
        start = {"version": row.version, "send": "yes", **first}
        return self._write(request, row, self.form(initial=start, move=move))

    def _write(self, request: HttpRequest, row: R, form: LetterForm[M]) -> HttpResponse:
        return self.page(
            request,
            "moderated/decide.html",
            row,
            title=form.move.label,
            form=form,
            person=row.reader(),
        )

    def _text(self, row: R, decision: Decision[M]) -> str:
        """The letter as it would be sent; the row takes what is decided and is not kept."""
        self.moderation.put(row, decision, timezone.now())
        return self.moderation.mail.written(row, decision.text)

    def _preview(self, request: HttpRequest, row: R, form: LetterForm[M]) -> HttpResponse:
        """The very letter."""
        decision, person = form.decision(), row.reader()
        text = self._text(row, decision)
        is_mailed = person is not None and decision.send
        return self.page(
            request,
            "moderated/preview.html",
            row,
            title=form.move.label,
            form=form,
            letter=self.moderation.mail.answer(row, text, person) if person and is_mailed else None,
            text=text,
            chosen=_chosen(form),
        )

    def _confirm(self, request: HttpRequest, row: R, form: LetterForm[M]) -> HttpResponse:
        try:
            self.moderation.decide(
                record=row,
                decision=form.decision(),
                version=form.cleaned_data["version"],
                by=staff(request),
                now=timezone.now(),
            )
        except OwnRecord:
            return self._own(request, row)
        except MovedOn as error:
            return self._moved_on(request, row, error, unsent=form.cleaned_data["text"])
        done = self.moderation.table.wording(form.move, for_staff=True)
        messages.success(request, _("Done: %(what)s.") % {"what": done})
        return redirect(self.url(row, request))

    def _moved_on(
        self, request: HttpRequest, row: R, error: MovedOn, unsent: str = ""
    ) -> HttpResponse:
        """Somebody was quicker: who did what and when; what was typed is there to copy."""
        event = error.event
        return self.page(
            request,
            "moderated/moved_on.html",
            row,
            title=_("This has moved on"),
            status=CONFLICT,
            event=event,
            done=self.moderation.table.wording(event.move, for_staff=True) if event else "",
            unsent=unsent,
        )

    def _own(self, request: HttpRequest, row: R) -> HttpResponse:
        title = _("Not your decision")
        return self.page(request, "moderated/own.html", row, title=title, status=403)

    def happened(self, row: R) -> list[dict[str, Any]]:
        """Its timeline, the newest first, in the staff's words."""
        events = row.events.select_related("by").order_by("-at", "-pk")
        return [
            {
                "title": self.moderation.table.wording(event.move, for_staff=True),
                "at": event.at,
                "who": event.by or _("the site, or somebody who has left"),
                "reason": event.get_reason_display(),
                "text": event.text,
                "letter_sent": event.letter_sent,
            }
            for event in events
        ]


def _chosen(form: LetterForm[Any]) -> list[tuple[Any, Any]]:
    """What was entered beside the letter, in words."""
    fields = [form[name] for name in form.fields if name not in {"version", "send", "text"}]
    said = [(field, form.cleaned_data[field.name]) for field in fields]
    return [
        (field.label, dict(getattr(field.field, "choices", ())).get(value, value))
        for field, value in said
        if value not in ("", None)
    ]
