"""The shared summary in the admin: writing, what was objected, and who may read it."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forums.actions import objecting, showing, summaries
from forums.admin.said_pages import (
    CONFLICT,
    METHODS,
    RUN,
    OfForums,
    about_forum,
    refuse_without,
    said_page,
    staff,
    to_said,
)
from forums.admin.summary_steps import NAMED, SHARE, Seen, Step, steps
from forums.choices import Circle
from forums.forms.summaries import AnswerForm, StepForm, SummaryForm
from forums.mail import summaries as mail
from forums.models import Forum, Objection, Summary
from forums.states import IN_HAND, IllegalMove
from portal.models import AuditEntry
from portal.whole_numbers import whole_number

MOST_ENTRIES = 50
NAMES: dict[str, Any] = {circle.value: circle.label for circle in Circle}
DONE = {
    "summary.write": gettext_lazy("Written"),
    "summary.share": gettext_lazy("Shown to those who were there"),
    "summary.take-back": gettext_lazy("Taken back"),
    "summary.objection": gettext_lazy("An objection came in"),
    "summary.answer": gettext_lazy("An objection answered"),
    "summary.agree": gettext_lazy("Agreed"),
    "summary.widen": gettext_lazy("Widened"),
    "summary.narrow": gettext_lazy("Narrowed"),
}


@admin.register(Summary)
class SummaryAdmin(OfForums):
    right = RUN
    kind = "summary"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            ("forum/<int:pk>/", show, "forum"),
            ("forum/<int:pk>/write/", write, "write"),
            ("forum/<int:pk>/step/<slug:name>/", take, "step"),
            ("objection/<int:pk>/", answer, "objection"),
        ]
        routes = [
            path(route, wrap(view), name=f"forums_summary_{name}") for route, view, name in own
        ]
        return [*routes, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, _form_url: str = "", _more: Any = None
    ) -> HttpResponse:
        refuse_without(request, RUN)
        summary = get_object_or_404(Summary, pk=whole_number(object_id))
        return to_said("summary", "forum", summary.forum_id)


def _of(forum: Forum) -> Summary | None:
    summary = Summary.objects.filter(forum=forum).select_related("agreed_by").first()
    if summary:
        summary.forum = forum
    return summary


@about_forum(RUN)
def show(request: HttpRequest, forum: Forum) -> HttpResponse:
    """How it stands: the text, what was said of it, what can be done, what was done."""
    summary, now = _of(forum), timezone.now()
    if summary is None:
        return said_page(request, "summary_none.html", Summary, forum, title=_("Summary"))
    said = list(summary.objections.select_related("user", "organisation").in_order())
    still_open = sum(1 for one in said if one.answered_at is None)
    return said_page(
        request,
        "summary.html",
        Summary,
        forum,
        title=_("Summary"),
        summary=summary,
        objections=said,
        open_objections=still_open,
        steps=steps(summary, now, open_objections=still_open),
        is_under_review=objecting.is_open(summary, now),
        happened=_happened(summary),
    )


def _happened(summary: Summary) -> list[dict[str, Any]]:
    """Who did what to which version, from the log."""
    about = AuditEntry.objects.filter(
        object_type=summary._meta.label, object_id=str(summary.pk)
    ).order_by("-at", "-pk")
    return [
        {
            "title": DONE.get(entry.action, entry.action),
            "at": entry.at,
            "actor": entry.actor_name,
            "version": entry.new.get("version", ""),
            "circle": _circle_of(entry),
        }
        for entry in about[:MOST_ENTRIES]
    ]


def _circle_of(entry: AuditEntry) -> Any:
    """Where a step does not say it by its name already."""
    names_it = entry.action == "summary.share"
    return "" if names_it else NAMES.get(entry.new.get("shown_to", ""), "")


@about_forum(RUN)
def write(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The text. Once those who were there can read it, a preview says who is told."""
    summary = _of(forum)
    if forum.state not in IN_HAND or (summary and summary.agreed_at):
        return _refused(request, forum, request.POST.get("text", ""))
    if request.method != "POST":
        return _edit(request, forum, SummaryForm(initial=_first(summary)), summary)
    form = SummaryForm(request.POST)
    if not form.is_valid() or request.POST.get("act") == "change":
        return _edit(request, forum, form, summary)
    needs_preview = summary is not None and summary.shown_to != Circle.STAFF
    if needs_preview and request.POST.get("act") != "confirm":
        return _preview(request, forum, form)
    return _save(request, forum, form)


def _first(summary: Summary | None) -> dict[str, Any]:
    return {"version": summary.version, "text": summary.text} if summary else {"version": 0}


