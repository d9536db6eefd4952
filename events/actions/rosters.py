"""The rows of an event's lists: who comes, who is in which room, who contributes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from events.actions.needs import Said
from events.models import CheckIn, Contributor, Delegate, Event, Place, Slot
from portal.spreadsheets import Cell


@dataclass(frozen=True)
class Roster:
    """A list as it is downloaded or printed."""

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def people(event: Event) -> QuerySet[Delegate]:
    """Who comes or waits, by name, with booking, open places and check-in: three queries."""
    places = Place.objects.open().select_related("workshop").order_by("series__starts_at", "pk")
    return (
        Delegate.objects.live()
        .filter(event=event)
        .select_related("ticket_type", "booking__booked_by", "booking__organisation")
        .prefetch_related(
            Prefetch("places", places, to_attr="open_places"),
            Prefetch("check_in", CheckIn.objects.all()),
        )
        .order_by("name", "pk")
    )


def delegates(event: Event, needs: Mapping[int, Said] | None = None) -> Roster:
    """Everybody who comes or waits, with their workshops; needs only where they are given."""
    series = list(event.slots.filter(kind="series").order_by("starts_at", "pk"))
    headings = [
        _("Name"), _("On the badge"), _("Pronouns"), _("State"), _("Reference"), _("Ticket"),
        _("Organisation"), _("E-mail address"), _("Booked by"), _("Telephone"), _("Photographs"),
        _("Came"), *(slot.title for slot in series),
    ]  # fmt: skip
    if needs is not None:
        headings += [_("Access"), _("Food")]
    rows = [(*_about(one), *_chosen(one, series), *_needed(one, needs)) for one in people(event)]
    return Roster(_("Delegates"), tuple(headings), rows)


def _about(one: Delegate) -> tuple[Cell, ...]:
    booking = one.booking
    return (
        one.name,
        one.name_for_badge,
        one.pronouns,
        str(Delegate.State(one.state).label),
        one.reference,
        one.ticket_type.name,
        str(booking.organisation or ""),
        one.email or booking.booked_by.email,
        str(booking.booked_by),
        booking.phone or booking.booked_by.phone,
        one.get_photographs_display(),
        _("yes") if getattr(one, "check_in", None) else "",
    )


def _chosen(one: Delegate, series: list[Slot]) -> list[Cell]:
    """What they have in each series; what they wait for is told apart."""
    cells: list[Cell] = []
    for slot in series:
        here = [place for place in one.open_places if place.series_id == slot.pk]  # type: ignore[attr-defined]  # prefetched
        cells.append("; ".join(_place_words(place) for place in here))
    return cells


def _place_words(place: Place) -> str:
    if place.state == Place.State.CONFIRMED:
        return str(place.workshop)
    return f"{place.workshop} ({str(Place.State(place.state).label).lower()})"


def _needed(one: Delegate, needs: Mapping[int, Said] | None) -> tuple[Cell, ...]:
    if needs is None:
        return ()
    said = needs.get(one.pk)
    return (said.access, said.dietary) if said else ("", "")


def rooms(event: Event) -> Roster:
    """A row per place in a workshop, in the programme's order, then by name."""
    places = (
        Place.objects.filter(event=event, state=Place.State.CONFIRMED)
        .select_related("series", "workshop", "delegate__booking__organisation")
        .order_by("series__starts_at", "workshop__position", "workshop", "delegate__name", "pk")
    )
    headings = (_("Series"), _("Workshop"), _("Room"), _("Name"), _("Organisation"))
    rows: list[tuple[Cell, ...]] = [
        (
            place.series.title,
            str(place.workshop),
            place.workshop.room,
            place.delegate.name_for_badge,
            str(place.delegate.booking.organisation or ""),
        )
        for place in places
    ]
    return Roster(_("Rooms"), headings, rows)


def contributors(event: Event, needs: Mapping[int, str] | None = None) -> Roster:
    """Who speaks or performs, as far as they have answered; needs only where they are given."""
    people = Contributor.objects.filter(event=event).select_related("organisation")
    headings = [
        _("Name"), _("Shown as"), _("State"), _("Organisation"), _("E-mail address"),
        _("Telephone"), _("Equipment"), _("May be photographed"), _("May be recorded"),
        _("Honorarium"), _("Travel costs"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in people.order_by("name", "pk"):
        row: list[Cell] = [
            one.name,
            one.public_name,
            one.get_state_display(),
            one.affiliation,
            one.email,
            one.phone,
            one.equipment,
            _("yes") if one.may_be_photographed else _("no"),
            _("yes") if one.may_be_recorded else _("no"),
            one.get_honorarium_display(),
            one.get_travel_display(),
        ]
        rows.append((*row, needs.get(one.pk, "")) if needs is not None else tuple(row))
    if needs is not None:
        headings.append(_("Needs"))
    return Roster(_("Contributors"), tuple(headings), rows)
