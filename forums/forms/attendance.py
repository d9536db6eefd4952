"""The forms with which staff write down who comes and who was there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import Answer
from network.choices import Source
from portal.boxes import LineField, PlainForm


class FindForm(PlainForm):
    """Somebody of a member organisation."""

    q = LineField(label=_("Name, address or organisation"), required=False, max_length=100)


class AnswerForm(PlainForm):
    """What somebody said, and how it reached us."""

    answer = forms.ChoiceField(
        label=_("Their answer"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose their answer"), "invalid_choice": _("Choose one")},
    )
    source = forms.ChoiceField(
        label=_("How it reached us"),
        choices=[choice for choice in Source.choices if choice[0] != Source.SITE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came"), "invalid_choice": _("Choose one")},
    )
