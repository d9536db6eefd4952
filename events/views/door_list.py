"""Who is expected at the door and who is here, read in two queries."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from events.actions.attendance import name_of
from events.models import Contributor, Delegate, Event
from events.papers.people import surname_first
from events.references import spellings
from portal.names import name_key


@dataclass(frozen=True)
class Row:
    """Somebody on the list. `who` is how phones name them, `find` what they are found by."""

    who: str
    number: int
    name: str
    organisation: str
    reference: str
    group: str
    find: str
    since: datetime | None
    is_delegate: bool = True


@dataclass
class Count:
    """How many of a group are here, of those expected. `key` names it on the page."""

    key: str
    label: str
    here: int = 0
    expected: int = 0

    def add(self, row: Row) -> None:
        self.expected += 1
        self.here += row.since is not None


@dataclass(frozen=True)
class DoorList:
    """Everybody expected, by surname, and how many of each group are here."""

    rows: list[Row]
    counts: list[Count]

    @property
    def mark(self) -> str:
        """Changes whenever somebody is on the list who was not, or is called differently."""
        lines = "\n".join(f"{row.who} {row.name} {row.reference}" for row in self.rows)
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def matching(self, typed: str) -> list[Row]:
        """Those in whom every word of `typed` occurs: surname, reference or organisation."""
        words = wanted(typed)
        return [row for row in self.rows if all(word in row.find for word in words)]


def wanted(typed: str) -> list[str]:
    """What somebody typed into the search, as words that `find` can hold."""
    return name_key(typed).split()


def door_list(event: Event) -> DoorList:
    """The list of an event; ticket types are counted in their order, contributors last."""
    rows = [*map(_delegate, _expected(event)), *map(_contributor, _promised(event))]
    everybody = Count("all", _("Everybody"))
    groups: dict[str, Count] = {}
    for row in rows:
        everybody.add(row)
        groups.setdefault(row.group, Count(f"g{len(groups)}", row.group)).add(row)
    return DoorList(sorted(rows, key=_by_surname), [everybody, *groups.values()])


def _by_surname(row: Row) -> tuple[tuple[str, str], str]:
    return surname_first(row.name), row.who


def _expected(event: Event) -> Iterable[Any]:
    coming = Delegate.objects.filter(event=event, state=Delegate.State.BOOKED)
    return coming.select_related("booking__organisation", "ticket_type", "check_in").order_by(
        "ticket_type__position", "pk"
    )


def _promised(event: Event) -> Iterable[Any]:
    coming = Contributor.objects.coming().filter(event=event)
    return coming.select_related("organisation", "check_in").order_by("pk")


def _since(person: Any) -> datetime | None:
    tick = getattr(person, "check_in", None)
    return tick.at if tick else None


def _delegate(row: Any) -> Row:
    organisation = str(row.booking.organisation or "")
    return Row(
        who=name_of(row),
        number=row.pk,
        name=row.name,
        organisation=organisation,
        reference=row.reference,
        group=str(row.ticket_type),
        find=_find(row.name, row.badge_name, organisation, *spellings(row.reference)),
        since=_since(row),
    )


def _contributor(row: Contributor) -> Row:
    return Row(
        who=name_of(row),
        number=row.pk,
        name=row.name,
        organisation=row.affiliation,
        reference="",
        group=_("Contributors"),
        find=_find(row.name, row.affiliation),
        since=_since(row),
        is_delegate=False,
    )


def _find(*texts: str) -> str:
    """As it is compared with what is typed."""
    return " ".join(name_key(text) for text in texts if text)
