"""What searching finds of events, and of one's own bookings."""

from datetime import datetime

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Booking, Event, Workshop
from portal.searching import Source


def _events(_request: HttpRequest, _now: datetime) -> QuerySet[Event]:
    return Event.objects.announced()


def _workshops(_request: HttpRequest, _now: datetime) -> QuerySet[Workshop]:
    rows = Workshop.objects.running().exclude(title="")
    return rows.filter(series__event__in=Event.objects.announced())


def _bookings(request: HttpRequest, _now: datetime) -> QuerySet[Booking]:
    return Booking.objects.visible_to(request.user)


def _workshop_url(key: str) -> str:
    slug, anchor = key.split("#")
    return f"{reverse('events:programme', args=[slug])}#{anchor}"


SOURCES = [
    Source(
        kind="events",
        label=_("Events"),
        rows=_events,
        url=lambda slug: reverse("events:event", args=[slug]),
        key="slug",
        title="title",
        texts=["theme", "summary", "description"],
        at="starts_at",
    ),
    Source(
        kind="workshops",
        label=_("Workshops"),
        rows=_workshops,
        url=_workshop_url,
        key=Concat("series__event__slug", Value("#workshop-"), Cast("pk", CharField())),
        title="title",
        texts=["series__theme", "description"],
        at="series__starts_at",
    ),
    Source(
        kind="bookings",
        label=_("Your bookings"),
        rows=_bookings,
        url=lambda reference: reverse("events:booking", args=[reference]),
        key="reference",
        title="event__title",
        texts=["reference"],
        at="event__starts_at",
    ),
]
