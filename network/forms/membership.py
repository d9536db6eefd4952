"""The yearly confirmation, and what is asked before something is done to a membership."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.actions.confirming import Said
from network.eligibility import Category
from network.forms.casework import StaffForm, came_by
from network.models import User

_IN_THE_MAIL = _("It stands in the mail to them, as you write it.")
_ONE_NEEDED = _("Tick at least one: membership rests on it")


class SeenForm(forms.Form):
    """What the page that was sent had seen of the membership's history."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class NothingChangedForm(SeenForm):
    """One press. `key` tells one press from two."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def said(self) -> Said:
        return Said(key=self.cleaned_data["key"])


class ChangedForm(NothingChangedForm):
    """The categories as they are now, and what changed in words."""

    categories = forms.MultipleChoiceField(
        label=_("Which of these describe your organisation now?"),
        help_text=_("A change here is looked at by the co-ordinator. You stay a member meanwhile."),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _ONE_NEEDED},
    )
    changes = forms.CharField(
        label=_("What has changed?"),
        help_text=_("In your own words. A few are enough."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what has changed")},
    )

    def said(self) -> Said:
        return Said(
            key=self.cleaned_data["key"],
            categories=self.cleaned_data["categories"],
            changes=self.cleaned_data["changes"],
        )


def first_values(*, categories: Sequence[str], seen: int) -> dict[str, Any]:
    """What a form of the yearly confirmation stands on when it is opened."""
    return {"categories": list(categories), "seen": seen, "key": uuid.uuid4()}


class ConfirmForForm(StaffForm, ChangedForm):
    """The same, entered by staff after a call or a letter; nothing need have changed."""

    field_order = ("by", "source", "categories", "changes")
    by = forms.ModelChoiceField(
        label=_("Who said so?"),
        queryset=User.objects.none(),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose who said so")},
    )
    source = came_by()

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = contacts  # type: ignore[attr-defined]  # its kind
        self.fields["categories"].label = _("Which of these describe the organisation now?")
        self.fields["categories"].help_text = _(
            "A change waits among the confirmations until you have looked at it."
        )
        self.fields["changes"].required = False
        self.fields["changes"].help_text = _("Leave it empty when nothing has changed.")


def _reason(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why in a few words")},
    )


class LeaveForm(SeenForm):
    """The organisation leaves by itself."""

    reason = _reason(_("Would you tell us why?"), required=False)


class ReasonForm(StaffForm, SeenForm):
    """Why something is done; those who answer for the organisation read it."""

    reason = _reason(_("Reason"), _IN_THE_MAIL)


class WithdrawForForm(StaffForm, SeenForm):
    """An organisation leaves that rang up or wrote."""

    source = came_by()
    reason = _reason(
        _("Why do they leave? (optional)"), _("As far as they said so."), required=False
    )


class TakeUpForm(StaffForm, SeenForm):
    """Categories from the last period, or changed."""

    categories = forms.MultipleChoiceField(
        label=_("On which categories does the membership rest?"),
        help_text=_("Ticked are those of the last period. Ask whether they still hold."),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _ONE_NEEDED},
    )
    reason = _reason(_("A word to them (optional)"), _IN_THE_MAIL, required=False)


class AcceptForm(StaffForm):
    """What an organisation told us is taken over."""

    reason = _reason(_("A word to them (optional)"), _IN_THE_MAIL, required=False)


class KeepForm(StaffForm):
    """The categories stay as they were, and why."""

    reason = _reason(_("Why do the categories stay as they were?"), _IN_THE_MAIL)
