"""What the public pages show, read in few queries, and a fingerprint of all of it.

The fingerprint is worked out by PostgreSQL in the query that fetches the event, so that what was
rendered before is shown again only as long as everything in it is still as it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower
from django.http import Http404, HttpRequest
from django.urls import reverse

from events import programme
from events.choices import Provision, SlotKind
from events.models import Contribution, Delegate, Event, Material, Place, Slot, TicketType, Workshop
from events.models.events import EventQuerySet
from events.places_left import PLENTY
from events.standing import Standing, Taken, standing
from events.views.handouts import handouts
from portal.accounts import may_use_staff_pages
from portal.written_once import written_once

# `xmin` and `ctid` name the version of a row: they change whenever anything in it is changed.
# Of places left, only as many are told apart as the pages count out (events.places_left).
FINGERPRINT = """md5(ROW(events_event.xmin, events_event.ctid,
    ARRAY(SELECT ROW(s.ctid, s.xmin, w.ctid, w.xmin, LEAST(w.capacity - taken.n, %s))
        FROM events_slot s
        LEFT JOIN events_workshop w ON w.series_id = s.id
        LEFT JOIN (SELECT p.workshop_id, count(*) AS n FROM events_place p
            WHERE p.event_id = events_event.id AND p.state IN ('offered', 'confirmed')
            GROUP BY p.workshop_id) taken ON taken.workshop_id = w.id
        WHERE s.event_id = events_event.id ORDER BY s.id, w.id),
    ARRAY(SELECT ROW(who.ctid, who.xmin, part.ctid, part.xmin, o.name) FROM events_contributor who
        LEFT JOIN events_contribution part ON part.contributor_id = who.id
        LEFT JOIN network_organisation o ON o.id = who.organisation_id
        WHERE who.event_id = events_event.id ORDER BY who.id, part.id),
    ARRAY(SELECT ROW(t.ctid, t.xmin) FROM events_tickettype t
        WHERE t.event_id = events_event.id ORDER BY t.id),
    ARRAY(SELECT ROW(m.ctid, m.xmin) FROM events_material m WHERE m.event_id = events_event.id
        AND m.published_at IS NOT NULL AND m.shown_to = 'everybody' ORDER BY m.id),
    (SELECT ROW(e.ctid, e.xmin) FROM events_event e WHERE e.published_at IS NOT NULL
        AND (e.starts_at, e.id) < (events_event.starts_at, events_event.id)
        ORDER BY e.starts_at DESC, e.id DESC LIMIT 1),
    (SELECT ROW(e.ctid, e.xmin) FROM events_event e WHERE e.published_at IS NOT NULL
        AND (e.starts_at, e.id) > (events_event.starts_at, events_event.id)
        ORDER BY e.starts_at, e.id LIMIT 1)
)::text)"""


def sees_drafts(request: HttpRequest) -> bool:
    """Whether these are staff who look after events, in a session that may use staff's pages."""
    return may_use_staff_pages(request) and request.user.has_perm("events.view_event")


def events_for(request: HttpRequest) -> EventQuerySet:
    """What this visitor may look at: what is announced, and drafts for who `sees_drafts`."""
    return Event.objects.all() if sees_drafts(request) else Event.objects.announced()


def with_taken(events: EventQuerySet) -> EventQuerySet:
    """Each with `taken_by_all` and `taken_by_guests`: delegates who have or are offered a place."""
    return events.annotate(
        taken_by_all=_number_taking(Q()),
        taken_by_guests=_number_taking(Q(booking__is_members=False)),
    )


def _number_taking(which: Q) -> Coalesce:
    delegates = Delegate.objects.taking_places().filter(which, event=OuterRef("pk"))
    counted = delegates.order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def standing_of(event: Any, now: datetime) -> Standing:
    """How booking stands, for an event that comes `with_taken`."""
    return standing(event, Taken(event.taken_by_all, event.taken_by_guests), now)


def page_of(request: HttpRequest, slug: str, now: datetime) -> "EventPage":
    """The page of an event. Raises Http404 for one that this visitor may not look at."""
    for found in _events(slug=slug, with_drafts=sees_drafts(request)):
        return EventPage(found, now)
    raise Http404


@written_once
def _events(*, slug: str, with_drafts: bool) -> QuerySet[Event]:
    events = Event.objects.all() if with_drafts else Event.objects.announced()
    fingerprint = RawSQL(FINGERPRINT, [PLENTY + 1])  # noqa: S611  # a constant
    return with_taken(events).annotate(fingerprint=fingerprint).filter(slug=slug)


