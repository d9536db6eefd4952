""" "This identifies us": said within the seven days, answered by the co-ordinator."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from forums.actions import summaries
from forums.choices import Circle
from forums.mail import summaries as mail
from forums.models import Attendance, Forum, Objection, Summary
from network.models import User
from portal import outbox
from portal.models import SiteSettings

TOLD_WITHIN = timedelta(days=14)  # later the answer is on the page all the same


class TooLate(Exception):
    """The seven days are over, or the summary is not shown for looking at it."""


class NotThere(Exception):
    """Only who was there says so."""


class SaidOtherwise(Exception):
    """The same form has said something else already, and that is kept."""


class Answered(Exception):
    """Somebody else answered first: `current` is the objection as it stands."""

    def __init__(self, current: Objection) -> None:
        super().__init__("answered already")
        self.current = current


@dataclass(frozen=True)
class Said:
    """What identifies somebody, of the version they read; `key` makes two presses one."""

    text: str
    version: int
    key: uuid.UUID


def is_open(summary: Summary, now: datetime) -> bool:
    """Whether it may be said now; the server's clock decides."""
    until = summary.review_until
    under_review = summary.shown_to == Circle.ATTENDEES and summary.agreed_at is None
    return under_review and until is not None and now < until


@transaction.atomic
def say(*, forum: Forum, said: Said, by: User, now: datetime) -> Objection:
    """Keep it, with the organisation they were there for, and tell the co-ordinator.

    Neither the text nor who it was goes into a mail or the log: others read those. Raises
    NotThere, TooLate and SaidOtherwise.
    """
    row, summary = summaries.locked(forum)
    there = Attendance.objects.inside(by, now=now).filter(forum=row).first()
    if there is None or summary is None:
        raise NotThere
    found = summary.objections.filter(key=said.key, user=by).first()
    if found is not None and found.text == said.text:
        return found
    if not is_open(summary, now):
        raise TooLate
    if found is not None:
        raise SaidOtherwise
    objection = Objection.objects.create(
        summary=summary,
        user=by,
        organisation=there.organisation,
        text=said.text,
        summary_version=min(max(said.version, 1), summary.version),
        key=said.key,
        made_at=now,
    )
    values: dict[str, object] = {"objection": objection.pk}
    summaries.log(summary, "summary.objection", by=None, now=now, new=values)
    _tell_staff(objection, row, now)
    return objection


def _tell_staff(objection: Objection, forum: Forum, now: datetime) -> None:
    if to := SiteSettings.current().coordinator_email:
        letter = mail.objected(forum, to=to)
        outbox.enqueue(cause=f"objection:{objection.pk}", letter=letter, now=now)


@transaction.atomic
def answer(*, objection: Objection, words: str, by: User, now: datetime) -> Objection:
    """What was done about it, in words; whoever said it is told that there is an answer.

    Pressing twice answers once. Raises Answered where somebody answered otherwise.
    """
    _forum, _summary = summaries.locked(objection.summary.forum)
    row = Objection.objects.select_related("summary__forum", "user").get(pk=objection.pk)
    if row.answered_at:
        if row.answer == words:
            return row
        raise Answered(row)
    row.answer, row.answered_at, row.answered_by = words, now, by
    row.save()
    values: dict[str, object] = {"objection": row.pk}
    summaries.log(row.summary, "summary.answer", by=by, now=now, new=values)
    if row.user and summaries.readers(row.summary.forum, now).contains(row.user):
        _tell(row, row.user, now)
    return row


def _tell(objection: Objection, person: User, now: datetime) -> None:
    """Sealed, under a subject that says nothing: who reads the list of mails may not learn it."""
    outbox.enqueue_credential(
        cause=f"summary-word:{objection.pk}",
        letter=mail.answered(objection, person),
        expires_at=now + TOLD_WITHIN,
        now=now,
    )
