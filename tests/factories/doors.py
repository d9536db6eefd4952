"""An event that takes place today, and people at its door."""

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from events.actions.attendance import Press, make_link, name_of, press
from events.models import Contributor, Delegate, Event, VolunteerLink
from portal.staff_groups import EVENTS_OFFICERS
from tests.factories.applicants import make_person
from tests.factories.events import make_event
from tests.factories.staff import make_staff, sign_in


def event_today(**fields: Any) -> Event:
    """A conference that began an hour ago."""
    starts_at = timezone.now() - timedelta(hours=1)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=7)}
    return make_event(**times | fields)


def officer_client() -> Client:
    """An events officer at work, with a second factor."""
    return sign_in(make_staff(EVENTS_OFFICERS))


def volunteer_link(event: Event, name: str = "Door 1") -> tuple[VolunteerLink, str]:
    return make_link(event=event, name=name, by=make_person(), now=timezone.now())


def tick_in(person: Delegate | Contributor) -> None:
    """Somebody comes in now."""
    one = Press(uuid.uuid4(), name_of(person), comes=True, at=timezone.now())
    press(event=person.event, presses=[one], by=None, link=None, now=timezone.now())
