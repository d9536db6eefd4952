"""What is put to bodies: drafted, changed and discarded, and when an answer is expected.

That it was sent and what was answered are steps: see forums.actions.steps.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from forums.actions import steps
from forums.actions.steps import What, lock
from forums.issue_states import WAITING, IllegalStep, State, Step
from forums.models import Body, Issue, Submission
from network.models import User
from portal import audit


class NotADraft(Exception):
    """It was sent, and is kept as it was sent; or it was discarded."""


class NotWaiting(Exception):
    """It is answered, not sent, or its issue is closed: no answer is waited for."""


@dataclass(frozen=True)
class Draft:
    """What is to be put to a body. The text is written as if it will be published."""

    body: Body
    text: str


@transaction.atomic
def draft(*, issue: Issue, draft: Draft, version: int, by: User, now: datetime) -> Submission:
    """Begin what is to be put to a body; `version` is the issue's. Raises Stale and IllegalStep."""
    row = lock(issue, version)
    if row.state == Issue.State.CLOSED:
        raise IllegalStep(Step.DRAFTED, row.state)
    made = Submission.objects.create(issue=row, body=draft.body, text=draft.text, created_at=now)
    steps.write(
        row, Step.DRAFTED, What(on=timezone.localdate(now)), submission=made, by=by, now=now
    )
    return made


@transaction.atomic
def redraft(
    *, submission: Submission, draft: Draft, version: int, by: User, now: datetime
) -> Submission:
    """Change what is not sent yet; `version` is the submission's. Raises Stale and NotADraft."""
    issue, row = _draft(submission, version)
    row.body, row.text = draft.body, draft.text
    _save(row)
    audit.record(by=by, action="issue.redraft", target=issue, new={"submission": row.pk}, now=now)
    return row


@transaction.atomic
def discard(*, submission: Submission, version: int, by: User, now: datetime) -> None:
    """It is not put to the body after all: its words go; that it was begun stays in the log.

    Raises Stale and NotADraft.
    """
    issue, row = _draft(submission, version)
    row.state, row.text = State.DISCARDED, ""
    _save(row)
    on = What(on=timezone.localdate(now))
    steps.write(issue, Step.DISCARDED, on, submission=row, by=by, now=now)


@transaction.atomic
def expect(
    *, submission: Submission, on: date | None, version: int, by: User, now: datetime
) -> None:
    """Another day by which an answer is expected, or none. Raises Stale and NotWaiting."""
    issue, row = steps.lock_submission(submission, version)
    if issue.state == Issue.State.CLOSED or row.state not in WAITING:
        raise NotWaiting
    old, row.expected_on = row.expected_on, on
    _save(row)
    audit.record(
        by=by,
        action="issue.expect",
        target=issue,
        old={"expected_on": old},
        new={"submission": row.pk, "expected_on": on},
        now=now,
    )


def _draft(submission: Submission, version: int) -> tuple[Issue, Submission]:
    issue, row = steps.lock_submission(submission, version)
    if row.state != State.DRAFTED:
        raise NotADraft
    return issue, row


def _save(row: Submission) -> None:
    row.version += 1
    row.save()
