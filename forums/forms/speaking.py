"""What speakers and officials fill in on their own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.speaking import Details
from forums.consent import NEEDS
from forums.models import Speaker
from portal.boxes import BoxField, LineField


class DetailsForm(forms.Form):
    """How they appear to the members."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        missing=_("Enter your name"),
    )
    role = LineField(
        label=_("Your role and organisation"),
        required=False,
        max_length=200,
    )
    biography = BoxField(
        _("About you"),
        help_text=_("A few sentences for the members, up to 1,500 characters."),
        rows=6,
        most=1500,
        required=False,
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
        _("What do you need so that the forum works for you?"),
        help_text=_("Access, food, captions, a support worker who comes with you."),
        rows=4,
        most=1000,
        missing=_("Write what you need, or leave this page without saving"),
    )
    consent = forms.BooleanField(
        label=NEEDS,
        error_messages={"required": _("Tick that you agree, or leave this page without saving")},
    )
