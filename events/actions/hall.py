"""What an arrangement of places has locked, and what it will tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q

from events.actions import notices
from events.actions.orders import (
    Add,
    CallOff,
    LapseSeats,
    Leave,
    NotOpen,
    NotYours,
    Order,
    ResizeEvent,
    TakeBack,
)
from events.models import Delegate, Event, Notice, Place

MOVES_SEATS = (Add, Leave, ResizeEvent, LapseSeats)  # what may change the number of delegates
MOVES_ANYBODY = (CallOff, TakeBack)  # what may change the choices of whoever is in a workshop


@dataclass
class Hall:
    """An event and the delegates concerned, both locked as the orders need it."""

    event: Event
    delegates: dict[int, Delegate]
    now: datetime
    override: bool
    notices: list[Notice] = field(default_factory=list)

    def allow(self, is_open: bool) -> None:
        """Raise NotOpen unless it is open, or staff override."""
        if not (is_open or self.override):
            raise NotOpen

    def coming(self, number: int) -> Delegate:
        """A delegate who has a place at the event. Raises NotYours for others."""
        delegate = self.delegates[number]
        if delegate.state != Delegate.State.BOOKED:
            raise NotYours
        return delegate

    def tell(self, delegate: Delegate, kind: Notice.Kind, *, place: Place | None = None) -> None:
        self.notices.append(notices.about(delegate, kind, now=self.now, place=place))

    def tell_changed(self, delegate: Delegate) -> None:
        """Once per arrangement, however much of it changes for them."""
        kind = Notice.Kind.CHANGED
        if any(one.kind == kind and one.delegate_id == delegate.pk for one in self.notices):
            return
        self.tell(delegate, kind)
        self.raise_calendars([delegate.pk])

    def raise_calendars(self, delegates: Iterable[int]) -> None:
        """A higher SEQUENCE for those whose choices change; their rows are locked."""
        Delegate.objects.filter(pk__in=list(delegates)).update(revision=F("revision") + 1)


def lock(event: Event, orders: Sequence[Order], *, now: datetime, override: bool) -> Hall:
    """Lock the event (if the number of delegates may change), then the delegates by number.

    With `override` the event is locked as well: staff may let people in past its capacity. So it
    is, with all its live delegates, where anybody's choices may change: who is in a workshop is
    known only once nobody can enter it any more. Raises NotYours for a delegate of another event.
    """
    events = Event.objects.filter(pk=event.pk)
    is_for_all = any(isinstance(order, MOVES_ANYBODY) for order in orders)
    if override or is_for_all or any(isinstance(order, MOVES_SEATS) for order in orders):
        events = events.select_for_update(no_key=True)
    locked = events.get()
    numbers = {order.delegate for order in orders if hasattr(order, "delegate")}
    delegates: dict[int, Delegate] = {}
    if numbers or is_for_all:
        concerned = Q(pk__in=numbers) | (Q(state__in=Delegate.LIVE) if is_for_all else Q())
        rows = Delegate.objects.filter(concerned, event=locked).order_by("pk")
        everybody = list(rows.select_for_update(no_key=True))
        delegates = {row.pk: row for row in everybody if row.pk in numbers}
    if len(delegates) < len(numbers):
        raise NotYours
    return Hall(locked, delegates, now, override)
