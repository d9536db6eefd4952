"""Materials: what staff add and say of them, and what contributors hand in."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from events.actions.materials import About
from events.choices import ShownTo
from events.forms.booking import OneLineField
from events.forms.setting_up import programme_choices
from events.forms.staff import StaffForm
from events.models import Contribution, Contributor, Event, Material, Workshop
from network.uploads import MAX_BYTES, RefusedUpload, Upload, inspect

WHOLE_EVENT = ("", _("The whole event"))
HINT = _("PDF, Word (.docx), or a picture (JPEG or PNG), up to 10 MB.")


class UploadField(forms.FileField):
    """A file judged by its content; it is cleaned to an `Upload`.

    With a `refusal` that is said, and the file not looked into.
    """

    refusal = ""

    def __init__(self, **options: Any) -> None:
        accept = ".pdf,.docx,image/jpeg,image/png,application/pdf"
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **options)
        self.error_messages["required"] = _("Choose a file first")
        self.error_messages["empty"] = _(
            "The file is empty. Choose it again, or choose another one"
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        if self.refusal:
            raise ValidationError(self.refusal)
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return inspect(file.read(MAX_BYTES + 1), file.name)
        except RefusedUpload as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


def refuse_file(form: forms.Form, said: str) -> None:
    """Say this of the file, before the form is looked at; what was typed stays."""
    form.fields["file"].refusal = said  # type: ignore[attr-defined]  # its kind


class LinkField(forms.URLField):
    """An https address; its scheme is cleaned to small letters, as the database wants it."""

    default_validators = [
        URLValidator(["https"], message=_("Enter an address that begins with https://"))
    ]

    def to_python(self, value: Any) -> str:
        scheme, colon, rest = (super().to_python(value) or "").partition(":")
        return scheme.lower() + colon + rest


def key_field() -> forms.UUIDField:
    said = _("Open this page again: what tells one press from two was missing or broken")
    words = {"required": said, "invalid": said}
    return forms.UUIDField(widget=forms.HiddenInput, error_messages=words)


def where_field() -> forms.ChoiceField:
    words = {"invalid_choice": _("Choose what it belongs to from the list")}
    return forms.ChoiceField(label=_("Belongs to"), required=False, error_messages=words)


def title_field() -> OneLineField:
    words = {
        "required": _("Enter a title"),
        "max_length": _("Shorten the title to %(limit_value)d characters: it has %(show_value)d"),
    }
    return OneLineField(label=_("Title"), max_length=200, error_messages=words)


def description_field() -> OneLineField:
    return OneLineField(
        label=_("In a sentence"),
        help_text=_("What is in it. Of a picture: what it shows, for people who cannot see it."),
        required=False,
        max_length=300,
        error_messages={
            "max_length": _("Shorten it to %(limit_value)d characters: it has %(show_value)d")
        },
    )


def where(slot: int | None, workshop: int | None) -> str:
    """The value of a choice in `programme_choices`; "" is the whole event."""
    if workshop:
        return f"workshop-{workshop}"
    return f"slot-{slot}" if slot else ""


def place_of(value: str) -> tuple[int | None, int | None]:
    """The part and the workshop that a choice stands for: a workshop comes with its series."""
    kind, _dash, number = value.partition("-")
    if kind != "workshop":
        return (int(number) if number else None), None
    series = Workshop.objects.filter(pk=number).values_list("series", flat=True).first()
    return series, int(number)


class MaterialForm(StaffForm):
    """What is said of a material that is there; `workshop` is the key of its own, if any."""

    title = title_field()
    description = description_field()
    where = where_field()
    shown_to = forms.ChoiceField(
        label=_("Who may see it"),
        choices=ShownTo.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who may see it"),
            "invalid_choice": _("Choose who may see it"),
        },
    )

    def __init__(
        self, event: Event, *args: Any, workshop: int | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = [WHOLE_EVENT, *programme_choices(event.pk, kept=workshop)]
        self.fields["where"].choices = choices  # type: ignore[attr-defined]  # its kind

    @classmethod
    def of(cls, row: Material) -> dict[str, Any]:
        """What is said now, for `initial`."""
        said = {name: getattr(row, name) for name in ("title", "description", "shown_to")}
        return said | {"where": where(row.slot_id, row.workshop_id)}

    def about(self) -> About:
        data = self.cleaned_data
        slot, workshop = place_of(data["where"])
        return About(data["title"], data["description"], data["shown_to"], slot, workshop)


class NewMaterialForm(MaterialForm):
    """A file or a link, and what is said of it."""

    key = key_field()
    file = UploadField(label=_("File"), help_text=HINT, required=False)
    link = LinkField(
        label=_("Or a link"),
        help_text=_("Where it lies on another site, such as a film. It begins with https://"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": _("Enter an address that begins with https://"),
            "max_length": _(
                "Shorten the link to %(limit_value)d characters: it has %(show_value)d"
            ),
        },
    )
    field_order = ("file", "link", "title", "description", "where", "shown_to")

    def __init__(self, *args: Any, **options: Any) -> None:
        first = {"key": uuid.uuid4(), "shown_to": ShownTo.BOOKED}
        super().__init__(*args, **{"initial": first} | options)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "file" in data and "link" in data and bool(data["file"]) == bool(data["link"]):
            both = _("Choose a file or give a link, not both")
            self.add_error("file", both if data["file"] else _("Choose a file, or give a link"))
        return data

    def content(self) -> Upload | str:
        file: Upload | None = self.cleaned_data["file"]
        return file or str(self.cleaned_data["link"])


class HandInForm(forms.Form):
    """A contributor's file for what they do at the event."""

    key = key_field()
    file = UploadField(label=_("Choose a file"), help_text=HINT)
    title = title_field()
    description = description_field()
    where = where_field()

    def __init__(self, contributor: Contributor, *args: Any, **options: Any) -> None:
        own = _own_parts(contributor)
        first = {"key": uuid.uuid4(), "where": own[0][0] if own else ""}
        super().__init__(*args, **{"initial": first} | options)
        self.fields["where"].choices = [*own, WHOLE_EVENT]  # type: ignore[attr-defined]  # its kind

    def about(self) -> About:
        data = self.cleaned_data
        slot, workshop = place_of(data["where"])
        return About(data["title"], data["description"], slot=slot, workshop=workshop)


def _own_parts(contributor: Contributor) -> list[tuple[str, str]]:
    rows = Contribution.objects.filter(contributor=contributor).select_related("slot", "workshop")
    return [
        (where(one.slot_id, one.workshop_id), str(one.workshop or one.slot))
        for one in rows.order_by("position", "pk")
    ]
