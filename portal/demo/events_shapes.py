"""How the demo writes down an event: its parts of the day, their workshops and who gives them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from events.choices import ContributorRole, SlotKind
from events.models import Contribution, Contributor, Event, Slot, TicketType, Workshop
from network.models import Organisation
from portal.tokens import new_token

Role, State, Who = ContributorRole, Contributor.State, TicketType.Who


@dataclass(frozen=True)
class Guest:
    """Somebody who speaks, chairs, facilitates or performs. `of`: an organisation's name."""

    name: str
    of: str = ""
    role: ContributorRole = Role.FACILITATOR
    state: Contributor.State = State.ACCEPTED
    about: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Shop:
    """A workshop; without a title it is to be announced."""

    title: str
    description: str = ""
    room: str = ""
    places: int = 40
    access: str = ""
    by: tuple[Guest, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of the day, with its hours as "10:15"."""

    kind: SlotKind
    begins: str
    ends: str
    title: str
    theme: str = ""
    description: str = ""
    room: str = ""
    is_to_be_announced: bool = False
    shops: tuple[Shop, ...] = ()
    by: tuple[Guest, ...] = ()


@dataclass(frozen=True)
class Ticket:
    name: str
    who: TicketType.Who = Who.ANYONE
    pence: int = 0
    note: str = ""


def at(day: date, clock: str) -> datetime:
    """The moment that London's clocks show `clock` ("10:15") on `day`."""
    return datetime.combine(day, time.fromisoformat(clock), timezone.get_default_timezone())


def write(
    event: Event,
    parts: Sequence[Part],
    tickets: Sequence[Ticket] = (),
    *,
    seats: Mapping[str, int] | None = None,
) -> Event:
    """Keep an event with its tickets, programme and contributors; returns it.

    `seats` says how many each room has.
    """
    seats = seats or {}
    event.save()
    TicketType.objects.bulk_create(
        TicketType(
            event=event,
            name=ticket.name,
            for_whom=ticket.who,
            price_pence=ticket.pence,
            note=ticket.note,
            position=position,
        )
        for position, ticket in enumerate(tickets, start=1)
    )
    slots = Slot.objects.bulk_create(_slot(event, part, seats) for part in parts)
    doings: list[tuple[Guest, Slot | Workshop]] = []
    for slot, part in zip(slots, parts, strict=True):
        doings += [(guest, slot) for guest in part.by]
        rows = Workshop.objects.bulk_create(_workshops(slot, part.shops, seats))
        for workshop, shop in zip(rows, part.shops, strict=True):
            doings += [(guest, workshop) for guest in shop.by]
    _introduce(event, doings)
    return event


def _slot(event: Event, part: Part, seats: Mapping[str, int]) -> Slot:
    day = timezone.localdate(event.starts_at)
    return Slot(
        event=event,
        kind=part.kind,
        title=part.title,
        theme=part.theme,
        description=part.description,
        room=part.room,
        room_seats=seats.get(part.room),
        starts_at=at(day, part.begins),
        ends_at=at(day, part.ends),
        is_to_be_announced=part.is_to_be_announced,
    )


def _workshops(series: Slot, shops: Iterable[Shop], seats: Mapping[str, int]) -> Iterable[Workshop]:
    for position, shop in enumerate(shops, start=1):
        yield Workshop(
            series=series,
            title=shop.title,
            description=shop.description,
            room=shop.room,
            room_seats=seats.get(shop.room),
            capacity=shop.places,
            access_notes=shop.access,
            position=position,
        )


def _introduce(event: Event, doings: Sequence[tuple[Guest, Slot | Workshop]]) -> None:
    """Each contributor once, however much they do; whoever was asked has a personal link."""
    guests = list({guest.name: guest for guest, _where in doings}.values())
    known = {
        organisation.name: organisation
        for organisation in Organisation.objects.filter(name__in=[guest.of for guest in guests])
    }
    rows = Contributor.objects.bulk_create(
        _contributor(event, guest, known.get(guest.of)) for guest in guests
    )
    by_name = {row.name: row for row in rows}
    Contribution.objects.bulk_create(
        Contribution(
            contributor=by_name[guest.name],
            role=guest.role,
            slot=where if isinstance(where, Slot) else None,
            workshop=where if isinstance(where, Workshop) else None,
            position=position,
        )
        for position, (guest, where) in enumerate(doings, start=1)
    )


def _contributor(event: Event, guest: Guest, organisation: Organisation | None) -> Contributor:
    was_asked = guest.state != State.PLANNED
    has_answered = guest.state not in {State.PLANNED, State.INVITED}
    return Contributor(
        event=event,
        name=guest.name,
        organisation=organisation,
        organisation_name="" if organisation else guest.of,
        state=guest.state,
        token_hash=new_token().hash if was_asked else "",
        invited_at=event.published_at if was_asked else None,
        answered_at=event.published_at if has_answered else None,
        **(guest.about or {}),
    )
