"""How the day and each workshop were: nothing has to be answered, but something."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.actions.feedback import Said
from events.models import Score, Workshop


class AnswerForm(forms.Form):
    """About the day or one workshop."""

    use_required_attribute = False
    score = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=Score.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    good = forms.CharField(
        label=_("What was good?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    change = forms.CharField(
        label=_("What should we change?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, workshop: Workshop | None, data: Any = None) -> None:
        super().__init__(data, prefix=f"w{workshop.pk}" if workshop else "day")
        self.workshop = workshop
        self.heading = str(workshop) if workshop else gettext("The day as a whole")

    def said(self) -> Said:
        return Said(self.workshop, **self.cleaned_data)


class FeedbackForms:
    """The day first, then each workshop that they were in."""

    def __init__(self, workshops: Sequence[Workshop], data: Any = None) -> None:
        self.all = [AnswerForm(one, data) for one in (None, *workshops)]

    def is_valid(self) -> bool:
        """Valid, and not all of it empty."""
        valid = [form.is_valid() for form in self.all]  # each shows its own errors
        if not all(valid):
            return False
        if all(form.said().is_empty for form in self.all):
            self.all[0].add_error("score", _("Answer at least one question"))
            return False
        return True

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.all)

    def said(self) -> list[Said]:
        return [form.said() for form in self.all]
