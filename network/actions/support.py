"""The one place where requests for support change.

Each act locks the request's row, compares the version that the page had seen and writes event,
audit row and letters in one transaction, so that of two who press at once the second is told.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from network import mail_support as mail
from network.actions.membership_moves import belongs_to
from network.choices import Source
from network.models import Organisation, SupportEvent, SupportRequest, User
from network.references import new_reference
from network.support_states import FACTS, IllegalMove, Move, State, target
from portal import audit, outbox
from portal.models import SiteSettings
from portal.nightly import one_by_one

PREFIX = "CS"


class NotAMember(Exception):
    """Who asks belongs to the organisation, and its membership runs."""


class SentAlready(Exception):
    """The form was sent before, with other words: `known` is what came of it."""

    def __init__(self, known: SupportRequest) -> None:
        super().__init__(known.reference)
        self.known = known


class MovedOn(Exception):
    """Somebody else was quicker; `event` is what was done last."""

    def __init__(self, event: SupportEvent | None) -> None:
        super().__init__("the request has moved on")
        self.event = event


class NotTheirs(Exception):
    """Not there for this person, or not for them to answer or take back."""


class OwnRequest(Exception):
    """Staff do not decide about a request of an organisation that they belong to."""


@dataclass(frozen=True)
class Asked:
    """What a form asks for: `said` are need, needed_by, tried and phone."""

    key: uuid.UUID
    said: Mapping[str, Any]
    reference: str = field(default_factory=lambda: new_reference(prefix=PREFIX))

    def is_in(self, known: SupportRequest) -> bool:
        """Whether `known` says the same."""
        return all(getattr(known, name) == value for name, value in self.said.items())


@dataclass(frozen=True)
class Decision:
    """What staff decide: `facts` by the names in `FACTS`, and what is written to the member."""

    move: Move
    text: str
    send: bool = True
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def ask(*, organisation: Organisation, asked: Asked, by: User, now: datetime) -> SupportRequest:
    """Keep a request for support; the same key does so once.

    Raises NotAMember, and SentAlready where the key stands for other words by now.
    """
    return _ask(organisation, asked, by, by=by, now=now)


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

    Raises OwnRequest for staff's own organisation, and as `ask` does.
    """
    if belongs_to(by, organisation):
        raise OwnRequest
    return _ask(organisation, asked, person, source=source, by=by, now=now)


def _ask(
    organisation: Organisation,
    asked: Asked,
    person: User,
    *,
    by: User,
    now: datetime,
    source: Source | str = Source.SITE,
) -> SupportRequest:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # one at a time, for the key
    if not Organisation.objects.visible_to(person).members_at(now).contains(organisation):
        raise NotAMember
    known = SupportRequest.objects.filter(by=person, key=asked.key).first()
    if known is not None:
        return _again(known, organisation, asked)
    row = SupportRequest.objects.create(
        reference=asked.reference,
        organisation=organisation,
        by=person,
        key=asked.key,
        source=source,
        created_at=now,
        state_since=now,
        **asked.said,
    )
    event = _record(row, Move.REQUEST, by=by, now=now)
    outbox.enqueue(cause=f"support-event:{event.pk}", letter=mail.received(row, person), now=now)
    if person == by:
        _tell_coordinator(row, event)
    return row


def _again(known: SupportRequest, organisation: Organisation, asked: Asked) -> SupportRequest:
    if known.organisation_id != organisation.pk or not asked.is_in(known):
        raise SentAlready(known)
    return known


@transaction.atomic
def take_back(*, request: SupportRequest, version: int, by: User, now: datetime) -> None:
    """The member needs it no longer. Raises NotTheirs and MovedOn."""
    row = _theirs(request, Move.WITHDRAW, version=version, by=by, now=now)
    _tell_coordinator(row, _move(row, Move.WITHDRAW, by=by, now=now))


@transaction.atomic
def answer(
    *, request: SupportRequest, said: Mapping[str, Any], version: int, by: User, now: datetime
) -> None:
    """The member says how it went: helped, what_changed, may_share. Raises as `take_back`."""
    row = _theirs(request, Move.ANSWER, version=version, by=by, now=now)
    _set(row, said)
    _tell_coordinator(row, _move(row, Move.ANSWER, by=by, now=now))


