"""Who books what at the demo's events, by the site's own actions, each at the time it happened."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.actions import booking, delegates, needs
from events.actions.delegates import Choice
from events.actions.needs import Said
from events.actions.orders import NewDelegate
from events.choices import PhotoChoice
from events.forms.delegates import CONSENT
from events.models import Booking, Delegate, Event, TicketType, Workshop
from network.choices import Source
from network.models import Affiliation, Organisation, User
from portal.demo.telling import World

SKIPS_A_SERIES, JOINS_A_LINE, HAS_OWN_ADDRESS = 0.12, 0.3, 0.85
_PRONOUNS = ("", "", "", "she/her", "he/him", "they/them")
_PHOTOGRAPHS = (PhotoChoice.NOT_SAID, PhotoChoice.YES, PhotoChoice.YES, PhotoChoice.NO)


@dataclass(frozen=True)
class Booker:
    """Who books, and for which organisation; guests for none."""

    user: User
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Person:
    name: str
    email: str = ""


def members(rng: random.Random, now: datetime) -> list[Booker]:
    """The primary contacts of organisations that are members at `now`, shuffled."""
    rows = (
        Affiliation.objects.filter(
            role=Affiliation.Role.PRIMARY,
            ended_at__isnull=True,
            started_at__lte=now,
            organisation__in=Organisation.objects.members_at(now),
        )
        .select_related("user", "organisation")
        .order_by("pk")
    )
    bookers = [Booker(row.user, row.organisation) for row in rows]
    rng.shuffle(bookers)
    return bookers


class Crowd:
    """Books people for one event; knows which workshops have places left."""

    def __init__(self, world: World, event: Event, rng: random.Random) -> None:
        self.world, self.event, self.rng = world, event, rng
        self.tickets = list(event.ticket_types.order_by("position"))
        self.series: dict[int, list[Workshop]] = {}
        for workshop in Workshop.objects.filter(series__event=event).in_order():
            self.series.setdefault(workshop.series_id, []).append(workshop)
        self.left = {one.pk: one.capacity for row in self.series.values() for one in row}
        self.preferred: frozenset[str] = frozenset()  # titles that people take while they can
        self.joins_lines = False

    def book(
        self,
        now: datetime,
        booker: Booker,
        people: Sequence[Person],
        *,
        waits: Sequence[str] = (),
        **how: Any,
    ) -> Booking:
        """Book people, with choices that they might make; `waits` are titles to wait for."""
        is_member = booker.organisation is not None
        ticket = self._ticket(is_member=is_member)
        wanted = [self._person(person, ticket, waits) for person in people]
        return booking.book(
            event=self.event,
            people=wanted,
            by=booker.user,
            key=uuid.UUID(int=self.rng.getrandbits(128)),
            now=now,
            organisation=booker.organisation,
            phone=booker.user.phone,
            **how,
        )

    def group(self, booker: Booker, size: int) -> list[Person]:
        """The booker and `size` - 1 colleagues, some without an address of their own."""
        colleagues = [self.world.people.sketch(since=self.event.starts_at) for _ in range(size - 1)]
        return [
            Person(booker.user.name, booker.user.email),
            *(
                Person(one.name, one.email if self.rng.random() < HAS_OWN_ADDRESS else "")
                for one in colleagues
            ),
        ]

    def guest(self, since: datetime) -> Booker:
        """Somebody of no member organisation, with an account for booking."""
        return Booker(self.world.people.new(since=since))

    def cancel(self, now: datetime, delegate: Delegate) -> None:
        booking.cancel(delegate=delegate, by=delegate.booking.booked_by, now=now)

    def give_up(self, now: datetime, delegate: Delegate, workshop: Workshop) -> None:
        delegates.choose(
            delegate=delegate,
            choices=[Choice(workshop.series_id)],
            seen=delegate.revision,
            by=delegate.booking.booked_by,
            now=now,
        )

    def describe(self, now: datetime, *, needs_of: Sequence[Said]) -> None:
        """What delegates say on their own pages: every third something, some what they need."""
        coming = Delegate.objects.filter(event=self.event, state=Delegate.State.BOOKED)
        rows = list(coming.select_related("event").order_by("pk"))
        for row in rows[::3]:
            delegates.describe(
                delegate=row,
                badge_name=row.name.split()[0] if self.rng.random() < 0.2 else "",
                pronouns=self.rng.choice(_PRONOUNS),
                photographs=self.rng.choice(_PHOTOGRAPHS),
                now=now,
            )
        for row, said in zip(rows[1::9], needs_of, strict=False):
            needs.record(delegate=row, said=said, consent_wording=str(CONSENT), now=now)

    def _ticket(self, *, is_member: bool) -> TicketType:
        return self.rng.choice([one for one in self.tickets if one.is_for(is_member=is_member)])

    def _person(self, person: Person, ticket: TicketType, waits: Sequence[str]) -> NewDelegate:
        lines = [one.pk for row in self.series.values() for one in row if one.title in waits]
        choices = []
        for workshops in self.series.values():
            if self.rng.random() >= SKIPS_A_SERIES:
                choices += [self._choice(workshops)]
                lines += self._line(workshops, bool(lines))
        return NewDelegate(
            name=person.name,
            email=person.email,
            address="",
            ticket_type=ticket,
            choices=tuple(choices),
            waits=tuple(lines),
        )

    def _choice(self, workshops: Sequence[Workshop]) -> int:
        free = [one for one in workshops if self.left[one.pk] > 0]
        chosen = next((one for one in free if one.title in self.preferred), self.rng.choice(free))
        self.left[chosen.pk] -= 1
        return chosen.pk

    def _line(self, workshops: Sequence[Workshop], waits_already: bool) -> list[int]:
        if waits_already or not self.joins_lines or self.rng.random() >= JOINS_A_LINE:
            return []
        return [one.pk for one in workshops if self.left[one.pk] <= 0][:1]


def phoned(officer: User) -> dict[str, Any]:
    """How a booking is written that an events officer typed for a caller."""
    return {"source": Source.TELEPHONE, "entered_by": officer}
