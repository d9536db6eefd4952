"""What staff answer about a topic, and what they type in for members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.topics import Answer
from forums.models.circles import insiders
from network.choices import ON_BEHALF
from network.models import Organisation
from portal.boxes import BoxField, PlainForm
from portal.entering import FromWhomForm

SEND = [("yes", _("Send this mail")), ("no", _("Send no mail: I tell them myself"))]


class AnswerForm(PlainForm):
    """An answer to who proposed a topic. `version` is the topic's as it was opened."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    send = forms.ChoiceField(
        label=_("Mail"),
        choices=SEND,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether a mail is sent")},
    )
    text = BoxField(
        _("What you write to who proposed it"),
        help_text=_("It stands on their page as well, whether a mail is sent or not."),
        rows=12,
        most=3000,
        missing=_("Write a few words"),
    )

    def answer(self) -> Answer:
        return Answer(self.cleaned_data["text"], send=self.cleaned_data["send"] == "yes")


class PersonForm(FromWhomForm):
    """From whom of those inside the sanctuary it came."""

    def __init__(self, *args: Any, organisation: Organisation, now: Any, **kwargs: Any) -> None:
        there = organisation.affiliations.filter(ended_at__isnull=True).values("user")
        people = insiders(now).filter(pk__in=there).order_by("name", "pk")
        super().__init__(*args, people=people, sources=ON_BEHALF, **kwargs)
        self.fields["person"].help_text = _("They get a copy, and can change it or take it back.")
