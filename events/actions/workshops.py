"""The places in workshops: taken, swapped, waited for, offered and passed on."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from events.actions.hall import Hall
from events.actions.hosts import tell_hosts
from events.actions.orders import (
    Accept,
    Add,
    CallOff,
    Choose,
    GiveUp,
    LapsePlaces,
    Leave,
    NewDelegate,
    NotFull,
    NotYours,
    OfferOver,
    Order,
    Resize,
    TakeBack,
    TooFewPlaces,
    Wait,
    WorkshopsFull,
)
from events.models import Delegate, Notice, Place, Workshop
from events.waking import offer_ends


class Workshops:
    """Locks the workshops concerned, by number, and carries out what orders say about them."""

    def __init__(self, hall: Hall, chosen: Mapping[int, NewDelegate]) -> None:
        self.hall, self.chosen = hall, chosen
        self.workshops: dict[int, Workshop] = {}
        self.places: dict[tuple[int, int], Place] = {}
        self.taken: Counter[int] = Counter()

    def carry_out(self, orders: Sequence[Order]) -> None:
        numbers = self._concerned(orders)
        if not numbers:
            return
        self._lock(numbers)
        self._place_added()
        for order in orders:
            self._place(order)
        waits = any(person.waits for person in self.chosen.values())
        if waits or not all(isinstance(order, Add) for order in orders):
            self._offer_all()  # who is added frees no place, but may wait where there is one

    def _place(self, order: Order) -> None:
        """Do what the order says about workshops; some say nothing about them."""
        acts: dict[type, Callable[[Any], None]] = {
            Leave: self._leave,
            Choose: self._choose,
            GiveUp: self._give_up,
            Wait: self._wait,
            Accept: self._accept,
            Resize: self._resize,
            CallOff: self._call_off,
            TakeBack: self._take_back,
            LapsePlaces: self._lapse,
        }
        act = acts.get(type(order))
        if act is not None:
            act(order)

    def _leave(self, order: Leave) -> None:
        for place in self._places_of(order.delegate):
            self._release(place)

    def _concerned(self, orders: Sequence[Order]) -> set[int]:
        """Those the orders name, and those that the delegates concerned are in or wait for."""
        numbers = {order.workshop for order in orders if hasattr(order, "workshop")}
        for person in self.chosen.values():
            numbers |= {*person.choices, *person.waits}
        if self.hall.delegates:
            held = Place.objects.open().filter(delegate__in=self.hall.delegates)
            numbers |= set(held.values_list("workshop", flat=True))
        return numbers

    def _lock(self, numbers: set[int]) -> None:
        rows = (
            Workshop.objects.filter(pk__in=numbers, series__event=self.hall.event)
            .select_related("series__event")
            .select_for_update(no_key=True, of=("self",))
            .order_by("pk")
        )
        self.workshops = {row.pk: row for row in rows}
        if len(self.workshops) < len(numbers):
            raise NotYours
        counts = Place.objects.taking().filter(workshop__in=numbers).values("workshop")
        self.taken.update({row["workshop"]: row["n"] for row in counts.annotate(n=Count("pk"))})
        if self.hall.delegates:
            held = Place.objects.open().filter(delegate__in=self.hall.delegates)
            self.places = {(row.delegate_id, row.workshop_id): row for row in held}

    def _place_added(self) -> None:
        """Give new delegates what they chose: all of it, or say which workshops are full."""
        wanted = Counter(number for person in self.chosen.values() for number in person.choices)
        full = {
            self.workshops[number]: max(self._left(number), 0)
            for number, people in wanted.items()
            if people > self._left(number) and not self.hall.override
        }
        if full:
            raise WorkshopsFull(full)
        rows = []
        for pk, person in self.chosen.items():
            chosen = [self._running(number) for number in person.choices]
            if len({workshop.series_id for workshop in chosen}) < len(chosen):
                raise NotYours
            rows += [self._new_place(pk, workshop, Place.State.CONFIRMED) for workshop in chosen]
            lines = [self._running(number) for number in person.waits]
            rows += [self._new_place(pk, workshop, Place.State.WAITING) for workshop in lines]
        Place.objects.bulk_create(rows)
        self.taken.update(wanted)

    def _new_place(self, delegate: int, workshop: Workshop, state: Place.State) -> Place:
        return Place(
            delegate_id=delegate,
            event=self.hall.event,
            series_id=workshop.series_id,
            workshop=workshop,
            state=state,
            confirmed_at=self.hall.now if state == Place.State.CONFIRMED else None,
            waiting_since=self.hall.now if state == Place.State.WAITING else None,
        )

    def _left(self, workshop: int) -> int:
        return self.workshops[workshop].capacity - self.taken[workshop]

    def _places_of(self, delegate: int) -> list[Place]:
        return [place for (number, _), place in self.places.items() if number == delegate]

    def _choose(self, order: Choose) -> None:
        self.hall.allow(self.hall.event.takes_changes(self.hall.now))
        delegate, workshop = self.hall.coming(order.delegate), self._running(order.workshop)
        place = self.places.get((delegate.pk, workshop.pk))
        if place is not None and place.state == Place.State.CONFIRMED:
            return
        if place is not None and place.state == Place.State.OFFERED:
            self._accept(Accept(order.delegate, order.workshop))
            return
        if self._left(workshop.pk) <= 0 and not self.hall.override:
            raise WorkshopsFull({workshop: 0})
        self.taken[workshop.pk] += 1
        self._confirm(delegate, workshop, place)

    def _accept(self, order: Accept) -> None:
        delegate, workshop = self.hall.coming(order.delegate), self._running(order.workshop)
        place = self.places.get((delegate.pk, workshop.pk))
        if place is not None and place.state == Place.State.CONFIRMED:
            return
        ends_at = place.offer_ends_at if place else None
        is_offered = place is not None and place.state == Place.State.OFFERED
        if (
            not is_offered
            or ends_at is None
            or (ends_at <= self.hall.now and not self.hall.override)
        ):
            raise OfferOver
        self.hall.allow(self.hall.event.takes_cancellations(self.hall.now))
        self._confirm(delegate, workshop, place)

    def _confirm(self, delegate: Delegate, workshop: Workshop, place: Place | None) -> None:
        """Give up what they have in the series, then confirm: both, or neither."""
        for other in self._places_of(delegate.pk):
            has_series = other.series_id == workshop.series_id
            if has_series and other.state == Place.State.CONFIRMED:
                self._release(other)
        place = place or self._new_place(delegate.pk, workshop, Place.State.CONFIRMED)
        place.state, place.confirmed_at = Place.State.CONFIRMED, self.hall.now
        place.save()
        self.places[delegate.pk, workshop.pk] = place
        self.hall.tell_changed(delegate)

    def _wait(self, order: Wait) -> None:
        self.hall.allow(self.hall.event.takes_changes(self.hall.now))
        delegate, workshop = self.hall.coming(order.delegate), self._running(order.workshop)
        if (delegate.pk, workshop.pk) in self.places:
            return
        if self._left(workshop.pk) > 0:
            raise NotFull
        place = self._new_place(delegate.pk, workshop, Place.State.WAITING)
        place.save()
        self.places[delegate.pk, workshop.pk] = place
        self.hall.tell_changed(delegate)

    def _give_up(self, order: GiveUp) -> None:
        self.hall.allow(self.hall.event.takes_cancellations(self.hall.now))
        place = self.places.get((order.delegate, order.workshop))
        if place is None:
            raise NotYours
        self._release(place)
        self.hall.tell_changed(self.hall.delegates[order.delegate])

    def _release(self, place: Place) -> None:
        if place.state in Place.TAKING:
            self.taken[place.workshop_id] -= 1
        place.state, place.released_at = Place.State.RELEASED, self.hall.now
        place.save(update_fields=["state", "released_at"])
        self.places.pop((place.delegate_id, place.workshop_id), None)

    def _resize(self, order: Resize) -> None:
        workshop = self.workshops[order.workshop]
        if order.capacity < self.taken[workshop.pk] and not self.hall.override:
            raise TooFewPlaces(self.taken[workshop.pk])
        workshop.capacity = order.capacity
        workshop.save(update_fields=["capacity"])

    def _call_off(self, order: CallOff) -> None:
        workshop = self._running(order.workshop)
        places = Place.objects.open().filter(workshop=workshop).select_related("delegate")
        workshop.cancelled_at = self.hall.now
        workshop.save(update_fields=["cancelled_at"])
        kind = Notice.Kind.WORKSHOP_CANCELLED
        let_go = list(places.order_by("pk"))
        for place in let_go:
            self._release(place)
            self.hall.tell(place.delegate, kind, place=place)
        self.hall.raise_calendars(place.delegate_id for place in let_go)
        tell_hosts(workshop=workshop, now=self.hall.now)

    def _take_back(self, order: TakeBack) -> None:
        workshop = self.workshops[order.workshop]
        if workshop.cancelled_at is None:
            raise NotYours
        self.hall.allow(self.hall.event.is_to_come(self.hall.now))
        let_go = list(Place.objects.let_go_with(workshop).select_related("delegate"))
        workshop.cancelled_at = None
        workshop.save(update_fields=["cancelled_at"])
        here = Place.objects.filter(series=workshop.series_id, state=Place.State.CONFIRMED)
        elsewhere = set(here.values_list("delegate", flat=True))
        for place in let_go:
            has_room = self._left(workshop.pk) > 0 and place.delegate_id not in elsewhere
            self._give_back(place, has_room=has_room)
            self.hall.tell(place.delegate, Notice.Kind.WORKSHOP_BACK, place=place)
        self.hall.raise_calendars(place.delegate_id for place in let_go)
        tell_hosts(workshop=workshop, now=self.hall.now)

    def _give_back(self, place: Place, *, has_room: bool) -> None:
        """What they had; without room, or if it was in the line, a place in the line."""
        place.released_at = place.offered_at = place.offer_ends_at = None
        if place.confirmed_at and has_room:
            place.state = Place.State.CONFIRMED
            self.taken[place.workshop_id] += 1
        else:
            place.state = Place.State.WAITING
            place.waiting_since = place.waiting_since or place.confirmed_at or self.hall.now
            place.confirmed_at = None
        place.save()

    def _lapse(self, order: LapsePlaces) -> None:
        over = Place.objects.offers_over(self.hall.now).filter(workshop=order.workshop)
        kind = Notice.Kind.PLACE_LAPSED
        for place in over.select_related("delegate").order_by("pk"):
            self._release(place)
            self.hall.tell(place.delegate, kind, place=place)

    def _offer_all(self) -> None:
        """Offer what is free in the locked workshops to who waits longest for it."""
        for workshop in self.workshops.values():
            ends_at = offer_ends(self.hall.now, workshop.series.starts_at)
            left = self._left(workshop.pk)
            if left <= 0 or ends_at is None or workshop.cancelled_at:
                continue
            self._offer(workshop, left, ends_at)

    def _offer(self, workshop: Workshop, left: int, ends_at: datetime) -> None:
        offered = Place.objects.filter(series=workshop.series_id, state=Place.State.OFFERED)
        line = (
            Place.objects.next_in_line()
            .filter(workshop=workshop, delegate__state=Delegate.State.BOOKED)
            .exclude(delegate__in=offered.values("delegate"))
            .select_related("delegate")
        )
        for place in line[:left]:
            place.state, place.offered_at = Place.State.OFFERED, self.hall.now
            place.offer_ends_at = ends_at
            place.save(update_fields=["state", "offered_at", "offer_ends_at"])
            self.taken[workshop.pk] += 1
            kind = Notice.Kind.PLACE_OFFERED
            self.hall.tell(place.delegate, kind, place=place)

    def _running(self, number: int) -> Workshop:
        workshop = self.workshops[number]
        if workshop.cancelled_at:
            raise NotYours
        return workshop
