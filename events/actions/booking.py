"""Bookings: made once, however often the button is pressed, and given up again."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from events.actions.orders import MOST_PEOPLE, Add, Leave, NewDelegate, Refused
from events.actions.seating import arrange
from events.choices import Audience
from events.models import Booking, Delegate, Event, Needs
from events.references import new_reference
from network.choices import Source
from network.models import Organisation, User
from portal.letters import one_line
from portal.names import name_key

MOST_BOOKINGS, WITHIN = 20, timedelta(hours=1)  # by one person: each writes to whom they name


class NotForYou(Refused):
    """The event, or a ticket, is for others: members of the network, or guests."""


class TooMany(Refused):
    """This person made `MOST_BOOKINGS` bookings `WITHIN` an hour, cancelled ones as well."""


class WrongNumber(Refused):
    """Nobody is to be booked, or more than `MOST_PEOPLE` at once."""


@transaction.atomic
def book(
    *,
    event: Event,
    people: Sequence[NewDelegate],
    by: User,
    key: uuid.UUID,
    now: datetime,
    organisation: Organisation | None = None,
    phone: str = "",
    purchase_order: str = "",
    waiting: bool = False,
    source: Source = Source.SITE,
    entered_by: User | None = None,
    override: bool = False,
) -> Booking:
    """Book `people` in the name of `by`; with `waiting`, put all of them on the waiting list.

    `key` is the form's: the same people sent with it again by the same person are the first
    booking, anything else is another one and no change is lost in silence. An `address`
    of people may stay empty: it is their own, or that of `by`. `entered_by` is who typed it for
    them, with a `source` other than the site; `override` the staff's way past capacities, windows
    and audiences. Raises a kind of `Refused`; then nothing is kept.
    """
    is_members = organisation is not None and (
        Organisation.objects.members_at(now).filter(pk=organisation.pk).exists()
    )
    booking, is_new = Booking.objects.get_or_create(
        key=uuid.uuid5(key, _said(event, people, by)),
        defaults={
            "event": event,
            "reference": new_reference(),
            "booked_by": by,
            "organisation": organisation,
            "is_members": is_members,
            "phone": one_line(phone),
            "purchase_order": one_line(purchase_order),
            "source": source,
            "entered_by": entered_by,
            "booked_at": now,
        },
    )
    if not is_new:
        return booking
    if not override:
        _refuse(event, people, is_member=is_members)
        _refuse_flood(booking, now)
    order = Add(booking, tuple(_identified(one, by) for one in people), waiting)
    arrange(event=event, orders=[order], by=entered_by or by, now=now, override=override)
    return booking


def _said(event: Event, people: Sequence[NewDelegate], by: User) -> str:
    """What makes a form sent twice the same: who books whom, and what each of them wants.

    Whether somebody is in a workshop or in its line does not count: the first sending may have
    filled it.
    """
    each = [
        (*_who(one, by), one.ticket_type.pk, sorted({*one.choices, *one.waits})) for one in people
    ]
    return f"{event.pk}:{by.pk}:{each}"


def _who(person: NewDelegate, by: User) -> tuple[str, str]:
    return identity(person.email, by), name_key(person.name)


def identity(email: str, booker: User) -> str:
    """The address that says who somebody is: their own or, without one, that of who books."""
    return (email.strip() or booker.email).lower()


def _identified(person: NewDelegate, by: User) -> NewDelegate:
    email = person.email.strip().lower()
    return replace(person, name=one_line(person.name), email=email, address=identity(email, by))


def _refuse(event: Event, people: Sequence[NewDelegate], *, is_member: bool) -> None:
    if not 0 < len(people) <= MOST_PEOPLE:
        raise WrongNumber
    if event.audience == Audience.MEMBERS and not is_member:
        raise NotForYou
    tickets = {person.ticket_type for person in people}
    if any(one.event_id != event.pk or not one.is_for(is_member=is_member) for one in tickets):
        raise NotForYou


def _refuse_flood(booking: Booking, now: datetime) -> None:
    """Nobody fills an event, or writes to strangers, by booking without end. Raises TooMany."""
    own = Booking.objects.filter(booked_by=booking.booked_by, source=Source.SITE)
    if own.filter(booked_at__gt=now - WITHIN).exclude(pk=booking.pk).count() >= MOST_BOOKINGS:
        raise TooMany


@transaction.atomic
def cancel(*, delegate: Delegate, by: User | None, now: datetime) -> None:
    """Give up one delegate's place, offer or wait; what they said about their needs goes too.

    `by` is None for the delegate with their personal link. Raises NotOpen once the event has
    started, NotYours for somebody who is not coming any more.
    """
    arrange(event=delegate.event, orders=[Leave(delegate.pk)], by=by, now=now)
    Needs.objects.filter(delegate=delegate).delete()


@transaction.atomic
def cancel_booking(*, booking: Booking, by: User, now: datetime) -> int:
    """Give up the places of everybody in a booking; return of how many. Raises NotOpen."""
    event = Event.objects.select_for_update(no_key=True).get(pk=booking.event_id)
    live = booking.delegates.live().order_by("pk")
    orders = [Leave(pk) for pk in live.values_list("pk", flat=True)]
    if orders:
        arrange(event=event, orders=orders, by=by, now=now)
        Needs.objects.filter(delegate__booking=booking).delete()
    return len(orders)
