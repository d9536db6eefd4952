"""The forms of a forum's papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import Circle
from forums.forms.running_fields import (
    FILES,
    UploadField,
    key_field,
    new_key,
)
from forums.widening import is_wider
from portal.boxes import LineField, PlainForm


class TitleForm(PlainForm):
    title = LineField(label=_("Title"), max_length=200, missing=_("Enter a title"))


class PaperForm(TitleForm):
    """A new paper, which the network's staff have first."""

    key = key_field()
    file = UploadField(label=_("File"), help_text=FILES)
    field_order = ("file", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": new_key()} | kwargs)


class CircleForm(PlainForm):
    """Who may have it. To widen it asks once more: `sure` is the circle that was agreed to."""

    shown_to = forms.ChoiceField(
        label=_("Who may have it"),
        choices=Circle.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one")},
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def widens(self, shown_to: str) -> bool:
        return is_wider(self.cleaned_data["shown_to"], shown_to)

    @property
    def is_sure(self) -> bool:
        return bool(self.cleaned_data["sure"] == self.cleaned_data["shown_to"])
