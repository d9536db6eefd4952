"""The choice of one workshop in each series, as booking and changing ask for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.actions.delegates import Choice
from events.models import Event, Place, Slot, Workshop
from events.places_left import FEW, places_left_in_short

WAIT = "wait-"


@dataclass(frozen=True)
class Series:
    """A series with its workshops that run; each has `left` (WorkshopQuerySet.with_left)."""

    slot: Slot
    workshops: list[Any]


@dataclass(frozen=True)
class Option:
    """One radio: what it sends, the workshop, and how full that is, in words with a tone."""

    value: str
    workshop: Workshop
    words: str
    tone: str


def series_of(event: Event) -> list[Series]:
    """All series of an event in order. One query, however many workshops there are."""
    workshops = (
        Workshop.objects.running()
        .filter(series__event=event, series__kind="series")
        .with_left()
        .select_related("series")
        .in_order()
    )
    grouped = groupby(workshops, key=lambda workshop: workshop.series_id)
    rows = [list(group) for _number, group in grouped]
    return [Series(row[0].series, row) for row in rows]


def field_name(series: int) -> str:
    return f"series_{series}"


class SeriesField(forms.Field):
    """One workshop of a series, a place in the line for a full one, or none as yet.

    `held` are a delegate's open places by workshop. Cleans to a `Choice`: who asks to wait
    where there are places gets one. Shown by templates/events/_series.html.
    """

    widget = forms.RadioSelect

    def __init__(self, series: Series, held: Mapping[int, Place] | None = None) -> None:
        super().__init__(required=False, label=series.slot.title)
        self.series = series
        self.options = [_option(one, (held or {}).get(one.pk)) for one in series.workshops]
        self.known = {
            value: (workshop, value.startswith(WAIT))
            for workshop in series.workshops
            for value in (str(workshop.pk), f"{WAIT}{workshop.pk}")
        }

    def clean(self, value: Any) -> Choice:
        slot = self.series.slot.pk
        if not value:
            return Choice(slot)
        if value not in self.known:
            raise ValidationError(_("That workshop is not in the programme now. Choose again"))
        workshop, waits = self.known[value]
        return Choice(slot, workshop.pk, waits and workshop.left <= 0)


def _option(workshop: Any, place: Any) -> Option:
    if place is not None:
        return _own_option(workshop, place)
    if workshop.left <= 0:
        return Option(f"{WAIT}{workshop.pk}", workshop, _("Full: join the waiting list"), "bad")
    return Option(
        str(workshop.pk),
        workshop,
        places_left_in_short(workshop.left),
        "wait" if workshop.left <= FEW else "good",
    )


def _own_option(workshop: Any, place: Any) -> Option:
    """A workshop in which, or in whose line, somebody is."""
    if place.state == Place.State.CONFIRMED:
        return Option(str(workshop.pk), workshop, _("Your place"), "good")
    if place.state == Place.State.OFFERED:
        return Option(str(workshop.pk), workshop, _("Offered to you"), "info")
    words = _("Full: you are number %(number)s in line") % {"number": place.position}
    return Option(f"{WAIT}{workshop.pk}", workshop, words, "wait")


def split(choices: Iterable[Choice]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The workshops to be in, and those to stand in line for."""
    wanted = [choice for choice in choices if choice.workshop is not None]
    return (
        tuple(one.workshop for one in wanted if one.workshop is not None and not one.waits),
        tuple(one.workshop for one in wanted if one.workshop is not None and one.waits),
    )
