"""What staff answer to members, and what they type in for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bulletins.actions.moderation import Answer
from bulletins.models import Submission
from bulletins.submission_states import Move, Reason
from portal import entering
from portal.boxes import PlainForm

SEND = [("yes", _("Send this mail")), ("no", _("Send no mail: I tell them myself"))]
AS_POST = [
    ("yes", _("Make a post of it, as a draft that you finish and publish")),
    ("no", _("Keep it for the next bulletin, without a post")),
]


class AnswerForm(PlainForm):
    """One decision. Only the fields that the move needs are there.

    `version` is the submission's as it was opened.
    """

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    as_post = forms.ChoiceField(
        label=_("What becomes of it?"),
        help_text=_("Whatever is accepted can be picked for a bulletin, a post as well."),
        choices=AS_POST,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it")},
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("For lists and reports. The member reads the text only."),
        choices=[("", _("Choose one")), *Reason.choices],
        error_messages={"required": _("Choose a reason")},
    )
    send = forms.ChoiceField(
        label=_("Mail"),
        choices=SEND,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether a mail is sent")},
    )
    text = forms.CharField(
        label=_("What you write to the member"),
        help_text=_("It stands on their page as well, whether a mail is sent or not."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={
            "required": _("Write a few words to the member"),
            "max_length": _("Shorten this to %(limit_value)d characters: it has %(show_value)d"),
        },
    )

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        if move != Move.ACCEPT:
            del self.fields["as_post"]
        if move != Move.DECLINE:
            del self.fields["reason"]

    def answer(self) -> Answer:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        return Answer(text, send=self.cleaned_data["send"] == "yes")


class ForWhomForm(entering.ForWhomForm):
    """The first step of entering for somebody: of which organisation, and what it is."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Submission.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is")},
    )
