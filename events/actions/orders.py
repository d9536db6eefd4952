"""What `seating.arrange` can be asked for, and how it says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.models import Booking, TicketType, Workshop

MOST_PEOPLE = 20  # live delegates whom one person books at one event; staff book more for them


@dataclass(frozen=True)
class NewDelegate:
    """Somebody to be booked. `address` says who they are: their own, or who books them.

    `choices` are numbers of workshops, one per series; `waits` of those to stand in line for.
    """

    name: str
    email: str
    address: str
    ticket_type: TicketType
    choices: tuple[int, ...] = ()
    waits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Add:
    """New delegates of a booking; with `waiting`, onto the event's waiting list."""

    booking: Booking
    people: tuple[NewDelegate, ...]
    waiting: bool = False


@dataclass(frozen=True)
class Leave:
    """A delegate cancels, declines the event's offer, or leaves its line."""

    delegate: int


@dataclass(frozen=True)
class TakeSeat:
    """A delegate accepts the place at the event that they were offered.

    Staff who override let somebody in who only waits.
    """

    delegate: int


@dataclass(frozen=True)
class Choose:
    """A delegate takes a workshop, in the place of the one they have in its series."""

    delegate: int
    workshop: int


@dataclass(frozen=True)
class GiveUp:
    """A delegate gives up a workshop, its offer, or their place in its line."""

    delegate: int
    workshop: int


@dataclass(frozen=True)
class Wait:
    """A delegate joins a full workshop's line, and keeps what they have meanwhile."""

    delegate: int
    workshop: int


@dataclass(frozen=True)
class Accept:
    """A delegate takes the workshop place they were offered; the one they had is given up."""

    delegate: int
    workshop: int


@dataclass(frozen=True)
class Resize:
    """A workshop gets another number of places."""

    workshop: int
    capacity: int


@dataclass(frozen=True)
class ResizeEvent:
    """The event gets another number of places, and of places kept for members."""

    capacity: int
    reserved_for_members: int


@dataclass(frozen=True)
class CallOff:
    """A workshop does not run: everybody in it and in its line is let go and told."""

    workshop: int


@dataclass(frozen=True)
class TakeBack:
    """A workshop that was called off by mistake takes place after all.

    Those who were let go and still come are told. Whoever had a place has it again, unless they
    chose another of its series since or it has fewer places now; all others stand in its line
    from when they first had, or asked for, a place. So nobody loses what they chose meanwhile,
    and what is free is offered first to who was there first.
    """

    workshop: int


@dataclass(frozen=True)
class LapseSeats:
    """Offers of the event whose time has run out pass on to the next in line."""


@dataclass(frozen=True)
class LapsePlaces:
    """Offers of a workshop's places whose time has run out pass on to the next in line."""

    workshop: int


type Order = (
    Add
    | Leave
    | TakeSeat
    | Choose
    | GiveUp
    | Wait
    | Accept
    | Resize
    | ResizeEvent
    | CallOff
    | TakeBack
    | LapseSeats
    | LapsePlaces
)


class Refused(Exception):
    """Nothing was changed. Each kind says why."""


class NotOpen(Refused):
    """The event does not take this any more, or not yet."""


class NotYours(Refused):
    """The delegate or workshop is none of this event's, or not in the state for this."""


class OfferOver(Refused):
    """There is no offer, or its time has run out."""


class NotFull(Refused):
    """There are places: no need to wait."""


@dataclass
class EventFull(Refused):
    """Fewer places at the event than people to be booked."""

    left: int


@dataclass
class TooManyPeople(Refused):
    """With these, one person would hold more than `MOST_PEOPLE` places; they hold `held`."""

    held: int


@dataclass
class WorkshopsFull(Refused):
    """More people want these workshops than have a place in them: workshop → places left."""

    left: Mapping[Workshop, int] = field(default_factory=dict)


@dataclass
class AlreadyBooked(Refused):
    """This person is booked, or waits, already. Never says by whom."""

    name: str


@dataclass
class TooFewPlaces(Refused):
    """A capacity below what is booked and offered."""

    taken: int
