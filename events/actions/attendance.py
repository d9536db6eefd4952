"""Who came: ticks at the door from several phones at once, some of them hours late.

Each press has a key from the phone that made it: sent again, it is the same press. The last
press about somebody, by when it was pressed, says whether they are here. The people concerned
are locked, delegates before contributors, each by number.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from events import door
from events.actions.orders import NotOpen, Refused
from events.models import CheckIn, Contributor, Delegate, Event, Tap, VolunteerLink
from network.models import User
from portal import audit
from portal.keeping import DOOR_OVER
from portal.letters import one_line
from portal.tokens import new_token

KEPT_AFTER = DOOR_OVER.period  # after the event: what the privacy page promises

type Person = Delegate | Contributor


class TooLate(Refused):
    """The event's day is over: a link for it would never work."""


class Outcome(StrEnum):
    IN = "in"
    OUT = "out"
    ALREADY = "already"  # ticked in before, by this phone or another
    OVERTAKEN = "overtaken"  # somebody pressed later than this, and that counts
    NOT_COMING = "not-coming"  # their place was cancelled, or they have none yet
    UNKNOWN = "unknown"  # nobody of this event


@dataclass(frozen=True)
class Press:
    """Somebody is ticked in (`comes`), or a tick is taken back. `who`: see `name_of`."""

    key: uuid.UUID
    who: str
    comes: bool
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What came of a press. `since` is when the person came, if they are here."""

    outcome: Outcome
    name: str = ""
    since: datetime | None = None


def name_of(person: Person) -> str:
    """How phones name people: "d12" for a delegate, "c3" for a contributor."""
    return f"{'d' if isinstance(person, Delegate) else 'c'}{person.pk}"


def is_open(event: Event, now: datetime) -> bool:
    """Whether people can be ticked in: from the event's day on, also afterwards from paper."""
    return event.state == Event.State.PUBLISHED and door.opens_at(event.starts_at) <= now


def is_expected(person: Person) -> bool:
    """Whether somebody has a place, or has promised to contribute."""
    if isinstance(person, Delegate):
        return person.state == Delegate.State.BOOKED
    return person.state == Contributor.State.ACCEPTED


@transaction.atomic
def press(
    *,
    event: Event,
    presses: Iterable[Press],
    by: User | None,
    link: VolunteerLink | None,
    now: datetime,
) -> dict[uuid.UUID, Answer]:
    """Carry out presses, however late and however often they are sent; answer each by its key.

    A press of the future counts as one of now, one from before the event's day as one of its
    first minute. Raises NotOpen before the event's day, and for what is not published.
    """
    if not is_open(event, now):
        raise NotOpen
    opened_at = door.opens_at(event.starts_at)
    wanted = sorted(presses, key=lambda one: one.at)
    book = _DoorBook(event, {one.who for one in wanted}, by, link, now)
    book.read({one.key for one in wanted})
    answers: dict[uuid.UUID, Answer] = {}
    for one in wanted:
        at = max(min(one.at, now), opened_at)
        answers.setdefault(one.key, book.enter(one, at))
    return answers


