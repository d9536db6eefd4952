"""How a forum was: nothing has to be answered, but something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.feedback import Said
from forums.models.feedback import Score

SAFE = [
    (Score.VERY_GOOD.value, _("Very safe")),
    (Score.GOOD.value, _("Safe")),
    (Score.FAIR.value, _("Safe enough")),
    (Score.POOR.value, _("Not quite safe")),
    (Score.VERY_POOR.value, _("Not safe at all")),
]


def _score(label: Any, choices: Any = Score.choices) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class FeedbackForm(forms.Form):
    """About the forum as a whole."""

    use_required_attribute = False
    score = _score(_("How was it?"))
    felt_safe = _score(_("How safe did it feel to speak?"), SAFE)
    good = _words(_("What was good?"))
    change = _words(_("What should we change?"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and Said(**data).is_empty:
            self.add_error("score", _("Answer at least one question"))
        return data

    def said(self) -> Said:
        return Said(**self.cleaned_data)
