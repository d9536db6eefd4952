"""What can be changed for one delegate."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.delegates import Choice
from events.choices import PhotoChoice
from events.forms.booking import OneLineField, email_field, name_field
from events.forms.series import Series, SeriesField, field_name
from events.models import Delegate, Place

CONSENT = _(
    "I agree that the network keeps what I have written here to prepare this event, shows it only "
    "to the people who run it, and deletes it 30 days after the event."
)


class SeenForm(forms.Form):
    """Knows the delegate's revision on the page that it came from."""

    seen = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput
    )

    @property
    def revision(self) -> int:
        """That of the page; -1, which fits none, where it was tampered with."""
        seen = self.cleaned_data.get("seen")
        return -1 if seen is None else int(seen)


class ChoicesForm(SeenForm):
    """One workshop per series, with what the delegate has ticked."""

    def __init__(
        self, *args: Any, series: Sequence[Series], places: Sequence[Place], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.series = series
        held = {place.workshop_id: place for place in places}
        for one in series:
            name = field_name(one.slot.pk)
            self.fields[name] = SeriesField(one, held)
            self.initial[name] = _now(one, held)

    @property
    def series_fields(self) -> list[forms.BoundField]:
        return [self[field_name(one.slot.pk)] for one in self.series]

    def choices(self) -> list[Choice]:
        """What is wanted; of a series that the page did not have, nothing changes."""
        names = [field_name(one.slot.pk) for one in self.series]
        return [self.cleaned_data[name] for name in names if self.add_prefix(name) in self.data]


def _now(series: Series, held: Mapping[int, Place]) -> str:
    numbers = [one.pk for one in series.workshops]
    confirmed = Place.State.CONFIRMED
    has = [pk for pk in numbers if pk in held and held[pk].state == confirmed]
    return str(has[0]) if has else ""


class HandOverForm(SeenForm):
    """Who comes instead."""

    name = name_field(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = email_field(
        help_text=_(
            "Their joining details go there. Left empty, they go to whoever made the booking."
        )
    )


class BadgeForm(forms.Form):
    """How somebody is called on the day, and photographs."""

    badge_name = OneLineField(
        label=_("Name on the badge"),
        help_text=_("If it should differ from the name you were booked with."),
        required=False,
        max_length=80,
        error_messages={"max_length": _("Shorten it to %(limit_value)d characters, for the badge")},
    )
    pronouns = OneLineField(
        label=_("Pronouns"),
        help_text=_("Shown on the badge, such as “she/her”. Leave empty for none."),
        required=False,
        max_length=40,
    )
    photographs = forms.ChoiceField(
        label=_("Photographs at the event"),
        choices=PhotoChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three")},
    )

    @classmethod
    def about(cls, delegate: Delegate) -> dict[str, str]:
        """What is known, for `initial`."""
        return {name: getattr(delegate, name) for name in cls.base_fields}


class NeedsForm(forms.Form):
    """Access and dietary needs, with consent of its own."""

    access = forms.CharField(
        label=_("What would make the day work for you?"),
        help_text=_(
            "For example a seat near the door, large print, a place for a support worker, a room "
            "for prayer or to rest."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    dietary = forms.CharField(
        label=_("What should we know about food and drink?"),
        help_text=_("Allergies, and anything that you do not eat."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": _("Tick that you agree, or leave this page without saving")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("access") or data.get("dietary")) and not self.errors:
            self.add_error("access", _("Write at least one of the two"))
        return data
