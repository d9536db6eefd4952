"""What staff answer about a topic, and what they type in for members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.topics import Answer
from forums.models.circles import insiders
from network.choices import Source
from network.models import Organisation, User
from portal.boxes import BoxField, PlainForm

SEND = [("yes", _("Send this mail")), ("no", _("Send no mail: I tell them myself"))]
ON_BEHALF = [choice for choice in Source.choices if choice[0] != Source.SITE]


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


class ForWhomForm(PlainForm):
    """The first step of entering for somebody: of which organisation."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose the organisation"),
            "invalid_choice": _("Choose an organisation whose membership runs"),
        },
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # its kind


class PersonForm(PlainForm):
    """From whom it came, and how."""

    person = forms.ModelChoiceField(
        label=_("From whom?"),
        help_text=_("They get a copy, and can change it or take it back."),
        queryset=User.objects.none(),
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose the person it came from"),
            "invalid_choice": _("Choose one of the organisation’s people"),
        },
    )
    source = forms.ChoiceField(
        label=_("How did it reach you?"),
        choices=ON_BEHALF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it reached you")},
    )

    def __init__(self, *args: Any, organisation: Organisation, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = organisation.affiliations.filter(ended_at__isnull=True).values("user")
        people = insiders(now).filter(pk__in=there).order_by("name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # its kind