@dataclass
class EventPage:
    """An event as its pages show it. What is not in the templates' cache is read when asked for."""

    event: Any  # an Event, with what page_of() annotates
    now: datetime

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.event, self.now)

    @property
    def key(self) -> str:
        """Names everything that the cached parts of the pages are made from."""
        phase = (self._places_count, self._has_opened)
        return f"{self.event.pk} {self.event.fingerprint} {self.standing} {phase}"

    @property
    def _has_opened(self) -> bool:
        is_draft = self.event.state == Event.State.DRAFT
        return not is_draft and bool(self.event.booking_opens_at <= self.now)

    @property
    def _places_count(self) -> bool:
        """Whether anybody can still choose a workshop."""
        return bool(self.event.takes_bookings(self.now) or self.event.takes_changes(self.now))

    @cached_property
    def days(self) -> list[programme.Day]:
        """The programme."""
        return programme.arrange(self._part(slot) for slot in self._slots)

    @property
    def has_choices(self) -> bool:
        """Whether there are workshops that can still be chosen."""
        return self._places_count and any(
            part.sessions for day in self.days for row in day.rows for part in row.parts
        )

    @cached_property
    def ticket_types(self) -> list[TicketType]:
        return list(self.event.ticket_types.order_by("position", "pk"))

    @cached_property
    def neighbours(self) -> dict[str, Event]:
        """The announced events next to this one: "previous" and "next"."""
        announced = Event.objects.announced()
        nearest = [announced.before(self.event), announced.after(self.event)]
        numbers = [Q(pk=Subquery(events.values("pk")[:1])) for events in nearest]
        found = announced.filter(numbers[0] | numbers[1]).only("slug", "title", "starts_at")
        own = (self.event.starts_at, self.event.pk)
        return {"previous" if (e.starts_at, e.pk) < own else "next": e for e in found}

    @property
    def provided(self) -> list[str]:
        """What the venue provides, in the order of the list of choices."""
        return [str(one.label) for one in Provision if one in self.event.provided]

    @property
    def materials(self) -> list[programme.Handout]:
        """What everybody may take away, of the whole event and of its parts."""
        return self._handouts(self._materials)

    @property
    def materials_of_all(self) -> list[programme.Handout]:
        """Those of no part of the programme."""
        return self._handouts(one for one in self._materials if not one.slot_id)

    @cached_property
    def _materials(self) -> list[Material]:
        return list(Material.objects.public().filter(event=self.event.pk).in_order())

    def _handouts(self, rows: Iterable[Material]) -> list[programme.Handout]:
        slug = self.event.slug
        return handouts(rows, lambda one: reverse("events:material", args=[slug, one.pk]))

    def _handouts_of(self, **where: Any) -> tuple[programme.Handout, ...]:
        return tuple(self._handouts(_where(self._materials, **where)))

    @cached_property
    def _slots(self) -> list[Slot]:
        slots = self.event.slots.order_by("starts_at", "ends_at", "pk")
        return list(slots.prefetch_related("workshops"))

    @cached_property
    def _taken(self) -> dict[int, int]:
        """Places confirmed or offered in each workshop that has any."""
        places = Place.objects.taking().filter(event=self.event).order_by()
        return dict(places.values_list("workshop").annotate(n=Count("pk")))

    @cached_property
    def _contributions(self) -> list[Contribution]:
        rows = Contribution.objects.filter(contributor__event=self.event.pk)
        return list(
            rows.select_related("contributor__organisation").order_by("position", "pk").all()
        )

    def _people(self, **where: Any) -> list[programme.Person]:
        return [_person(one) for one in _where(self._contributions, **where)]

    def _part(self, slot: Slot) -> programme.Part:
        workshops = sorted(slot.workshops.all(), key=lambda one: (one.position, one.pk))
        return programme.Part(
            kind=slot.kind,
            title=slot.title,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            theme=slot.theme,
            description=slot.description,
            room=slot.room,
            people=programme.people(
                self._people(slot_id=slot.pk),
                kind=slot.kind,
                more_to_come=slot.is_to_be_announced and slot.kind != SlotKind.SERIES,
            ),
            sessions=tuple(self._session(workshop) for workshop in workshops),
            materials=self._handouts_of(slot_id=slot.pk, workshop_id=None),
        )

    def _session(self, workshop: Workshop) -> programme.Session:
        is_called_off = workshop.cancelled_at is not None
        return programme.Session(
            anchor=f"workshop-{workshop.pk}",
            title=str(workshop),
            people=programme.people(
                self._people(workshop_id=workshop.pk), kind=SlotKind.SERIES, is_workshop=True
            ),
            is_to_be_announced=workshop.is_to_be_announced,
            is_called_off=is_called_off,
            description=workshop.description,
            room=workshop.room,
            access=workshop.access_notes,
            places=None if is_called_off else self._places(workshop),
            materials=self._handouts_of(workshop_id=workshop.pk),
        )

    def _places(self, workshop: Workshop) -> programme.Words | None:
        return programme.places(
            capacity=workshop.capacity,
            taken=self._taken.get(workshop.pk, 0),
            is_open=self._places_count,
            has_opened=self._has_opened,
        )


def _where[Row](rows: Iterable[Row], **values: Any) -> Iterator[Row]:
    """Those whose attributes have these values."""
    return (
        one for one in rows if all(getattr(one, name) == value for name, value in values.items())
    )


def _person(contribution: Contribution) -> programme.Person:
    who = contribution.contributor
    return programme.Person(
        name=who.public_name,
        state=who.state,
        role=contribution.role,
        affiliation=who.affiliation,
        pronouns=who.pronouns,
        biography=who.biography,
    )


@dataclass(frozen=True)
class Own:
    """What somebody has to do with an event: their bookings, and whether they come."""

    references: tuple[str, ...]
    is_named: bool
    is_booked: bool


def own(request: HttpRequest, event: Event) -> Own | None:
    """For who booked people that are still expected, or is one of them by a confirmed address."""
    user = request.user
    if not user.is_authenticated:
        return None
    addresses = EmailAddress.objects.filter(user=user, verified=True).values(low=Lower("email"))
    delegates = (
        Delegate.objects.live()
        .annotate(low=Lower("email"))
        .filter(Q(booking__booked_by=user) | Q(low__in=addresses), event=event)
        .values_list("booking__reference", "booking__booked_by", "state")
    )
    rows = list(delegates.order_by("booking__booked_at", "pk"))
    if not rows:
        return None
    mine = dict.fromkeys(reference for reference, booked_by, _state in rows if booked_by == user.pk)
    return Own(
        references=tuple(mine),
        is_named=len(mine) == 0,
        is_booked=any(state == Delegate.State.BOOKED for _ref, _by, state in rows),
    )