def _save(request: HttpRequest, forum: Forum, form: SummaryForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        kept = summaries.write(
            forum=forum,
            text=data["text"],
            version=data["version"],
            by=staff(request),
            now=timezone.now(),
        )
    except (summaries.NotHeld, summaries.Agreed):
        forum.refresh_from_db()
        return _refused(request, forum, data["text"])
    except summaries.Stale as stale:
        typed = _first(stale.current) | {"text": data["text"]}
        form = SummaryForm(initial=typed)
        return _edit(request, forum, form, stale.current, status=CONFLICT, is_conflict=True)
    if kept.shown_to == Circle.STAFF:
        messages.success(request, _("Kept. Only staff can read it."))
    else:
        messages.success(request, _("Changed. Those who were there are told, for seven days anew."))
    return to_said("summary", "forum", forum.pk)


def _edit(
    request: HttpRequest,
    forum: Forum,
    form: SummaryForm,
    summary: Summary | None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return said_page(
        request,
        "summary_write.html",
        Summary,
        forum,
        title=_("Write the summary"),
        status=status,
        form=form,
        summary=summary,
        **context,
    )


def _preview(request: HttpRequest, forum: Forum, form: SummaryForm) -> HttpResponse:
    people = summaries.readers(forum, timezone.now())
    return said_page(
        request,
        "summary_preview.html",
        Summary,
        forum,
        title=_("Change what they read?"),
        form=form,
        text=form.cleaned_data["text"],
        number=people.count(),
    )


def _refused(request: HttpRequest, forum: Forum, text: str) -> HttpResponse:
    """Why it cannot be written now; what was typed is there to copy."""
    return said_page(
        request,
        "summary_refused.html",
        Summary,
        forum,
        title=_("Write the summary"),
        status=CONFLICT if text else 200,
        summary=_of(forum),
        unsaved=text,
    )


@about_forum(RUN)
def take(request: HttpRequest, forum: Forum, name: str) -> HttpResponse:
    """One step: what would be seen and by how many, then the act."""
    summary, step = _of(forum), NAMED.get(name)
    if summary is None or step is None:
        raise Http404
    if request.method == "POST":
        return _act(request, forum, step)
    if step.name not in {one.name for one in _steps(summary)}:
        return _not_now(request, forum)
    first = {"version": summary.version, "shown_to": summary.shown_to}
    people = summaries.readers(forum, timezone.now()) if step is SHARE else None
    return said_page(
        request,
        "summary_step.html",
        Summary,
        forum,
        title=step.label,
        step=step,
        summary=summary,
        form=StepForm(initial=first),
        number=people.count() if people is not None else None,
        letter=_letter(summary, people),
    )


def _steps(summary: Summary) -> list[Step]:
    number = summary.objections.unanswered().count()
    return steps(summary, timezone.now(), open_objections=number)


def _letter(summary: Summary, people: Any) -> Any:
    """The mail to the first of them, as it would go out now."""
    first = people.first() if people is not None else None
    if first is None:
        return None
    summary.review_until = timezone.now() + summaries.REVIEW
    return mail.shared(summary, first, is_changed=False)


def _act(request: HttpRequest, forum: Forum, step: Step) -> HttpResponse:
    form = StepForm(request.POST)
    if not form.is_valid():
        return _not_now(request, forum)
    data = form.cleaned_data
    seen = Seen(forum, data["version"], data["shown_to"], staff(request), timezone.now())
    try:
        step.act(seen)
    except (IllegalMove, summaries.Stale, showing.NotThere):
        return _not_now(request, forum)
    except (summaries.NotYet, summaries.Unanswered):
        said = _("It cannot be agreed yet: the seven days are not over, or an answer is missing.")
        messages.warning(request, said)
        return to_said("summary", "forum", forum.pk)
    messages.success(request, step.done)
    return to_said("summary", "forum", forum.pk)


def _not_now(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Somebody was quicker, or the text is another by now: nothing was done."""
    return said_page(
        request,
        "summary_moved_on.html",
        Summary,
        Forum.objects.get(pk=forum.pk),
        title=_("This has moved on"),
        status=CONFLICT,
    )


@require_http_methods(METHODS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done about an objection, in words."""
    refuse_without(request, RUN)
    rows = Objection.objects.select_related("summary__forum", "user", "organisation")
    objection = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    if request.method != "POST" or not form.is_valid():
        return _objection(request, objection, form)
    words = form.cleaned_data["words"]
    try:
        objecting.answer(objection=objection, words=words, by=staff(request), now=timezone.now())
    except objecting.Answered as answered:
        current = answered.current
        return _objection(request, current, form, status=CONFLICT, unsaved=words)
    messages.success(request, _("Answered. Whoever said so is told to look."))
    return to_said("summary", "forum", objection.summary.forum_id)


def _objection(
    request: HttpRequest, objection: Objection, form: AnswerForm, status: int = 200, **more: Any
) -> HttpResponse:
    return said_page(
        request,
        "objection.html",
        Summary,
        objection.summary.forum,
        title=_("“This identifies us”"),
        status=status,
        objection=objection,
        form=form,
        **more,
    )
