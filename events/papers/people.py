"""Badges and room sheets: who is expected, and who is in which workshop. Never what they need."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Contribution, Contributor, Delegate, Event, Place, Workshop
from events.papers.builder import build
from portal.letters import one_line
from portal.names import name_key
from portal.times import LONDON, time_of_day
from portal.when import times

LONGEST_CHOICE = 46  # letters of a workshop's title that a line of a badge holds


def surname_first(name: str) -> tuple[str, str]:
    """For lists as people look names up in them: by the last word, then by the whole."""
    plain = name_key(name)
    return plain.split()[-1] if plain.split() else "", plain


def badges(event: Event, *, delegate: int | None = None) -> bytes:
    """The badges of everybody expected, eight to a page, by surname; or of one delegate."""
    coming = Delegate.objects.filter(event=event, state=Delegate.State.BOOKED)
    chosen = Prefetch("places", queryset=_confirmed(), to_attr="chosen")
    rows = coming.select_related("booking__organisation").prefetch_related(chosen).order_by("pk")
    if delegate is not None:
        people = [_of_delegate(row) for row in rows.filter(pk=delegate)]
    else:
        people = [*map(_of_delegate, rows), *_contributors(event)]
    people.sort(key=lambda one: surname_first(one["name"]))
    return build(
        "badges",
        {
            "title": _("Badges: %(event)s") % {"event": event},
            "event": str(event),
            "nobody": _("Nobody is expected yet."),
            "people": people,
        },
    )


def _confirmed() -> Any:
    places = Place.objects.filter(state=Place.State.CONFIRMED)
    return places.select_related("workshop__series").order_by("series__starts_at", "pk")


def _of_delegate(row: Any) -> dict[str, Any]:
    organisation = row.booking.organisation
    return {
        "name": one_line(row.name_for_badge),
        "pronouns": one_line(row.pronouns),
        "organisation": str(organisation or ""),
        "role": "",
        "choices": [_choice(place.workshop) for place in row.chosen],
    }


def _choice(workshop: Workshop) -> dict[str, str]:
    title = one_line(str(workshop))
    starts_at = workshop.series.starts_at.astimezone(LONDON)
    return {
        "time": time_of_day(starts_at),
        "title": title if len(title) <= LONGEST_CHOICE else f"{title[: LONGEST_CHOICE - 1]}…",
        "room": one_line(workshop.room or workshop.series.room),
    }


def _contributors(event: Event) -> Iterable[dict[str, Any]]:
    coming = Contributor.objects.coming().filter(event=event).order_by("pk")
    for row in coming.select_related("organisation").prefetch_related("contributions"):
        roles = dict.fromkeys(one.get_role_display() for one in row.contributions.all())
        yield {
            "name": one_line(row.public_name),
            "pronouns": one_line(row.pronouns),
            "organisation": row.affiliation,
            "role": ", ".join(map(str, roles)) or _("Contributor"),
            "choices": [],
        }


def room_sheets(event: Event) -> bytes:
    """A sheet per workshop that runs: who has a place in it, by surname, with a box to tick."""
    confirmed = Place.objects.filter(
        state=Place.State.CONFIRMED, delegate__state=Delegate.State.BOOKED
    )
    places = confirmed.select_related("delegate__booking__organisation").order_by("pk")
    people = Contribution.objects.select_related("contributor__organisation").order_by(
        "position", "pk"
    )
    rows = (
        Workshop.objects.running()
        .filter(series__event=event)
        .in_order()
        .select_related("series")
        .prefetch_related(
            Prefetch("places", queryset=places, to_attr="confirmed"),
            Prefetch("contributions", queryset=people),
        )
    )
    return build(
        "rooms",
        {
            "title": _("Room sheets: %(event)s") % {"event": event},
            "event": str(event),
            "nobody": _("Nobody has a place here yet."),
            "headings": [_("Name"), _("Organisation"), _("Here")],
            "workshops": [_sheet(workshop) for workshop in rows],
        },
    )


def _sheet(workshop: Any) -> dict[str, Any]:
    series, places = workshop.series, workshop.confirmed
    said = {"taken": len(places), "capacity": workshop.capacity}
    return {
        "series": one_line(series.title),
        "title": one_line(str(workshop)),
        "time": times(series.starts_at, series.ends_at),
        "room": one_line(workshop.room or series.room),
        "taken": ngettext(
            "%(taken)s of %(capacity)s place taken",
            "%(taken)s of %(capacity)s places taken",
            workshop.capacity,
        )
        % said,
        "people": _given_by(workshop.contributions.all()),
        "rows": sorted(
            (_line(place.delegate) for place in places),
            key=lambda row: surname_first(row["name"]),
        ),
    }


def _given_by(contributions: Sequence[Contribution]) -> str:
    coming = [one.contributor for one in contributions]
    names = [one_line(one.public_name) for one in coming if one.state == Contributor.State.ACCEPTED]
    return _("With %(names)s") % {"names": ", ".join(names)} if names else ""


def _line(delegate: Delegate) -> dict[str, str]:
    organisation = delegate.booking.organisation
    return {"name": one_line(delegate.name), "organisation": str(organisation or "")}
