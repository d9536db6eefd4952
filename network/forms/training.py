"""The training exchange: what a member posts, how others narrow the list, what staff decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.actions.moderating import Asked
from network.choices import Region
from network.forms.deciding import KeyedForm, LetterForm, VersionForm
from network.models import TrainingPost
from network.training_letters import FILLED_IN
from network.training_states import Move, Reason
from portal.boxes import BoxField, LineField
from portal.narrowing import NarrowingForm, choice

MOST_PLACES = 10_000
KINDS = [
    (TrainingPost.Kind.OFFER.value, _("We offer a training")),
    (TrainingPost.Kind.REQUEST.value, _("We look for a training")),
]


class PostForm(KeyedForm):
    """An offer or a request."""

    SAID = (
        "kind", "topic", "about", "for_whom", "format", "region", "length", "cost", "places",
    )  # fmt: skip

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you offer a training or look for one")},
    )
    topic = LineField(
        label=_("Topic"),
        help_text=_("In a few words, such as “Talking about race in supervision”."),
        max_length=120,
        missing=_("Enter the topic in a few words"),
    )
    about = BoxField(
        _("What is it about?"),
        help_text=_("What people learn, or what you would like to be able to do afterwards."),
        rows=6,
        most=3000,
        missing=_("Say what it is about"),
    )
    for_whom = LineField(
        label=_("For whom is it?"),
        help_text=_("For example trustees, volunteers, staff who work in custody."),
        required=False,
        max_length=300,
    )
    format = forms.ChoiceField(
        label=_("How does it take place?"),
        choices=TrainingPost.Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it takes place")},
    )
    region = forms.ChoiceField(
        label=_("Where?"),
        help_text=_("If it takes place in person."),
        choices=[("", _("Nowhere: it is online")), *Region.choices],
        required=False,
    )
    length = LineField(
        label=_("How long is it?"),
        help_text=_("For example half a day, or two evenings."),
        max_length=100,
        missing=_("Say how long it is, or about how long"),
    )
    cost = LineField(
        label=_("What does it cost, or what could you pay?"),
        help_text=_("In a few words. Leave it empty if it is free."),
        required=False,
        max_length=200,
    )
    places = forms.IntegerField(
        label=_("How many places are there, or how many people of yours would come?"),
        help_text=_("Leave it empty if you do not know yet."),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Enter a number between 1 and 10000")
        ),
    )

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("format") == TrainingPost.Format.ONLINE:
            said["region"] = ""
        elif said.get("format") and said.get("region") == "":
            self.add_error("region", _("Choose where it takes place"))

    def asked(self) -> Asked:
        said = {name: self.cleaned_data[name] for name in self.SAID}
        return Asked(key=self.cleaned_data["key"], said=said)


class ChangeForm(VersionForm, PostForm):
    """The same of a post that is there."""

    @classmethod
    def of(cls, post: TrainingPost) -> "ChangeForm":
        known = {name: getattr(post, name) for name in (*cls.SAID, "key", "version")}
        return cls(initial=known)

    def with_version(self, version: int) -> "ChangeForm":
        """What was typed, to be sent about a newer version."""
        return ChangeForm({**self.cleaned_data, "version": version})


class JoinForm(forms.Form):
    """`names_us` is agreed to here and nowhere else."""

    names_us = forms.BooleanField(
        label=_("The organisation that posted it may know that it is us"), required=False
    )


class FindForm(NarrowingForm):
    """The list, narrowed."""

    kind = choice(_("Kind"), TrainingPost.Kind.choices, _("Offers and requests"))
    format = choice(_("Format"), TrainingPost.Format.choices, _("Any format"))
    region = choice(_("Where"), Region.choices, _("Anywhere"))


class TrainingDecisionForm(LetterForm[Move]):
    """One move of staff, with its letter."""

    field_order = LetterForm.LAST
    refusals, reasons, filled_in = (Move.DECLINE,), Reason.choices, FILLED_IN


def first_values(_post: TrainingPost, text: str) -> dict[str, Any]:
    """What the form of a decision starts with."""
    return {"text": text}
