"""Organisations in the directory, and questions between them."""

import uuid
from datetime import datetime
from typing import Any

from network.actions import advice
from network.directory import Audience, Part
from network.models import AdviceRequest, Listing, Organisation, User
from network.roles import Role
from tests.factories.applicants import NOW
from tests.factories.applications import make_member, make_organisation
from tests.factories.people import make_place

EVERY_PART = [part.value for part in Part]
WORDS = {
    "description": "We meet people when they come out.",
    "advice": "Mentoring after release",
    "themes": ["resettlement"],
    "email": "hello@example.org",
    "phone": "020 7946 0123",
}


def make_listed(
    name: str = "Aspen Circle",
    shown_to: Audience = Audience.EVERYBODY,
    *,
    now: datetime = NOW,
    organisation: dict[str, Any] | None = None,
    **values: Any,
) -> Listing:
    """A member organisation's listing; without more said everybody sees every part of it."""
    here = make_organisation(
        name,
        is_publicly_listed=shown_to == Audience.EVERYBODY,
        **{"website": "https://aspen.example.org"} | (organisation or {}),
    )
    make_member(here, now=now)
    return list_it(here, shown_to, now=now, **values)


def list_it(
    here: Organisation, shown_to: Audience, *, now: datetime = NOW, **values: Any
) -> Listing:
    parts = {"for_everybody": EVERY_PART, "for_members": [], "takes_questions": True}
    return Listing.objects.create(
        organisation=here,
        slug=f"listing-{here.pk}",
        shown_to=shown_to,
        changed_at=now,
        **WORDS | parts | values,
    )


def contact_of(listing: Listing, *, name: str = "Contact Example", email: str = "") -> User:
    """The primary contact of a listed organisation, made now."""
    address = email or f"contact-{listing.pk}@example.org"
    place = make_place(listing.organisation, Role.PRIMARY, name=name, email=address)
    return place.user


def make_question(
    asking: Organisation, asked: Organisation, *, by: User, now: datetime = NOW, **words: str
) -> AdviceRequest:
    texts = {"subject": "Volunteers", "text": "How do you find volunteers?"} | words
    return advice.ask(asking=asking, asked=asked, key=uuid.uuid4(), by=by, now=now, **texts)
