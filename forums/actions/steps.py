"""The one place where an issue, or what is put to a body, takes a step.

Each step locks the issue and then the submission, checks what its editor saw, counts the evidence
anew, writes the log, and tells those who raised it where that is wanted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from forums.actions import listeners
from forums.bands import band
from forums.issue_states import OF_THE_ISSUE, IllegalStep, State, Step, target
from forums.models import Issue, IssueEvent, Submission
from network.models import User
from portal import audit


class Stale(Exception):
    """The issue was changed, or took another step, meanwhile: `current` is how it stands."""

    def __init__(self, current: Issue) -> None:
        super().__init__(f"issue {current.pk}")
        self.current = current


@dataclass(frozen=True)
class What:
    """What happened on a day, as it is written down; what a step has no use for stays empty."""

    on: date
    shown_words: str = ""
    their_words: str = ""
    shows_their_words: bool = False
    outcome: str = ""
    expected_on: date | None = None
    reference: str = ""
    review_on: date | None = None
    what_changed: str = ""
    tells: bool = False


def lock(issue: Issue | int, version: int | None = None) -> Issue:
    """The row as it is now, locked until the transaction ends. Raises Stale for another version."""
    pk = issue if isinstance(issue, int) else issue.pk
    row = Issue.objects.select_for_update().get(pk=pk)
    if version not in (None, row.version):
        raise Stale(row)
    return row


def lock_submission(submission: Submission, version: int) -> tuple[Issue, Submission]:
    """The issue and then the submission, locked likewise; `version` is the submission's."""
    issue = lock(submission.issue_id)
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.version != version:
        raise Stale(issue)
    return issue, row


def last_event(issue: Issue) -> IssueEvent | None:
    """What was written down last."""
    return issue.events.select_related("by").order_by("-pk").first()


@transaction.atomic
def record(
    *, submission: Submission, step: Step, what: What, version: int, by: User, now: datetime
) -> IssueEvent:
    """Write down what happened to a submission; `version` is the submission's.

    Raises Stale, and IllegalStep where it cannot happen, as with a closed issue.
    """
    issue, row = lock_submission(submission, version)
    if issue.state == Issue.State.CLOSED:
        raise IllegalStep(step, issue.state)
    row.state = target(step, State(row.state))
    _CHANGES[step](row, what, now)
    row.version += 1
    row.save()
    if step == Step.REVIEWED:
        issue.what_changed = what.what_changed
    return write(issue, step, what, submission=row, by=by, now=now)


@transaction.atomic
def turn(
    *, issue: Issue, step: Step, what: What, version: int, by: User, now: datetime
) -> IssueEvent:
    """Close an issue or open it again. Raises Stale and IllegalStep."""
    row = lock(issue, version)
    ways = OF_THE_ISSUE.get(step, {})
    if row.state not in ways:
        raise IllegalStep(step, row.state)
    row.state = ways[row.state]
    row.closed_at = now if row.state == Issue.State.CLOSED else None
    return write(row, step, what, by=by, now=now)


def write(
    issue: Issue,
    step: Step,
    what: What,
    *,
    submission: Submission | None = None,
    by: User,
    now: datetime,
) -> IssueEvent:
    """Log a step of a locked issue, in the caller's transaction, and tell of it."""
    event = IssueEvent.objects.create(
        issue=issue,
        submission=submission,
        step=step,
        on=what.on,
        at=now,
        by=by,
        outcome=what.outcome,
        their_words=what.their_words,
        shows_their_words=what.shows_their_words,
        shown_words=what.shown_words,
    )
    issue.band = band(issue.voices.values("organisation").distinct().count())
    issue.version += 1
    issue.changed_at = now
    issue.save()
    values = {"on": what.on, "outcome": what.outcome, "told": what.tells}
    if submission is not None:
        values["submission"] = submission.pk
    audit.record(by=by, action=f"issue.{step.value}", target=issue, new=values, now=now)
    if what.tells:
        listeners.tell(event, now=now)
    return event


def _submitted(row: Submission, what: What, _now: datetime) -> None:
    row.sent_on, row.expected_on = what.on, what.expected_on
    row.reference = what.reference


def _acknowledged(row: Submission, what: What, _now: datetime) -> None:
    row.reference = what.reference or row.reference
    row.expected_on = what.expected_on or row.expected_on


def _holding(row: Submission, what: What, now: datetime) -> None:
    """Their new day, until which nobody is nagged."""
    _acknowledged(row, what, now)


def _responded(row: Submission, what: What, _now: datetime) -> None:
    row.outcome, row.responded_on = what.outcome, what.on
    row.review_on, row.reviewed_at = what.review_on, None


def _reviewed(row: Submission, what: What, now: datetime) -> None:
    """With another day, it is looked at once more."""
    row.review_on = what.review_on or row.review_on
    row.reviewed_at = None if what.review_on else now


_CHANGES: dict[Step, Callable[[Submission, What, datetime], None]] = {
    Step.SUBMITTED: _submitted,
    Step.ACKNOWLEDGED: _acknowledged,
    Step.HOLDING: _holding,
    Step.RESPONDED: _responded,
    Step.REVIEWED: _reviewed,
}
