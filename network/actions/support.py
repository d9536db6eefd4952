"""The one place where requests for support change, along their table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from network import mail_support as mail
from network.actions import moderating
from network.actions.membership_moves import belongs_to
from network.actions.moderating import Asked, Decision, Moderation, OwnRecord
from network.choices import Source
from network.models import Organisation, SupportRequest, User
from network.support_states import FACTS, TABLE, Move, State
from portal.nightly import one_by_one


def _put(row: SupportRequest, decision: Decision[Move], now: datetime) -> None:
    moderating.write(row, {name: decision.facts[name] for name in FACTS.get(decision.move, ())})
    if decision.move == Move.ALLOCATE:
        row.scheduled_on = None  # a day that was agreed was agreed with somebody else
    if decision.move == Move.DELIVER:
        row.delivered_at = now


REQUESTS = Moderation("support", "CS", SupportRequest, State, TABLE, mail, _put)


@transaction.atomic
def ask(*, organisation: Organisation, asked: Asked, by: User, now: datetime) -> SupportRequest:
    """Keep a request for support; the same key does so once.

    Raises NotAMember, and SentAlready where the key stands for other words by now.
    """
    row, event = REQUESTS.begin(organisation=organisation, asked=asked, by=by, now=now)
    if event is not None:
        REQUESTS.tell(event, mail.received(row, by))
        REQUESTS.tell_coordinator(row, event)
    return row


@transaction.atomic
def enter(
    *,
    organisation: Organisation,
    person: User,
    asked: Asked,
    source: Source | str,
    by: User,
    now: datetime,
) -> SupportRequest:
    """Ask for somebody who rang up or wrote; they get a copy of what was typed.

    Raises OwnRecord for staff's own organisation, and as `ask` does.
    """
    if belongs_to(by, organisation):
        raise OwnRecord
    row, event = REQUESTS.begin(
        organisation=organisation, asked=asked, by=person, typed_by=by, now=now, source=source
    )
    if event is not None:
        REQUESTS.tell(event, mail.received(row, person))
    return row


@transaction.atomic
def take_back(*, request: SupportRequest, version: int, by: User, now: datetime) -> None:
    """The member needs it no longer. Raises NotTheirs and MovedOn."""
    row = REQUESTS.theirs(request, Move.WITHDRAW, version=version, by=by, now=now)
    REQUESTS.tell_coordinator(row, REQUESTS.move(row, Move.WITHDRAW, by=by, now=now))


@transaction.atomic
def answer(
    *, request: SupportRequest, said: Mapping[str, Any], version: int, by: User, now: datetime
) -> None:
    """The member says how it went: helped, what_changed, may_share. Raises as `take_back`."""
    row = REQUESTS.theirs(request, Move.ANSWER, version=version, by=by, now=now)
    moderating.write(row, said)
    REQUESTS.tell_coordinator(row, REQUESTS.move(row, Move.ANSWER, by=by, now=now))


def follow_up(*, now: datetime) -> int:
    """Ask, once, how support went that was delivered three months ago; return of how many.

    One that fails stays due and keeps none of the others from being asked.
    """
    due = SupportRequest.objects.to_follow_up(now).order_by("pk")
    return one_by_one(due, lambda request: _follow_up(request, now))


@transaction.atomic
def _follow_up(request: SupportRequest, now: datetime) -> bool:
    row = REQUESTS.lock(request)
    person = row.reader()
    if row.state != State.DELIVERED or person is None:
        return False
    event = REQUESTS.move(row, Move.ASK, by=None, now=now, letter_sent=True)
    REQUESTS.tell(event, mail.how_it_went(row, person))
    return True


def close_unanswered(locked: SupportRequest, *, now: datetime) -> None:
    """Close what was delivered long ago and nobody closed. Raises IllegalMove."""
    REQUESTS.move(locked, Move.CLOSE, by=None, now=now)
