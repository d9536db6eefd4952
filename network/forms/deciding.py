"""What forms share with which members send something in and staff decide about it."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self, cast

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from network.actions.moderating import Asked, Decision
from network.forms.casework import StaffForm
from network.letters import placeholders_in
from portal.boxes import BoxField


class KeyedForm(forms.Form):
    """Something new; `key` tells one press from two."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid.uuid4()}} | kwargs)

    def asked(self) -> Asked:
        said = dict(self.cleaned_data)
        return Asked(key=said.pop("key"), said=said)

    def with_new_key(self) -> Self:
        """The same form and its errors, ready to be sent as something new."""
        typed = cast(QueryDict, self.data).copy()
        typed["key"] = str(uuid.uuid4())
        form = type(self)(typed)
        form.full_clean()
        for error in self.non_field_errors():
            form.add_error(None, error)
        return form


class VersionForm(forms.Form):
    """What the page had seen of the record."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class LetterForm[M: TextChoices](StaffForm, VersionForm):
    """One move of staff, with its letter. Only the fields that the move needs are there.

    `facts` names the fields that go with a move, `refusals` the moves that need one of `reasons`,
    `filled_in` the placeholders that what is decided fills.
    """

    LAST: ClassVar = ["reason", "send", "text"]  # fields, below those of a kind's own
    facts: ClassVar[Mapping[Any, tuple[str, ...]]] = {}
    refusals: ClassVar[Collection[Any]] = ()
    reasons: ClassVar[Collection[tuple[Any, Any]]] = ()
    filled_in: ClassVar[frozenset[str]] = frozenset()

    reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("For lists and reports. The member reads the text only."),
        error_messages={"required": _("Choose a reason")},
    )
    send = forms.ChoiceField(
        label=_("Mail"),
        choices=[("yes", _("Send this mail")), ("no", _("Send no mail: I tell them myself"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether a mail is sent")},
    )
    text = BoxField(
        _("What you write to the member"),
        help_text=_("It stands on their page as well, whether a mail is sent or not."),
        rows=14,
        most=5000,
        missing=_("Write a few words to the member"),
    )

    def __init__(self, *args: Any, move: M, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        self.fields["reason"].choices = [("", _("Choose one")), *self.reasons]  # type: ignore[attr-defined]  # of a ChoiceField
        asked = {"version", "send", "text", *self.facts.get(move, ())}
        asked |= {"reason"} if self.is_refusal else set()
        for name in self.fields.keys() - asked:
            del self.fields[name]

    @property
    def is_refusal(self) -> bool:
        return self.move in self.refusals

    def refuse_gaps(self, text: str) -> bool:
        """Whether `text`, as it would be sent, has a gap; then it is said beside the field."""
        gaps = sorted(placeholders_in(text) & self.filled_in)
        if gaps:
            said = _("There is nothing to put in for {%(name)s} yet: write it out")
            self.add_error("text", said % {"name": gaps[0]})
        return bool(gaps)

    def decision(self) -> Decision[M]:
        values = self.cleaned_data
        return Decision(
            move=self.move,
            text=values["text"],
            send=values["send"] == "yes",
            reason=values.get("reason", ""),
            facts={name: values[name] for name in self.facts.get(self.move, ())},
        )
