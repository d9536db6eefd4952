"""What staff do about a request for support: words, then a preview, then the act. One winner."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network import mail_support as mail
from network.actions import support
from network.admin.pages import staff, with_filters
from network.forms.support import DecisionForm, first_values
from network.models import SupportRequest
from network.support_states import MOVES, Actor, Move, wording
from portal.admin_pages import page

ANSWER = "network.answer_supportrequest"
CONFLICT = 409

type SupportView = Callable[..., HttpResponseBase]


def find(pk: int | None) -> SupportRequest:
    """With who asked and for whom. Raises Http404."""
    return get_object_or_404(SupportRequest.objects.select_related("organisation", "by"), pk=pk)


def support_page(
    request: HttpRequest,
    template: str,
    row: SupportRequest,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one request, with its way back to the same list."""
    url = reverse("admin:network_supportrequest_change", args=[row.pk])
    return page(
        request,
        f"admin/network/supportrequest/{template}",
        SupportRequest,
        title=title,
        status=status,
        support=row,
        support_url=with_filters(url, request),
        **context,
    )


def answering(view: SupportView) -> SupportView:
    """Only for who may answer, and nobody for their own organisation."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ANSWER):
            raise PermissionDenied
        row = find(pk)
        try:
            return view(request, row, **kwargs)
        except support.OwnRequest:
            return _own(request, row)

    return guarded


@answering
def decide(request: HttpRequest, row: SupportRequest, move: str) -> HttpResponse:
    """One move, step by step: write, preview, confirm."""
    if move not in MOVES or MOVES[Move(move)].actor != Actor.STAFF:
        raise Http404
    if support.is_own(row, staff(request)):
        raise support.OwnRequest
    to_make = Move(move)
    if request.method != "POST":
        return _open(request, row, to_make)
    form = DecisionForm(request.POST, move=to_make)
    act = request.POST.get("act")
    if act == "change":
        typed = {name: form.data[name] for name in form.fields if name in form.data}
        return _write(request, row, DecisionForm(initial=typed, move=to_make))
    if not form.is_valid() or form.refuse_gaps(_text(row, form)):
        return _write(request, row, form)
    return _confirm(request, row, form) if act == "confirm" else _preview(request, row, form)


def _open(request: HttpRequest, row: SupportRequest, move: Move) -> HttpResponse:
    try:
        support.check_move(row, move)
    except support.MovedOn as error:
        return _moved_on(request, row, error)
    words = mail.first_words(row, move, row.reader())
    return _write(request, row, DecisionForm(initial=first_values(row, words), move=move))


def _write(request: HttpRequest, row: SupportRequest, form: DecisionForm) -> HttpResponse:
    return support_page(
        request, "decide.html", row, title=form.move.label, form=form, person=row.reader()
    )


def _text(row: SupportRequest, form: DecisionForm) -> str:
    """The letter's text as it would be sent; the row takes what is decided and is not kept."""
    decision = form.decision()
    support.put(row, decision, now=timezone.now())
    return mail.written(row, decision.text)


def _preview(request: HttpRequest, row: SupportRequest, form: DecisionForm) -> HttpResponse:
    """The very letter."""
    text, person = _text(row, form), row.reader()
    letter = mail.answer(row, text, person) if person and form.decision().send else None
    return support_page(
        request,
        "preview.html",
        row,
        title=form.move.label,
        form=form,
        letter=letter,
        text=text,
        chosen=_chosen(form),
        is_refusal=form.move == Move.DECLINE,
    )


def _chosen(form: DecisionForm) -> list[tuple[Any, Any]]:
    """What was entered beside the letter, in words."""
    fields = [form[name] for name in form.fields if name not in {"version", "send", "text"}]
    said = [(field, form.cleaned_data[field.name]) for field in fields]
    return [
        (field.label, dict(getattr(field.field, "choices", ())).get(value, value))
        for field, value in said
        if value not in ("", None)
    ]


def _confirm(request: HttpRequest, row: SupportRequest, form: DecisionForm) -> HttpResponse:
    try:
        support.decide(
            request=row,
            decision=form.decision(),
            version=form.cleaned_data["version"],
            by=staff(request),
            now=timezone.now(),
        )
    except support.MovedOn as error:
        return _moved_on(request, row, error, unsent=form.cleaned_data["text"])
    done = wording(form.move, for_staff=True)
    messages.success(request, _("Done: %(what)s.") % {"what": done})
    url = reverse("admin:network_supportrequest_change", args=[row.pk])
    return redirect(with_filters(url, request))


def _moved_on(
    request: HttpRequest, row: SupportRequest, error: support.MovedOn, unsent: str = ""
) -> HttpResponse:
    """Somebody was quicker: who did what and when; what was typed is there to copy."""
    event = error.event
    return support_page(
        request,
        "moved_on.html",
        row,
        title=_("This has moved on"),
        status=CONFLICT,
        event=event,
        done=wording(Move(event.move), for_staff=True) if event else "",
        unsent=unsent,
    )


def _own(request: HttpRequest, row: SupportRequest) -> HttpResponse:
    return support_page(request, "own.html", row, title=_("Not your decision"), status=403)
