"""Bookings for people who ring up or write: staff type, and the people get a copy."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events.actions.booking import book
from events.actions.orders import NewDelegate
from events.models import Booking, Event
from network.actions.on_behalf import person_by_address
from network.choices import Source
from network.models import Organisation, User
from portal import audit


@dataclass(frozen=True)
class Caller:
    """Who rang up or wrote, and how that reached us."""

    name: str
    email: str
    source: Source
    phone: str = ""
    organisation: Organisation | None = None
    purchase_order: str = ""


@transaction.atomic
def book_for(
    *,
    event: Event,
    caller: Caller,
    person: NewDelegate,
    key: uuid.UUID,
    by: User,
    now: datetime,
    waiting: bool = False,
    override_reason: str = "",
) -> Booking:
    """Book `person` in the name of whoever has the caller's address; somebody new gets an account.

    With `override_reason` capacities, windows and audiences do not bind, and the log has why.
    The same `key` is one booking. Raises a kind of `Refused`; then nothing is kept.
    """
    booker = person_by_address(name=caller.name, email=caller.email)
    booking = book(
        event=event,
        people=[person],
        by=booker,
        key=key,
        now=now,
        organisation=caller.organisation,
        phone=caller.phone,
        purchase_order=caller.purchase_order,
        waiting=waiting,
        source=caller.source,
        entered_by=by,
        override=bool(override_reason),
    )
    new = {"source": caller.source, "reason": override_reason}
    audit.record(by=by, action="event.book-for", target=booking, new=new, now=now)
    return booking
