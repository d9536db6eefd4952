"""Forms about what is put to bodies."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.actions.submissions import Draft
from forums.models import Body
from portal.boxes import BoxField, DayField, PlainForm, VersionField


class DraftForm(PlainForm):
    """What is to be put to a body."""

    version = VersionField()
    body = forms.ModelChoiceField(
        label=gettext_lazy("To whom?"),
        queryset=Body.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose the body it is put to")},
    )
    text = BoxField(
        gettext_lazy("What we say to them"),
        rows=16,
        help_text=gettext_lazy(
            "Written as if it will be published: bodies disclose what they are sent. Name no"
            " organisation and nobody who has not agreed."
        ),
        most=20_000,
        missing=gettext_lazy("Write what is put to them"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = Body.objects.filter(is_listed=True)
        if chosen := self.initial.get("body"):
            listed |= Body.objects.filter(pk=chosen)
        self.fields["body"].queryset = listed.order_by("name", "pk")  # type: ignore[attr-defined]  # its kind

    def draft(self) -> Draft:
        return Draft(self.cleaned_data["body"], self.cleaned_data["text"])


class ExpectedForm(PlainForm):
    """By when an answer is expected, after the day on which it was sent; empty for no day."""

    version = VersionField()
    expected_on = DayField(
        gettext_lazy("Answer expected by"),
        help_text=gettext_lazy(
            "You are reminded once when this day has passed. Leave empty if none is known."
        ),
        required=False,
    )

    def __init__(self, *args: Any, sent_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent_on = sent_on

    def clean_expected_on(self) -> date | None:
        expected_on: date | None = self.cleaned_data["expected_on"]
        if expected_on and self.sent_on and expected_on <= self.sent_on:
            raise forms.ValidationError(_("Choose a day after the one on which it was sent"))
        return expected_on
