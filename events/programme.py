"""A programme as people read it: days, rows in the order of time, workshops side by side. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.choices import ContributorRole, SlotKind
from events.places_left import FEW, places_left_in_short
from portal.times import LONDON
from portal.when import times

GONE = frozenset({"declined", "withdrawn"})


@dataclass(frozen=True)
class Person:
    """Somebody who takes part, by as much of their name as they agreed to.

    `state` is what they answered: only who accepted is ever shown.
    """

    name: str
    state: str = "accepted"
    role: str = ContributorRole.FACILITATOR
    affiliation: str = ""
    pronouns: str = ""
    biography: str = ""

    @property
    def part(self) -> str:
        """What they do, where it is not what everybody there does: "Chair"."""
        return str(ContributorRole(self.role).label) if self.role == ContributorRole.CHAIR else ""


@dataclass(frozen=True)
class People:
    """Who takes part, and in words who is still to come: empty when nobody is."""

    shown: tuple[Person, ...] = ()
    to_come: str = ""

    @property
    def has_biographies(self) -> bool:
        return any(one.biography for one in self.shown)


@dataclass(frozen=True)
class Words:
    """A tag: words with a tone (templates/components/status_tag.html)."""

    word: str
    tone: str


@dataclass(frozen=True)
class Handout:
    """A file or a link for people to take away. `about` says of which part of the programme."""

    title: str
    url: str
    details: str
    description: str = ""
    about: str = ""
    is_link: bool = False


@dataclass(frozen=True)
class Session:
    """A workshop. `anchor` is its id on the page; `places` is None where places do not matter."""

    anchor: str
    title: str
    people: People = People()
    is_to_be_announced: bool = False
    is_called_off: bool = False
    description: str = ""
    room: str = ""
    access: str = ""
    places: Words | None = None
    materials: tuple[Handout, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there is something to unfold."""
        return bool(self.description) or self.people.has_biographies


@dataclass(frozen=True)
class Part:
    """A part of the day: a panel, a lunch, a workshop series with its workshops."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str = ""
    description: str = ""
    room: str = ""
    people: People = People()
    sessions: tuple[Session, ...] = ()
    materials: tuple[Handout, ...] = ()

    @property
    def label(self) -> str:
        """What kind of part it is, where that says something that its title does not."""
        label = "" if self.kind == SlotKind.OTHER else str(SlotKind(self.kind).label)
        return "" if label.casefold() in self.title.casefold() else label

    @property
    def is_series(self) -> bool:
        return self.kind == SlotKind.SERIES

    @property
    def is_pause(self) -> bool:
        """Arrivals, breaks and lunches stand back."""
        return self.kind in {SlotKind.ARRIVAL, SlotKind.BREAK, SlotKind.LUNCH}

    @property
    def count(self) -> str:
        """ "4 workshops"."""
        return ngettext("%(n)s workshop", "%(n)s workshops", len(self.sessions)) % {
            "n": len(self.sessions)
        }


@dataclass(frozen=True)
class Row:
    """What is on at the same time, beside each other."""

    starts_at: datetime
    ends_at: datetime
    parts: tuple[Part, ...]

    @property
    def times(self) -> str:
        return times(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class Day:
    date: date
    rows: tuple[Row, ...]


def arrange(parts: Iterable[Part]) -> list[Day]:
    """The days of an event with their rows, in the order of London's clock.

    Parts that start and end together share a row, in the order given.
    """
    ordered = sorted(parts, key=lambda part: (part.starts_at, part.ends_at))
    rows = [
        Row(starts_at, ends_at, tuple(group))
        for (starts_at, ends_at), group in groupby(ordered, lambda p: (p.starts_at, p.ends_at))
    ]
    by_day = groupby(rows, lambda row: row.starts_at.astimezone(LONDON).date())
    return [Day(day, tuple(of_day)) for day, of_day in by_day]


def people(
    asked: Iterable[Person], *, kind: str, more_to_come: bool = False, is_workshop: bool = False
) -> People:
    """Who of those asked is shown for a part of the programme, or for a workshop.

    Whoever has not accepted is never named: "to be announced" stands for them, until they say no.
    It also stands where the organiser says so (`more_to_come`), and for a workshop without anybody.
    """
    everybody = [one for one in asked if one.state not in GONE]
    shown = tuple(one for one in everybody if one.state == "accepted")
    more_to_come = more_to_come or len(shown) < len(everybody)
    if shown:
        return People(shown, _("More to be announced") if more_to_come else "")
    return People((), _to_be_announced(kind) if more_to_come or is_workshop else "")


def _to_be_announced(kind: str) -> str:
    match kind:
        case SlotKind.PANEL:
            return _("Panellists to be announced")
        case SlotKind.PERFORMANCE:
            return _("Performers to be announced")
        case SlotKind.SERIES:
            return _("Facilitators to be announced")
    return _("Speakers to be announced")


def places(*, capacity: int, taken: int, is_open: bool, has_opened: bool) -> Words | None:
    """Places of a workshop in words.

    Before booking opens: how many there are; while choices can be made (`is_open`): how many are
    left; afterwards nothing.
    """
    if not has_opened:
        return Words(ngettext("%(n)s place", "%(n)s places", capacity) % {"n": capacity}, "neutral")
    if not is_open:
        return None
    left = capacity - taken
    if left <= 0:
        return Words(_("Full: join the waiting list"), "bad")
    return Words(places_left_in_short(left), "wait" if left <= FEW else "good")
