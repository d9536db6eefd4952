"""Forms with which an event, its programme and its contributors are set up in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.choices import Provision, SlotKind
from events.forms import web_address
from events.models import Contribution, Contributor, Event, Slot, Workshop


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time, in one box; typed as 2027-11-24T10:00 without one."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 60} | (attrs or {}), format="%Y-%m-%dT%H:%M")


class NamedRows(forms.BaseInlineFormSet):
    """Rows of a table, whose boxes have no label of their own: each is named for who listens."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        row = _("new row") if index is None else _("row %(number)d") % {"number": index + 1}
        for name, field in form.fields.items():
            label = _("Delete") if name == "DELETE" else field.label or name
            field.widget.attrs["aria-label"] = f"{label}, {row}"


class EventForm(forms.ModelForm):
    """What is provided, as boxes to tick. Capacities of a known event change by an act."""

    provided = forms.MultipleChoiceField(
        label=_("Provided for everybody"),
        choices=Provision.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Event
        fields = [
            "title",
            "slug",
            "kind",
            "theme",
            "summary",
            "description",
            "starts_at",
            "ends_at",
            "venue_name",
            "venue_address",
            "venue_access",
            "online_link",
            "provided",
            "audience",
            "capacity",
            "reserved_for_members",
            "reserved_until",
            "booking_opens_at",
            "booking_closes_at",
            "changes_until",
        ]
        labels = {"slug": web_address.LABEL}
        help_texts = {"slug": web_address.HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].help_text = web_address.last_part_of(self.instance.slug)


class SlotForm(forms.ModelForm):
    """A part of the day; a series that has workshops stays one."""

    class Meta:
        model = Slot
        fields = [
            "kind",
            "title",
            "theme",
            "description",
            "room",
            "room_seats",
            "starts_at",
            "ends_at",
            "is_to_be_announced",
        ]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        was_series = self.instance.pk and "kind" in self.changed_data
        if was_series and kind != SlotKind.SERIES and self.instance.workshops.exists():
            raise forms.ValidationError(
                _("This series has workshops. Take them out first, or leave it a series.")
            )
        return kind


class WorkshopForm(forms.ModelForm):
    """Places of a workshop that is there already are changed on the page of places."""

    class Meta:
        model = Workshop
        fields = [
            "position",
            "title",
            "description",
            "room",
            "room_seats",
            "capacity",
            "access_notes",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["capacity"].disabled = True
            self.fields["capacity"].help_text = _("Changed under “Places” of the event")


class ContributorForm(forms.ModelForm):
    class Meta:
        model = Contributor
        fields = [
            "name",
            "email",
            "phone",
            "organisation",
            "organisation_name",
            "pronouns",
            "biography",
            "shows_first_name_only",
            "may_be_photographed",
            "may_be_recorded",
            "equipment",
            "honorarium",
            "travel",
        ]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


def programme_choices(event: int | None, *, kept: int | None = None) -> list[tuple[str, str]]:
    """Parts of the programme, each followed by its workshops. Two queries.

    Of workshops that are called off only `kept`, a key, is there: what is chosen already.
    """
    workshops: dict[int, list[Workshop]] = {}
    offered = Workshop.objects.running()
    if kept:
        offered |= Workshop.objects.filter(pk=kept)
    for one in offered.filter(series__event=event).in_order():
        workshops.setdefault(one.series_id, []).append(one)
    choices: list[tuple[str, str]] = []
    for slot in Slot.objects.filter(event=event).order_by("starts_at", "pk"):
        choices.append((f"slot-{slot.pk}", slot.title))
        for one in workshops.get(slot.pk, []):
            choices.append((f"workshop-{one.pk}", f"{slot.title}: {one}"))
    return choices


class ContributionForm(forms.ModelForm):
    """Where somebody contributes: a part of the programme or a workshop, from one list.

    `places` are its choices: ("slot-3", words) and ("workshop-7", words).
    """

    places: list[Any] = []
    where = forms.ChoiceField(label=_("where"))

    class Meta:
        model = Contribution
        fields = ["role", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["where"]
        field.choices = [("", _("Choose one")), *self.places]  # type: ignore[attr-defined]  # its kind
        row = self.instance
        if row.pk:
            here = f"slot-{row.slot_id}" if row.slot_id else f"workshop-{row.workshop_id}"
            self.initial["where"] = here

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind, _dash, number = data.get("where", "").partition("-")
        self.instance.slot_id = int(number) if kind == "slot" else None
        self.instance.workshop_id = int(number) if kind == "workshop" else None
        return data


class ContributionFormSet(NamedRows):
    def clean(self) -> None:
        """Nobody twice in one place."""
        super().clean()
        seen = set()
        for form in self.forms:
            where = form.cleaned_data.get("where") if form.is_valid() else None
            if not where or form.cleaned_data.get("DELETE"):
                continue
            if where in seen:
                form.add_error("where", _("This person is already there."))
            seen.add(where)
