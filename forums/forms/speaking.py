"""What speakers and officials fill in on their own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.speaking import Details
from forums.consent import NEEDS
from forums.forms.topics import BoxField, LineField
from forums.models import Speaker

TOO_LONG = _("Shorten this to %(limit_value)d characters: it has %(show_value)d")


class DetailsForm(forms.Form):
    """How they appear to the members."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name"), "max_length": TOO_LONG},
    )
    role = LineField(
        label=_("Your role and organisation"),
        required=False,
        max_length=200,
        error_messages={"max_length": TOO_LONG},
    )
    biography = BoxField(
        label=_("About you"),
        help_text=_("A few sentences for the members, up to 1,500 characters."),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": TOO_LONG},
    )

    @classmethod
    def about(cls, speaker: Speaker) -> dict[str, Any]:
        """What is known, for `initial`."""
        return {name: getattr(speaker, name) for name in cls.base_fields}

    def details(self) -> Details:
        return Details(**self.cleaned_data)


class SpeakerNeedsForm(forms.Form):
    """Access needs, with consent of its own."""

    text = BoxField(
        label=_("What do you need so that the forum works for you?"),
        help_text=_("Access, food, captions, a support worker who comes with you."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={
            "required": _("Write what you need, or leave this page without saving"),
            "max_length": TOO_LONG,
        },
    )
    consent = forms.BooleanField(
        label=NEEDS,
        error_messages={"required": _("Tick that you agree, or leave this page without saving")},
    )
