"""An event with workshops and a booking of the applicant's, and the addresses that lead there."""

import uuid
from typing import Any

from django.utils import timezone

from events.models import Contributor, Delegate, Invoice, Material, Message
from portal.tokens import new_token
from tests.factories.bookings import booked, open_event, person, secret_of
from tests.factories.doors import volunteer_link
from tests.factories.events import make_series, workshops_of
from tests.factories.invoices import priced_invoice
from tests.factories.materials import make_public
from tests.security.people import Person

ABOUT_AN_EVENT = ("event", "programme", "event_ics", "book")
AT_THE_DOOR = ("check_in", "badges", "room_sheets", "volunteers")
PAGES = ("choices", "hand_over", "cancel", "offer", "certificate", "feedback")


def make_delegate(everyone: dict[str, Person], name: str = "Kola Nut Delegate") -> Delegate:
    """Somebody whom the applicant booked, with a workshop of their own."""
    event = open_event()
    workshop = workshops_of(make_series(event))[0]
    wanted = person(event, name, "delegate@example.org", choices=[workshop])
    return booked(event, wanted, by=everyone["applicant"].user)[0]


def arguments(everyone: dict[str, Person]) -> dict[str, list[Any]]:
    """What the addresses of an event, its booking and its delegate are made of."""
    delegate = make_delegate(everyone)
    own = [delegate.booking.reference]
    invoice = priced_invoice("Kola Nut Payer", by=everyone["applicant"].user)
    secret = [secret_of(delegate)]
    material = make_public(delegate.event, "Kola Nut Slides")
    slug = delegate.event.slug
    member = everyone["member"].user
    assert member
    named = person(open_event(), "Member Delegate", member.email)
    own_place = booked(named.ticket_type.event, named, by=everyone["applicant"].user)[0]
    link, door_secret = volunteer_link(delegate.event)
    return {
        **{f"events:{page}": [slug] for page in ABOUT_AN_EVENT},
        **{f"events:{page}": [slug] for page in AT_THE_DOOR},
        "events:check_in_name": [slug, delegate.pk],
        "events:check_in_badge": [slug, delegate.pk],
        "events:revoke_link": [slug, link.pk],
        "events:volunteer": [slug, door_secret],
        "events:booking": own,
        "events:open_own": [own_place.pk],
        "events:material": [slug, material.pk],
        "events:booking_material": [*own, material.pk],
        "events:delegate_material": [*secret, material.pk],
        "events:invoice": [invoice.booking.reference, invoice.number],
        "events:cancel_booking": own,
        **{f"events:booking_{page}": [*own, delegate.pk] for page in PAGES},
        "events:delegate": secret,
        "events:offer": secret,
        **_for_staff(delegate, material, everyone),
    }


def _for_staff(
    delegate: Delegate, material: Material, everyone: dict[str, Person]
) -> dict[str, list[Any]]:
    """The admin's addresses, and the personal link of somebody who speaks."""
    event, token = delegate.event, new_token()
    speaker = Contributor.objects.create(
        event=event,
        name="Kola Nut Speaker",
        email="speaker@example.org",
        state="invited",
        token_hash=token.hash,
    )
    slot = event.slots.get()
    workshop = workshops_of(slot)[0]
    message = Message.objects.create(
        event=event, key=uuid.uuid4(), circle="booked", to_whom="Everybody", subject="Lunch",
        body="At one.", recipients=1, sent_by=everyone["events"].user, sent_at=timezone.now(),
    )  # fmt: skip
    return {
        "events:speaker": [token.secret],
        "events:speaker_material": [token.secret, material.pk],
        "events:speaker_take_back": [token.secret, material.pk],
        "admin:events_event_material": [event.pk, material.pk],
        "admin:events_event_material_add": [event.pk],
        "admin:events_event_materials": [event.pk],
        "admin:events_event": [event.pk],
        "admin:events_event_call_off": [event.pk, workshop.pk],
        "admin:events_event_take_back": [event.pk, workshop.pk],
        "admin:events_event_message": [event.pk, message.pk],
        "admin:events_event_messages": [event.pk],
        "admin:events_slot": [slot.pk],
        "admin:events_delegate": [delegate.pk],
        "admin:events_contributor": [speaker.pk],
        "admin:events_notice": [delegate.notices.latest("pk").pk],
        "admin:events_invoice": [Invoice.objects.get().pk],
    }
