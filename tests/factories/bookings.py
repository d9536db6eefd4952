"""Bookings as people make them on the site, at the time it is."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from events.actions import booking
from events.actions.orders import NewDelegate
from events.models import Booking, Delegate, Event, TicketType, Workshop
from network.models import Organisation, User
from portal.sealing import unseal
from tests.factories.applicants import make_person
from tests.factories.events import make_event

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def open_event(*, days: float = 40, **fields: Any) -> Event:
    """An event `days` from now that takes bookings and changes."""
    starts_at = (timezone.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    return make_event(
        starts_at=starts_at, booking_opens_at=LONG_AGO, published_at=LONG_AGO, **fields
    )


def make_member(user: User, name: str = "Kola Nut Resettlement", **membership: Any) -> Organisation:
    """An organisation whose membership runs, and to which `user` belongs."""
    organisation = Organisation.objects.create(
        name=name, sector="voluntary", regions=["london"], settings=["custody"]
    )
    today = timezone.localdate()
    period = {"starts_on": today - timedelta(days=300), "categories": ["supports"]} | membership
    organisation.memberships.create(**period)
    organisation.affiliations.create(user=user, role="member", started_at=timezone.now())
    return organisation


def person(
    event: Event, name: str, email: str = "", ticket: TicketType | None = None, **wants: Any
) -> NewDelegate:
    """Somebody to be booked; `choices` and `waits` are workshops."""
    wanted = {key: tuple(one.pk for one in workshops) for key, workshops in wants.items()}
    ticket = ticket or event.ticket_types.order_by("pk")[0]
    return NewDelegate(name, email, "", ticket, **wanted)


def booked(
    event: Event, *people: NewDelegate, by: User | None = None, **options: Any
) -> list[Delegate]:
    """The delegates of a new booking."""
    made = make_booking(event, *people, by=by, **options)
    return list(made.delegates.order_by("pk"))


def make_booking(
    event: Event, *people: NewDelegate, by: User | None = None, **options: Any
) -> Booking:
    return booking.book(
        event=event,
        people=people,
        by=by or make_person(),
        key=options.pop("key", None) or uuid.uuid4(),
        now=timezone.now(),
        **options,
    )


def secret_of(delegate: Delegate) -> str:
    """What the delegate's link ends with."""
    delegate.refresh_from_db()
    return unseal(bytes(delegate.token))


def typed(*people: dict[str, Any], key: str = "", **fields: Any) -> dict[str, str]:
    """What the booking page sends: the first person is who books.

    Of a person: name, email, ticket, and workshops as values of `s<number of the series>`.
    """
    data = {"key": key or str(uuid.uuid4()), "people": str(len(people)), "coming": "on"}
    data |= {"action": "book", "phone": ""}
    for number, one in enumerate(people):
        for name, value in ({"name": "", "email": ""} | one).items():
            field = f"series_{name[1:]}" if name[1:].isdecimal() else name
            data[f"p{number}-{field}"] = str(value)
    data |= {name: str(value) for name, value in fields.items()}
    return {name: value for name, value in data.items() if value != "None"}


def chooses(workshop: Workshop, *, waits: bool = False) -> dict[str, str]:
    """A person's choice, for `typed`."""
    value = f"wait-{workshop.pk}" if waits else str(workshop.pk)
    return {f"s{workshop.series_id}": value}