@transaction.atomic
def decide(
    *, request: SupportRequest, decision: Decision, version: int, by: User, now: datetime
) -> SupportEvent:
    """One move of staff, with its letter. Raises OwnRequest and MovedOn."""
    row = lock(request)
    if is_own(row, by):
        raise OwnRequest
    check_move(row, decision.move, version)
    put(row, decision, now=now)
    person = row.reader() if decision.send else None
    text = mail.written(row, decision.text)
    said = {"reason": decision.reason, "text": text, "letter_sent": person is not None}
    event = _move(row, decision.move, by=by, now=now, **said)
    if person is not None:
        letter = mail.answer(row, text, person)
        outbox.enqueue(cause=f"support-event:{event.pk}", letter=letter, now=now)
    return event


def put(row: SupportRequest, decision: Decision, *, now: datetime) -> None:
    """Write what is decided onto the row, which is not saved; also for a preview."""
    _set(row, {name: decision.facts[name] for name in FACTS.get(decision.move, ())})
    if decision.move == Move.ALLOCATE:
        row.scheduled_on = None  # a day that was agreed was agreed with somebody else
    if decision.move == Move.DELIVER:
        row.delivered_at = now


def follow_up(*, now: datetime) -> int:
    """Ask, once, how support went that was delivered three months ago; return of how many.

    One that fails stays due and keeps none of the others from being asked.
    """
    due = SupportRequest.objects.to_follow_up(now).order_by("pk")
    return one_by_one(due, lambda request: _follow_up(request, now))


@transaction.atomic
def _follow_up(request: SupportRequest, now: datetime) -> bool:
    row = lock(request)
    person = row.reader()
    if row.state != State.DELIVERED or person is None:
        return False
    event = _move(row, Move.ASK, by=None, now=now, letter_sent=True)
    outbox.enqueue(cause=f"support-event:{event.pk}", letter=mail.how_it_went(row, person), now=now)
    return True


def close_unanswered(locked: SupportRequest, *, now: datetime) -> None:
    """Close what was delivered long ago and nobody closed. Raises IllegalMove."""
    _move(locked, Move.CLOSE, by=None, now=now)


def is_own(request: SupportRequest, person: User) -> bool:
    """Whether it is of this person, or of an organisation that they belong to."""
    return request.by_id == person.pk or belongs_to(person, request.organisation)


def check_move(row: SupportRequest, move: Move, version: int | None = None) -> None:
    """Raise MovedOn where the move is not possible, or the version not the one expected."""
    try:
        target(State(row.state), move)
    except IllegalMove as error:
        raise MovedOn(last_event(row)) from error
    if version not in (None, row.version):
        raise MovedOn(last_event(row))


def lock(request: SupportRequest) -> SupportRequest:
    """Fetch and lock a request with its organisation; every act on one locks it first."""
    rows = SupportRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=request.pk)


def last_event(request: SupportRequest) -> SupportEvent | None:
    """What was done last."""
    return request.events.select_related("by").order_by("-at", "-pk").first()


def _theirs(
    request: SupportRequest, move: Move, *, version: int, by: User, now: datetime
) -> SupportRequest:
    """The locked row on which a member can make this move."""
    row = lock(request)
    if not SupportRequest.objects.changeable_by(by, now=now).contains(row):
        raise NotTheirs
    check_move(row, move, version)
    return row


def _set(row: SupportRequest, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _move(
    row: SupportRequest, move: Move, *, by: User | None, now: datetime, **event: Any
) -> SupportEvent:
    """Make one legal move on a locked row, and keep the row. Raises IllegalMove."""
    old = row.state
    row.state, row.state_since = target(State(row.state), move), now
    row.version += 1
    row.save()
    return _record(row, move, by=by, now=now, old={"state": old}, **event)


def _record(
    row: SupportRequest,
    move: Move,
    *,
    by: User | None,
    now: datetime,
    old: Mapping[str, Any] | None = None,
    **event: Any,
) -> SupportEvent:
    new = {"state": row.state, "reason": event.get("reason", "")}
    audit.record(by=by, action=f"support.{move.value}", target=row, old=old, new=new, now=now)
    return SupportEvent.objects.create(
        request=row, move=move, to_state=row.state, at=now, by=by, **event
    )


def _tell_coordinator(row: SupportRequest, event: SupportEvent) -> None:
    if to := SiteSettings.current().coordinator_email:
        letter = mail.news(row, Move(event.move), to=to)
        outbox.enqueue(cause=f"support-event:{event.pk}:staff", letter=letter, now=event.at)
