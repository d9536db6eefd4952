"""What staff type when money has come, or is not to come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.booking import OneLineField
from events.forms.staff import StaffForm, reason_field


class PaidForm(StaffForm):
    reason = OneLineField(
        label=_("Reference of the bank transfer"),
        help_text=_("As it stands on the bank statement."),
        max_length=80,
        error_messages={"required": _("Enter the reference of the bank transfer")},
    )


class RefundForm(StaffForm):
    """`pence` is what the page showed: if it has changed meanwhile, nothing is refunded."""

    reason = reason_field()
    pence = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
