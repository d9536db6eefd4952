"""What staff fill in at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.booking import OneLineField


class VolunteerForm(forms.Form):
    """Who gets a link."""

    name = OneLineField(
        label=_("For whom"),
        max_length=100,
        help_text=_("So that you know which link to withdraw: “Noor, side door”"),
        error_messages={
            "required": _("Enter who the link is for"),
            "max_length": _("Shorten this to %(limit_value)d characters: it has %(show_value)d"),
        },
    )