class _DoorBook:
    """The people that presses are about, locked, with what was pressed about them before."""

    def __init__(
        self, event: Event, names: set[str], by: User | None, link: VolunteerLink | None, now: Any
    ) -> None:
        self.event, self.by, self.link, self.now = event, by, link, now
        self.people: dict[str, Person] = {}
        self.here: dict[str, CheckIn] = {}
        self.last: dict[str, datetime] = {}
        self.known: set[uuid.UUID] = set()
        for model, letter in ((Delegate, "d"), (Contributor, "c")):
            numbers = [int(name[1:]) for name in names if name.startswith(letter)]
            rows = model.objects.filter(event=event, pk__in=numbers).order_by("pk")
            self.people |= {name_of(row): row for row in rows.select_for_update(no_key=True)}

    def read(self, keys: set[uuid.UUID]) -> None:
        """What is known already; after the locks, so that no other phone is in between."""
        about = {name: self._column(person) for name, person in self.people.items()}
        self.known = set(Tap.objects.filter(key__in=keys).values_list("key", flat=True))
        taps = self._of_all(Tap.objects.filter(event=self.event), about)
        for tap in taps.order_by("at", "pk"):
            self.last[self._name(tap)] = tap.at
        ticks = self._of_all(CheckIn.objects.filter(event=self.event), about)
        self.here = {self._name(row): row for row in ticks}

    def enter(self, press: Press, at: datetime) -> Answer:
        """Write one press down and let it count, unless it is known or overtaken."""
        person = self.people.get(press.who)
        if person is None:
            return Answer(Outcome.UNKNOWN)
        if press.key in self.known:
            return self._again(press, person)
        self.known.add(press.key)
        self._write(press, person, at)
        if press.comes and not is_expected(person):
            return Answer(Outcome.NOT_COMING, person.name)
        is_late = at < self.last.get(press.who, at)
        self.last[press.who] = max(at, self.last.get(press.who, at))
        if press.comes and press.who in self.here:
            return self._came_before(press.who, person, at)
        if is_late:
            return self._standing(Outcome.OVERTAKEN, press.who, person)
        return self._come(press, person, at) if press.comes else self._go(press.who, person)

    def _again(self, press: Press, person: Person) -> Answer:
        """The answer to a press that was sent before: how things stand now."""
        tick = self.here.get(press.who)
        if tick is None and press.comes:
            gone = Outcome.OVERTAKEN if is_expected(person) else Outcome.NOT_COMING
            return Answer(gone, person.name)
        if tick is None:
            return Answer(Outcome.OUT, person.name)
        mine = Outcome.IN if tick.key == press.key else Outcome.ALREADY
        return Answer(mine if press.comes else Outcome.OVERTAKEN, person.name, tick.at)

    def _came_before(self, who: str, person: Person, at: datetime) -> Answer:
        """Two phones ticked the same person: the earlier time stays, nobody counts twice."""
        tick = self.here[who]
        if at < tick.at:
            tick.at = at
            tick.save(update_fields=["at"])
        return Answer(Outcome.ALREADY, person.name, tick.at)

    def _come(self, press: Press, person: Person, at: datetime) -> Answer:
        self.here[press.who] = CheckIn.objects.create(
            event=self.event,
            at=at,
            key=press.key,
            by=self.by,
            link=self.link,
            **self._column(person),
        )
        return Answer(Outcome.IN, person.name, at)

    def _go(self, who: str, person: Person) -> Answer:
        tick = self.here.pop(who, None)
        if tick is not None:
            tick.delete()
        return Answer(Outcome.OUT, person.name)

    def _standing(self, outcome: Outcome, who: str, person: Person) -> Answer:
        tick = self.here.get(who)
        return Answer(outcome, person.name, tick.at if tick else None)

    def _write(self, press: Press, person: Person, at: datetime) -> None:
        Tap.objects.create(
            key=press.key,
            event=self.event,
            comes=press.comes,
            at=at,
            received_at=self.now,
            by=self.by,
            link=self.link,
            **self._column(person),
        )

    def _column(self, person: Person) -> dict[str, Any]:
        return {"delegate" if isinstance(person, Delegate) else "contributor": person}

    def _of_all(self, rows: Any, about: Mapping[str, dict[str, Any]]) -> Any:
        people = [value for column in about.values() for value in column.values()]
        delegates = [one.pk for one in people if isinstance(one, Delegate)]
        contributors = [one.pk for one in people if isinstance(one, Contributor)]
        return rows.filter(delegate__in=delegates) | rows.filter(contributor__in=contributors)

    def _name(self, row: Tap | CheckIn) -> str:
        return f"d{row.delegate_id}" if row.delegate_id else f"c{row.contributor_id}"


@transaction.atomic
def make_link(*, event: Event, name: str, by: User, now: datetime) -> tuple[VolunteerLink, str]:
    """A link by which a volunteer ticks people in on the event's day, and its secret.

    The secret is given out here and never again. Raises TooLate once that day is over.
    """
    expires_at = door.links_end_at(event.ends_at)
    if expires_at <= now:
        raise TooLate
    token = new_token()
    link = VolunteerLink.objects.create(
        event=event,
        name=one_line(name),
        token_hash=token.hash,
        made_by=by,
        made_at=now,
        opens_at=door.opens_at(event.starts_at),
        expires_at=expires_at,
    )
    new = {"link": link.pk}  # the name goes after a year, the log stays
    audit.record(by=by, action="event.volunteer-link", target=event, new=new, now=now)
    return link, token.secret


@transaction.atomic
def revoke_link(*, link: VolunteerLink, by: User, now: datetime) -> bool:
    """Withdraw a volunteer's link at once; what was ticked with it stays. Was it still live?"""
    live = VolunteerLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    if not live.update(revoked_at=now):
        return False
    old = {"link": link.pk}
    audit.record(
        by=by, action="event.volunteer-link-withdrawn", target=link.event, old=old, now=now
    )
    return True


@transaction.atomic
def forget(*, now: datetime) -> int:
    """A year after an event, delete who pressed what at its door, and volunteers' links.

    Who came stays (`CheckIn`), without who ticked them in. Returns how many taps and links;
    running it twice deletes nothing more.
    """
    over = long_over(now)
    taps, _each = Tap.objects.filter(event__in=over).delete()
    CheckIn.objects.filter(event__in=over, by__isnull=False).update(by=None)
    links, _each = VolunteerLink.objects.filter(event__in=over).delete()
    return taps + links


def long_over(now: datetime) -> QuerySet[Event]:
    """Events at whose doors it does not matter any more who pressed what."""
    return Event.objects.filter(ends_at__lte=now - KEPT_AFTER)
