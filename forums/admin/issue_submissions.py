"""What is put to bodies: drafts, and the day by which an answer is expected."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import submissions
from forums.actions.steps import Stale
from forums.actions.submissions import NotADraft, NotWaiting
from forums.admin.issue_pages import changing, issue_page, moved_on, staff, to_issue
from forums.forms.submissions import DraftForm, ExpectedForm
from forums.issue_states import WAITING, IllegalStep, State
from forums.models import Issue, Submission
from portal.whole_numbers import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def draft(request: HttpRequest, issue: Issue, submission: int | None = None) -> HttpResponse:
    """What is to be put to a body, begun or changed; what was sent is kept as it was sent."""
    row = _named(issue, submission) if submission else None
    is_too_late = row is not None and row.state != State.DRAFTED
    if is_too_late or (row is None and issue.state == Issue.State.CLOSED):
        return moved_on(request, issue, _title(row))
    if request.method != "POST":
        first = _text_of(row) if row else {"version": issue.version}
        return _draft(request, issue, row, DraftForm(initial=first))
    form = DraftForm(request.POST, initial=_text_of(row) if row else {})
    if not form.is_valid():
        return _draft(request, issue, row, form)
    try:
        _save_draft(request, issue, row, form)
    except (Stale, IllegalStep, NotADraft):
        return moved_on(request, issue, _title(row), form.cleaned_data["text"])
    messages.success(request, _("The draft is kept. Mark it as sent on the day you send it."))
    return to_issue(issue, "#submissions")


def _save_draft(
    request: HttpRequest, issue: Issue, row: Submission | None, form: DraftForm
) -> Submission:
    common: dict[str, Any] = {
        "draft": form.draft(),
        "version": form.cleaned_data["version"],
        "by": staff(request),
        "now": timezone.now(),
    }
    if row is None:
        return submissions.draft(issue=issue, **common)
    return submissions.redraft(submission=row, **common)


def _draft(
    request: HttpRequest, issue: Issue, row: Submission | None, form: DraftForm
) -> HttpResponse:
    return issue_page(request, "draft.html", issue, title=_title(row), form=form)


def _title(row: Submission | None) -> str:
    return _("Change the draft") if row else _("Draft a submission")


def _text_of(row: Submission) -> dict[str, Any]:
    return {"body": row.body_id, "text": row.text, "version": row.version}


def _named(issue: Issue, pk: int) -> Submission:
    return get_object_or_404(issue.submissions.select_related("body"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def discard(request: HttpRequest, issue: Issue, submission: int) -> HttpResponse:
    """Asks first; what was sent is not discarded."""
    row, title = _named(issue, submission), _("Discard this draft?")
    if row.state != State.DRAFTED:
        return moved_on(request, issue, title)
    if request.method != "POST":
        return issue_page(request, "draft_discard.html", issue, title=title, submission=row)
    version = whole_number(request.POST.get("version", "")) or 0
    try:
        submissions.discard(submission=row, version=version, by=staff(request), now=timezone.now())
    except (Stale, NotADraft):
        return moved_on(request, issue, title)
    messages.success(request, _("The draft is discarded."))
    return to_issue(issue, "#submissions")


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def expected(request: HttpRequest, issue: Issue, submission: int) -> HttpResponse:
    """Another day by which an answer is expected, without anything that happened."""
    row, title = _named(issue, submission), _("When do you expect the answer?")
    if row.state not in WAITING or issue.state == Issue.State.CLOSED:
        return moved_on(request, issue, title)
    first = {"version": row.version, "expected_on": row.expected_on}
    form = ExpectedForm(request.POST or None, initial=first, sent_on=row.sent_on)
    if request.method != "POST" or not form.is_valid():
        return issue_page(request, "expected.html", issue, title=title, form=form, submission=row)
    known = form.cleaned_data
    try:
        submissions.expect(
            submission=row,
            on=known["expected_on"],
            version=known["version"],
            by=staff(request),
            now=timezone.now(),
        )
    except (Stale, NotWaiting):
        return moved_on(request, issue, title)
    messages.success(request, _("Changed. Nobody is written to about this."))
    return to_issue(issue, "#submissions")
