"""The events' part of the board report: how many booked and came, and to which workshops."""

from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import CheckIn, Delegate, Event, Place, Workshop
from portal.quarters import Span
from portal.reports import Column, Part, Table, by_name
from portal.suppression import Reading, step
from portal.templatetags.portal import short_date

TOOK_PART = "events"
MOST_WORKSHOPS = 15
# Who booked and did not come would be the difference of two exact numbers.
COLUMNS = (
    Column(gettext_lazy("Booked"), Reading.STEP),
    Column(gettext_lazy("Came"), Reading.STEP),
)


def part(span: Span) -> Part:
    """Two queries, whatever the period."""
    events = _events(span)
    return Part(
        tables=(_attendance(events), _workshops(span)),
        numbers=((_("Events"), len(events)),),
        taking_part=_taking_part(span),
    )


def _held(span: Span, event: str = "") -> Q:
    """Published and not cancelled, in the period; `event` is the way there, as in "series__"."""
    starts, ends = span.moments
    published = {f"{event}state": Event.State.PUBLISHED}
    return Q(**published, **{f"{event}starts_at__gte": starts, f"{event}starts_at__lt": ends})


def _ticked(event: str) -> Exists:
    """Whether anybody was ticked in: where nobody was, who came is not known."""
    return Exists(CheckIn.objects.filter(event=OuterRef(event), delegate__isnull=False))


def _events(span: Span) -> list[Any]:
    booked = Q(delegates__state=Delegate.State.BOOKED)
    counted = Event.objects.filter(_held(span)).annotate(
        booked=Count("delegates", filter=booked),
        came=Count("delegates", filter=booked & Q(delegates__check_in__isnull=False)),
        is_kept=_ticked("pk"),
    )
    return list(counted.only("title", "starts_at").order_by("starts_at", "pk"))


def _attendance(events: list[Any]) -> Table:
    return by_name(
        [(f"{one.title}, {short_date(one.starts_at)}", _numbers(one)) for one in events],
        key="events", title=_("Events"), first=_("Event"), columns=COLUMNS,
        about=_("People with a place, and how many were ticked in at the door."),
    )  # fmt: skip


def _workshops(span: Span) -> Table:
    """The most popular ones; those of the same step in the order of their days."""
    confirmed = Q(places__state=Place.State.CONFIRMED)
    confirmed &= Q(places__delegate__state=Delegate.State.BOOKED)
    counted = (
        Workshop.objects.running()
        .filter(_held(span, "series__event__"))
        .annotate(
            booked=Count("places", filter=confirmed),
            came=Count("places", filter=confirmed & Q(places__delegate__check_in__isnull=False)),
            is_kept=_ticked("series__event"),
        )
    )
    rows: list[Any] = list(counted.select_related("series__event").in_order())
    rows.sort(key=lambda one: step(one.booked).least, reverse=True)
    return by_name(
        [
            (f"{one}, {short_date(one.series.event.starts_at)}", _numbers(one))
            for one in rows[:MOST_WORKSHOPS]
        ],
        key="workshops", title=_("Popular workshops"), first=_("Workshop"), columns=COLUMNS,
        about=_("The %(number)d with most places taken.") % {"number": MOST_WORKSHOPS},
    )  # fmt: skip


def _numbers(one: Any) -> tuple[int | None, ...]:
    return one.booked, one.came if one.is_kept else None


def _taking_part(span: Span) -> Any:
    """Organisations for which somebody had a place."""
    booked = Delegate.objects.filter(_held(span, "event__"), state=Delegate.State.BOOKED)
    return (
        booked.filter(booking__organisation__isnull=False)
        .values_list(
            TruncQuarter("event__starts_at"),
            F("booking__organisation"),
            Value(TOOK_PART, CharField()),
        )
        .distinct()
    )
