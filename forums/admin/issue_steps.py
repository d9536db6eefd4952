"""What happened to an issue, written down step by step: words, then a preview, then the act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.actions import issues, listeners, steps
from forums.actions.steps import Stale
from forums.admin.issue_pages import (
    WIDEN,
    changing,
    issue_page,
    moved_on,
    needs,
    staff,
    to_issue,
)
from forums.choices import Circle
from forums.forms.issue_people import ProposerForm
from forums.forms.issues import StepForm, first_of
from forums.issue_states import OF_THE_ISSUE, STEPS, IllegalStep, State, Step, target
from forums.mail import issues as mail
from forums.models import Issue, IssueEvent, Submission
from forums.views import issue_cards
from forums.widening import is_wider
from portal.whole_numbers import whole_number

CIRCLES = (Circle.STAFF, Circle.MEMBERS, Circle.PUBLIC)


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def of_submission(request: HttpRequest, issue: Issue, submission: int, step: str) -> HttpResponse:
    """A step of what was put to a body."""
    row = get_object_or_404(issue.submissions.select_related("body", "issue"), pk=submission)
    if step not in STEPS:
        raise Http404
    return _take(request, issue, Step(step), row)


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def of_issue(request: HttpRequest, issue: Issue, step: str) -> HttpResponse:
    """The whole issue closed, or opened again."""
    if step not in OF_THE_ISSUE:
        raise Http404
    return _take(request, issue, Step(step), None)


def _take(request: HttpRequest, issue: Issue, step: Step, row: Submission | None) -> HttpResponse:
    if not _is_possible(issue, step, row):
        return moved_on(request, issue, step.label, request.POST.get("shown_words", ""))
    if request.method != "POST":
        version = {"version": row.version if row else issue.version}
        form = StepForm(initial=version | first_of(step, row), step=step, submission=row)
        return _write(request, issue, form)
    form = StepForm(request.POST, step=step, submission=row)
    act = request.POST.get("act")
    if act == "change" or not form.is_valid():
        return _write(request, issue, form)
    if act != "confirm":
        return _preview(request, issue, form)
    return _confirm(request, issue, form)


def _is_possible(issue: Issue, step: Step, row: Submission | None) -> bool:
    if row is None:
        return issue.state in OF_THE_ISSUE[step]
    try:
        target(step, State(row.state))
    except IllegalStep:
        return False
    return issue.state == Issue.State.OPEN


def _write(request: HttpRequest, issue: Issue, form: StepForm) -> HttpResponse:
    return issue_page(
        request,
        "step.html",
        issue,
        title=form.step.label,
        form=form,
        submission=form.submission,
        listeners=listeners.of(issue, now=timezone.now()),
    )


def _preview(request: HttpRequest, issue: Issue, form: StepForm) -> HttpResponse:
    what, words = form.what(), form.cleaned_data
    event = IssueEvent(
        issue=issue,
        step=form.step,
        on=what.on,
        outcome=what.outcome,
        their_words=what.their_words,
        shows_their_words=what.shows_their_words,
        shown_words=what.shown_words,
    )
    return issue_page(
        request,
        "step_preview.html",
        issue,
        title=form.step.label,
        form=form,
        submission=form.submission,
        facts=[(form[name].label, words[name]) for name in _SHORT if words.get(name)],
        outcome=event.title if what.outcome else "",
        words=what.shown_words,
        their_words=what.their_words,
        shows_their_words=what.shows_their_words,
        letter=mail.step(event, person=staff(request)) if what.tells else None,
        told=listeners.of(issue, now=timezone.now()),
    )


_SHORT = ("on", "expected_on", "reference", "review_on", "what_changed")


def _confirm(request: HttpRequest, issue: Issue, form: StepForm) -> HttpResponse:
    common: dict[str, Any] = {
        "step": form.step,
        "what": form.what(),
        "version": form.cleaned_data["version"],
        "by": staff(request),
        "now": timezone.now(),
    }
    try:
        if form.submission is None:
            steps.turn(issue=issue, **common)
        else:
            steps.record(submission=form.submission, **common)
    except (Stale, IllegalStep):
        what = form.what()
        return moved_on(request, issue, form.step.label, what.shown_words, what.their_words)
    messages.success(request, _("Written down."))
    return to_issue(issue, "#log")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(WIDEN)
@changing
def show(request: HttpRequest, issue: Issue, circle: str) -> HttpResponse:
    """Widen or narrow who sees it: a preview of what they will see, then the act."""
    if circle not in CIRCLES:
        raise Http404
    to, form = Circle(circle), None
    if issues.needs_proposer(issue, Circle(circle)):
        form = ProposerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not (form is None or form.is_valid()):
        return _as_seen(request, issue, to, form)
    try:
        issues.show_to(
            issue=issue,
            circle=to,
            version=whole_number(request.POST.get("version", "")) or 0,
            proposer_agrees=form is not None,
            by=staff(request),
            now=timezone.now(),
        )
    except (Stale, issues.NotAsked):
        return moved_on(request, issue, _title_of(to))
    messages.success(request, _("Done: %(circle)s.") % {"circle": to.label})
    return to_issue(issue)


def _as_seen(
    request: HttpRequest, issue: Issue, circle: Circle, form: ProposerForm | None
) -> HttpResponse:
    return issue_page(
        request,
        "show.html",
        issue,
        title=_title_of(circle),
        circle=circle,
        form=form,
        is_narrower=is_wider(issue.shown_to, circle),
        card=issue_cards.cards([issue], for_members=circle != Circle.PUBLIC)[0],
        log=issue_cards.log(issue),
    )


def _title_of(circle: Circle) -> str:
    return {
        Circle.STAFF: _("Show it to staff alone"),
        Circle.MEMBERS: _("Show it to members"),
        Circle.PUBLIC: _("Show it to everybody"),
    }[circle]


@require_POST
@needs(WIDEN)
@changing
def their_words(request: HttpRequest, issue: Issue, event: int) -> HttpResponse:
    """Whether others may read a body's own words; `shows` is "yes" or anything else."""
    row = get_object_or_404(issue.events.exclude(their_words=""), pk=event)
    shows = request.POST.get("shows") == "yes"
    issues.show_their_words(event=row, shows=shows, by=staff(request), now=timezone.now())
    messages.success(request, _("Others may read their words.") if shows else _("For staff alone."))
    return to_issue(issue, "#log")
