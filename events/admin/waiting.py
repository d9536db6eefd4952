"""Who waits for what, in order; and what people need, for the few who may know."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions import inviting
from events.actions import needs as given
from events.admin.pages import NEEDS, VIEW, about_event, event_page, staff
from events.models import Contributor, Delegate, Event, Place


@about_event(VIEW)
def lines(request: HttpRequest, event: Event) -> HttpResponse:
    """The event's line and each workshop's, with open offers before them."""
    people = Delegate.objects.filter(event=event).select_related("booking__organisation")
    return event_page(
        request,
        "waiting.html",
        event,
        title=_("Waiting lists"),
        offered=people.filter(state=Delegate.State.OFFERED).order_by("offer_ends_at", "pk"),
        line=people.filter(state=Delegate.State.WAITING).order_by("waiting_since", "pk"),
        workshops=_by_workshop(event),
    )


def _by_workshop(event: Event) -> list[dict[str, Any]]:
    waiting = [Place.State.OFFERED, Place.State.WAITING]
    places: QuerySet[Place] = (
        Place.objects.filter(event=event, state__in=waiting)
        .select_related("workshop__series", "delegate__booking__organisation")
        .order_by("series__starts_at", "workshop__position", "workshop", "waiting_since", "pk")
    )
    found: dict[int, dict[str, Any]] = {}
    for place in places:
        empty = {"workshop": place.workshop, "offered": [], "line": []}
        row = found.setdefault(place.workshop_id, empty)
        row["offered" if place.state == Place.State.OFFERED else "line"].append(place)
    return list(found.values())


@about_event(NEEDS)
def needs(request: HttpRequest, event: Event) -> HttpResponse:
    """By a button, not by opening the page: the log has the look before anything is shown."""
    if request.method != "POST":
        return event_page(request, "needs_ask.html", event, title=_("Access and dietary needs"))
    now, by = timezone.now(), staff(request)
    said = given.look_at(event=event, by=by, now=now)
    of_contributors = inviting.look_at_needs(event=event, by=by, now=now)
    delegates = Delegate.objects.filter(pk__in=said).order_by("name", "pk")
    contributors = Contributor.objects.filter(pk__in=of_contributors).order_by("name", "pk")
    return event_page(
        request,
        "needs.html",
        event,
        title=_("Access and dietary needs"),
        delegates=[(one, said[one.pk]) for one in delegates],
        contributors=[(one, of_contributors[one.pk]) for one in contributors],
    )


def grouped(places: QuerySet[Place]) -> dict[int, list[Place]]:
    """Places by delegate."""
    found: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        found[place.delegate_id].append(place)
    return found
