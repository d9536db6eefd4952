"""What is typed about a shared summary: by staff, and by those who were there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import Circle
from portal.boxes import BoxField, PlainForm, VersionField

LONG = 20_000


class SummaryForm(PlainForm):
    version = VersionField()
    text = BoxField(
        _("Summary"),
        rows=18,
        most=LONG,
        missing=_("Write the summary"),
        help_text=_(
            "Plain text: empty lines make paragraphs, lines that begin with “- ” a list, web "
            "addresses become links. Write nothing by which somebody can be recognised, and "
            "nothing that was said under the sanctuary rule."
        ),
    )


class StepForm(PlainForm):
    """An act on the summary as it was looked at."""

    version = VersionField()
    shown_to = forms.ChoiceField(choices=Circle.choices, widget=forms.HiddenInput)


class ObjectionForm(PlainForm):
    """ "This identifies us", from somebody who was there; `key` makes two presses one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = VersionField()
    text = BoxField(
        _("What identifies you, and how would you say it?"),
        rows=5,
        most=2000,
        missing=_("Say what identifies you"),
        help_text=_("Only the co-ordinator reads this."),
    )


class AnswerForm(PlainForm):
    words = BoxField(
        _("What was done about it"),
        rows=4,
        most=2000,
        missing=_("Say what was done about it"),
        help_text=_("Whoever said so reads this on the summary’s page; nobody else does."),
    )
