"""Saying whether one comes to a forum: one answer a person, changed until it ends."""

from datetime import datetime
from typing import Any

from django.db import transaction

from forums import consent
from forums.actions.joining_links import new_link
from forums.actions.moving import lock
from forums.choices import Answer
from forums.mail import joining as letters
from forums.models import Attendance, Forum
from forums.models.circles import own_organisations
from forums.models.needs import NO_NEEDS
from network.choices import Source
from network.models import Organisation, User
from portal import audit, outbox


class NotOpen(Exception):
    """The forum cannot be joined (any more), or not in this way."""


class NotAMember(Exception):
    """The person does not speak for that organisation, or it is no member now."""


@transaction.atomic
def answer(
    *,
    forum: Forum,
    user: User,
    organisation: Organisation,
    answer: str,
    by: User,
    now: datetime,
    source: str = Source.SITE,
    needs: str = "",
    consents: bool = False,
) -> Attendance:
    """Keep `user`'s answer, in the place of an earlier one, and write to them; return the row.

    The same answer again changes nothing and writes nothing. `needs` are kept, sealed, of who
    comes in person and consents; without text, what they said before stays. Who does not come in
    person has none. Locks the forum. Raises NotOpen, and NotAMember.
    """
    row = _open(forum, answer, now)
    if not user.is_active or not own_organisations(user, now=now).contains(organisation):
        raise NotAMember
    found = Attendance.objects.filter(forum=row, user=user).first()
    old = _kept(found)
    found = found or Attendance(forum=row, user=user)
    found.forum, found.organisation, found.answer = row, organisation, answer
    _take_needs(found, needs if consents else "", now)
    if _kept(found) != old:
        _changed(found, old, by=by, source=source, now=now)
    elif needs and consents:
        found.save()
    return found


@transaction.atomic
def remove_needs(*, forum: Forum, user: User) -> bool:
    """Take back consent: delete what somebody said they need; return whether there was anything.

    Not in the audit log: who reads it may not know who has needs.
    """
    lock(forum)
    said = Attendance.objects.filter(forum=forum, user=user).exclude(needs=b"")
    return bool(said.update(**NO_NEEDS))


def _open(forum: Forum, answer: str, now: datetime) -> Forum:
    row = lock(forum)
    if not row.can_be_joined(now) or not row.takes(answer):
        raise NotOpen
    return row


def _kept(row: Attendance | None) -> dict[str, Any]:
    """What of an answer is told and logged."""
    return {"answer": str(row.answer), "organisation": row.organisation_id} if row else {}


def _take_needs(row: Attendance, needs: str, now: datetime) -> None:
    if row.answer != Answer.IN_PERSON:
        row.forget_needs()
    elif needs.strip():
        row.keep_needs(needs, consent_wording=str(consent.NEEDS), now=now)


def _changed(row: Attendance, old: dict[str, Any], *, by: User, source: str, now: datetime) -> None:
    """Save a new answer, log it, and write to who gave it."""
    row.answered_at, row.source = now, source
    row.entered_by = None if by == row.user else by
    row.revision += 1
    if not row.is_coming:
        row.token_hash = ""
    row.save()
    audit.record(by=by, action="forum.answer", target=row, old=old, new=_kept(row), now=now)
    came_before = bool(old) and old["answer"] != Answer.APOLOGIES
    _write(row, came_before=came_before, now=now)


def _write(row: Attendance, *, came_before: bool, now: datetime) -> None:
    """One mail: near the forum it holds their personal link as well."""
    secret = new_link(row, now=now)
    letter = letters.answered(row, came_before=came_before, secret=secret, now=now)
    cause = f"forum-answer:{row.pk}:{row.revision}"
    if secret:
        ends_at = row.forum.ends_at
        outbox.enqueue_credential(cause=cause, letter=letter, expires_at=ends_at, now=now)
    else:
        outbox.enqueue(cause=cause, letter=letter, now=now)
