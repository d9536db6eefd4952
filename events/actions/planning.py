"""Reads an event as it is set up, for the checks of `events.warnings`: in four queries."""

from collections import defaultdict

from django.db.models import Count, Q

from events.choices import Audience
from events.models import Contribution, Contributor, Event, Place, Slot, TicketType, Workshop
from events.warnings import Part, Plan, Session

GONE = (Contributor.State.DECLINED, Contributor.State.WITHDRAWN)


def plan_of(event: Event) -> Plan:
    """The event with programme, rooms, who does what, and how many want into each workshop."""
    people = _people(event)
    sessions = defaultdict(list)
    for workshop in _workshops(event):
        sessions[workshop.series_id].append(
            Session(
                title=str(workshop),
                room=workshop.room,
                room_seats=workshop.room_seats,
                places=workshop.capacity,
                wanted=workshop.wanted,  # type: ignore[attr-defined]  # annotated
                people=tuple(people["workshop", workshop.pk]),
            )
        )
    slots = Slot.objects.filter(event=event).order_by("starts_at", "pk")
    tickets = TicketType.objects.filter(event=event).order_by("position", "pk")
    return Plan(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        capacity=event.capacity,
        booking_opens_at=event.booking_opens_at,
        booking_closes_at=event.booking_closes_at,
        changes_until=event.changes_until,
        is_for_members=event.audience == Audience.MEMBERS,
        tickets=tuple(tickets.values_list("for_whom", flat=True)),
        has_venue=bool(event.venue_name or event.venue_address),
        has_link=bool(event.online_link),
        has_access=bool(event.venue_access),
        parts=tuple(
            Part(
                title=slot.title,
                kind=slot.kind,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                room=slot.room,
                room_seats=slot.room_seats,
                people=tuple(people["slot", slot.pk]),
                sessions=tuple(sessions[slot.pk]),
            )
            for slot in slots
        ),
    )


def _workshops(event: Event) -> list[Workshop]:
    wanted = Count("places", filter=~Q(places__state=Place.State.RELEASED))
    running = Workshop.objects.running().filter(series__event=event)
    return list(running.annotate(wanted=wanted).order_by("position", "pk"))


def _people(event: Event) -> dict[tuple[str, int], list[str]]:
    """Names by where they are: ("slot", number) or ("workshop", number)."""
    rows = (
        Contribution.objects.filter(contributor__event=event)
        .exclude(contributor__state__in=GONE)
        .order_by("position", "pk")
        .values_list("slot", "workshop", "contributor__name")
    )
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for slot, workshop, name in rows:
        found[("slot", slot) if slot else ("workshop", workshop)].append(name)
    return found
