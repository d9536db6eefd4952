"""What contributors fill in on their own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.contributing import Details
from events.forms.booking import OneLineField, name_field
from events.forms.delegates import CONSENT
from events.models import Contributor


class DetailsForm(forms.Form):
    """How they appear, what they agree to, and what they need to work."""

    name = name_field(help_text=_("As it should stand in the programme."))
    shows_first_name_only = forms.BooleanField(
        label=_("Show only my first name in public"), required=False
    )
    pronouns = OneLineField(
        label=_("Pronouns"),
        help_text=_("Shown beside your name, such as “she/her”. Leave empty for none."),
        required=False,
        max_length=40,
    )
    biography = forms.CharField(
        label=_("About you"),
        help_text=_("A few sentences for the programme, up to 1,500 characters."),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "max_length": _("Shorten it to %(limit_value)d characters: it has %(show_value)d")
        },
    )
    may_be_photographed = forms.BooleanField(
        label=_("I may be photographed at the event"), required=False
    )
    may_be_recorded = forms.BooleanField(
        label=_("What I contribute may be recorded"), required=False
    )
    equipment = OneLineField(
        label=_("Equipment you need"),
        help_text=_("Such as a projector, a microphone, a piano."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("Your name")
        self.fields["name"].error_messages["required"] = _("Enter your name")

    @classmethod
    def about(cls, contributor: Contributor) -> dict[str, Any]:
        """What is known, for `initial`."""
        return {name: getattr(contributor, name) for name in cls.base_fields}

    def details(self) -> Details:
        return Details(**self.cleaned_data)


class ContributorNeedsForm(forms.Form):
    """Access and dietary needs, with consent of its own."""

    text = forms.CharField(
        label=_("What do you need so that the day works for you?"),
        help_text=_("Access, food, a support worker who comes with you, a room to rest or pray."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Write what you need, or leave this page without saving")},
    )
    consent = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": _("Tick that you agree, or leave this page without saving")},
    )
