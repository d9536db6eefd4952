"""How delegates stand, in words, for the pages of the booker and of the delegate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.choices import SlotKind
from events.models import Delegate, Event, Place, Slot

State = Delegate.State
WORDS: dict[str, tuple[Any, str]] = {
    State.BOOKED: (gettext_lazy("Booked"), "good"),
    State.WAITING: (gettext_lazy("On the waiting list"), "wait"),
    State.OFFERED: (gettext_lazy("A place is offered"), "info"),
    State.CANCELLED: (gettext_lazy("Cancelled"), "neutral"),
    State.LAPSED: (gettext_lazy("Offer not taken"), "neutral"),
}


@dataclass
class Row:
    """A series and what somebody has in it: a place, lines they stand in, an offer."""

    slot: Slot
    place: Place | None = None
    lines: list[Any] = field(default_factory=list)
    offer: Place | None = None


@dataclass
class Card:
    """A delegate with everything that a page says about them."""

    delegate: Any
    rows: list[Row]
    now: datetime

    @property
    def word(self) -> str:
        return str(WORDS[self.delegate.state][0])

    @property
    def tone(self) -> str:
        return WORDS[self.delegate.state][1]

    @property
    def is_booked(self) -> bool:
        return bool(self.delegate.state == State.BOOKED)

    @property
    def offer_ends_at(self) -> datetime | None:
        """Until when a place at the event is held for them; None without such an offer."""
        return self.delegate.offer_ends_at if self.delegate.state == State.OFFERED else None

    @property
    def offers(self) -> list[Place]:
        """The workshop places that are offered to them, still in time or not."""
        return [row.offer for row in self.rows if row.offer is not None]

    @property
    def has_lines(self) -> bool:
        return any(row.lines for row in self.rows)

    @property
    def must_answer(self) -> bool:
        ends = [self.offer_ends_at, *(offer.offer_ends_at for offer in self.offers)]
        return any(end is not None and end > self.now for end in ends)


def cards_of(event: Event, delegates: Iterable[Delegate], now: datetime) -> list[Card]:
    """Everybody given, with their places; two queries, however many they are."""
    people = list(delegates)
    slots = list(event.slots.filter(kind=SlotKind.SERIES).order_by("starts_at", "pk"))
    places = places_of(people)
    return [
        Card(one, _rows(slots, [place for place in places if place.delegate_id == one.pk]), now)
        for one in people
    ]


def places_of(delegates: Sequence[Delegate]) -> list[Place]:
    """Their open places with workshop and position in its line."""
    places = Place.objects.open().filter(delegate__in=[one.pk for one in delegates])
    return list(places.with_position().select_related("workshop").order_by("pk"))


def _rows(slots: Iterable[Slot], places: Iterable[Place]) -> list[Row]:
    rows = {slot.pk: Row(slot) for slot in slots}
    for place in places:
        row = rows.get(place.series_id)
        if row is None:
            continue
        if place.state == Place.State.CONFIRMED:
            row.place = place
        elif place.state == Place.State.OFFERED:
            row.offer = place
        else:
            row.lines.append(place)
    return list(rows.values())


def how_many(cards: Sequence[Card]) -> str:
    """A whole booking in a few words, for its heading."""
    states = [card.delegate.state for card in cards]
    if State.OFFERED in states:
        return _("A place is offered: please answer")
    if State.BOOKED in states and State.WAITING in states:
        return _("Booked, and on the waiting list")
    if State.BOOKED in states:
        return _("You have booked") if len(states) > 1 else _("Booked")
    if State.WAITING in states:
        return _("On the waiting list")
    return _("This booking is cancelled")
