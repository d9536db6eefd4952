"""The places at an event itself: who comes, who is offered a place, who waits for one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from events.actions.hall import Hall
from events.actions.orders import (
    MOST_PEOPLE,
    Add,
    AlreadyBooked,
    EventFull,
    LapseSeats,
    Leave,
    NewDelegate,
    NotYours,
    OfferOver,
    Order,
    ResizeEvent,
    TakeSeat,
    TooFewPlaces,
    TooManyPeople,
)
from events.models import Delegate, Event, Notice
from events.references import new_reference
from events.waking import offer_ends
from network.choices import Source
from portal.names import name_key
from portal.sealing import seal
from portal.tokens import new_token

FREES_SEATS = (Leave, ResizeEvent, LapseSeats)


def _lets_in(order: Order) -> bool:
    """Whether somebody who waits may have a place after it: one came free, or they are new."""
    return isinstance(order, FREES_SEATS) or (isinstance(order, Add) and order.waiting)


@dataclass(frozen=True)
class _Count:
    """Delegates who have or are offered a place, those of them who are guests, and who waits.

    `own` are all whom one person has booked, without staff's help.
    """

    everybody: int
    guests: int
    waiting: int
    own: int

    def left(self, hall: Hall, *, is_member: bool) -> int:
        """Places left for a member, or for a guest: less than none when over capacity."""
        left = hall.event.capacity - self.everybody
        if is_member:
            return left
        return min(left, hall.event.places_for(is_member=False, now=hall.now) - self.guests)


class Seats:
    """Carries out what orders say about the event. `chosen`: what new delegates want of it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.added: list[Delegate] = []
        self.chosen: dict[int, NewDelegate] = {}

    def carry_out(self, orders: Sequence[Order]) -> None:
        for order in orders:
            match order:
                case Add():
                    self._add(order)
                case Leave(number):
                    self._leave(self.hall.delegates[number])
                case TakeSeat(number):
                    self._take_seat(self.hall.delegates[number])
                case ResizeEvent():
                    self._resize(order)
                case LapseSeats():
                    self._lapse()
        if any(_lets_in(order) for order in orders):
            self._offer()

    def _add(self, order: Add) -> None:
        self.hall.allow(self.hall.event.takes_bookings(self.hall.now))
        self._refuse_known(order.people)
        if not self.hall.override:
            self._refuse_too_many(order)
        state = Delegate.State.WAITING if order.waiting else Delegate.State.BOOKED
        added = Delegate.objects.bulk_create(
            [self._new(person, order, state) for person in order.people]
        )
        if not order.waiting:
            self.chosen |= {row.pk: person for row, person in zip(added, order.people, strict=True)}
        kind = Notice.Kind.WAITING if order.waiting else Notice.Kind.BOOKED
        for row in added:
            self.hall.tell(row, kind)
        self.added += added

    def _new(self, person: NewDelegate, order: Add, state: Delegate.State) -> Delegate:
        token = new_token()
        is_waiting = state == Delegate.State.WAITING
        return Delegate(
            booking=order.booking,
            event=self.hall.event,
            reference=new_reference(),
            name=person.name,
            name_key=name_key(person.name),
            email=person.email,
            address=person.address,
            ticket_type=person.ticket_type,
            price_pence=person.ticket_type.price_pence,
            state=state,
            waiting_since=self.hall.now if is_waiting else None,
            booked_at=None if is_waiting else self.hall.now,
            token_hash=token.hash,
            token=seal(token.secret),
        )

    def _refuse_known(self, people: Iterable[NewDelegate]) -> None:
        wanted = Counter((person.address, name_key(person.name)) for person in people)
        known = set(
            Delegate.objects.live()
            .filter(event=self.hall.event, address__in=[address for address, _key in wanted])
            .values_list("address", "name_key")
        )
        for person in people:
            identity = (person.address, name_key(person.name))
            if identity in known or wanted[identity] > 1:
                raise AlreadyBooked(person.name)

    def _refuse_too_many(self, order: Add) -> None:
        """What has come free by the clock alone goes to who waits, before anybody new."""
        count = self._count(order.booking.booked_by_id)
        is_own = order.booking.source == Source.SITE  # accounts of staff who entered may be gone
        if is_own and count.own + len(order.people) > MOST_PEOPLE:
            raise TooManyPeople(count.own)
        if order.waiting:
            return
        if count.waiting:
            self._offer()
            count = self._count()
        left = count.left(self.hall, is_member=order.booking.is_members)
        if left < len(order.people):
            raise EventFull(max(left, 0))

    def _count(self, booker: int | None = None) -> "_Count":
        """One look at everybody who is live; with a `booker`, also at how many are theirs."""
        taking = Q(state__in=Delegate.TAKING)
        own = Q(booking__booked_by=booker, booking__source=Source.SITE)
        rows = Delegate.objects.live().filter(event=self.hall.event)
        return _Count(
            **rows.aggregate(
                everybody=Count("pk", filter=taking),
                guests=Count("pk", filter=taking & Q(booking__is_members=False)),
                waiting=Count("pk", filter=~taking),
                own=Count("pk", filter=own),
            )
        )

    def _leave(self, delegate: Delegate) -> None:
        """Also out of a waiting list, and from an offer: then it has simply not been taken."""
        self.hall.allow(self.hall.event.takes_cancellations(self.hall.now))
        if not delegate.is_live:
            raise NotYours
        offered = delegate.state == Delegate.State.OFFERED
        self._end(delegate, Delegate.State.LAPSED if offered else Delegate.State.CANCELLED)
        self.hall.tell(delegate, Notice.Kind.CANCELLED)

    def _end(self, delegate: Delegate, state: Delegate.State) -> None:
        delegate.state, delegate.ended_at = state, self.hall.now
        delegate.revision += 1
        delegate.save(update_fields=["state", "ended_at", "revision"])

    def _take_seat(self, delegate: Delegate) -> None:
        ends_at = delegate.offer_ends_at
        is_offered = delegate.state == Delegate.State.OFFERED and ends_at is not None
        is_over = is_offered and ends_at <= self.hall.now  # type: ignore[operator]  # is_offered
        let_in = self.hall.override and delegate.state == Delegate.State.WAITING
        if not let_in and (not is_offered or (is_over and not self.hall.override)):
            raise OfferOver
        self.hall.allow(
            self.hall.event.takes_cancellations(self.hall.now)
        )  # as long as it has not started
        delegate.state, delegate.booked_at = Delegate.State.BOOKED, self.hall.now
        delegate.save(update_fields=["state", "booked_at"])
        self.hall.tell(delegate, Notice.Kind.BOOKED)

    def _resize(self, order: ResizeEvent) -> None:
        self.hall.event.capacity = order.capacity
        self.hall.event.reserved_for_members = order.reserved_for_members
        left = self._count().left(self.hall, is_member=True)
        if left < 0 and not self.hall.override:
            raise TooFewPlaces(order.capacity - left)
        self.hall.event.save(update_fields=["capacity", "reserved_for_members"])

    def _lapse(self) -> None:
        over = Delegate.objects.offers_over(self.hall.now).filter(event=self.hall.event)
        for delegate in over.select_for_update(no_key=True).order_by("pk"):
            self._end(delegate, Delegate.State.LAPSED)
            self.hall.tell(delegate, Notice.Kind.LAPSED)

    def _offer(self) -> None:
        """Offer free places at the event to who waits longest; guests not those of members."""
        ends_at = offer_ends(self.hall.now, self.hall.event.starts_at)
        if ends_at is None or self.hall.event.state != Event.State.PUBLISHED:
            return
        count = self._count()
        left = {who: count.left(self.hall, is_member=who) for who in (True, False)}
        if left[True] <= 0:
            return
        line = (
            Delegate.objects.next_in_line().filter(event=self.hall.event).select_related("booking")
        )
        for delegate in line.select_for_update(no_key=True, of=("self",)):
            if left[delegate.booking.is_members] <= 0:
                continue
            left = {who: number - 1 for who, number in left.items()}
            delegate.state, delegate.offered_at = Delegate.State.OFFERED, self.hall.now
            delegate.offer_ends_at = ends_at
            delegate.save(update_fields=["state", "offered_at", "offer_ends_at"])
            self.hall.tell(delegate, Notice.Kind.OFFERED)
            if left[True] <= 0:
                return
