"""A member asks for consultancy support and says how it went; staff decide about it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.forms.deciding import KeyedForm, LetterForm, VersionForm
from network.models import SupportRequest
from network.support_letters import FILLED_IN
from network.support_states import FACTS, Help, Move, Reason
from portal.boxes import SHORTEN, BoxField, DayField
from portal.letters import one_line

MOST = 4000  # characters of a text


def _hours(label: Any, *, missing: Any = "") -> forms.DecimalField:
    said = _("Enter hours between 0 and 999, such as 7.5")
    return forms.DecimalField(
        label=label,
        required=bool(missing),
        min_value=0,
        max_value=999,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places"), said
        )
        | {"required": missing},
    )


class SupportForm(KeyedForm):
    """What is needed."""

    need = BoxField(
        _("What do you need help with?"),
        help_text=_(
            "For example a funding bid, a policy, a conversation with a prison. Please leave out "
            "names and details of people you support."
        ),
        rows=5,
        most=MOST,
        missing=_("Say in a few words what you need help with"),
    )
    needed_by = DayField(
        _("By when do you need it?"),
        help_text=_("Leave it empty if there is no deadline."),
        required=False,
    )
    tried = BoxField(_("What have you tried so far?"), rows=4, most=MOST, required=False)
    phone = forms.CharField(
        label=_("Telephone number"),
        help_text=_("If you would rather be rung than written to."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        return one_line(self.cleaned_data["phone"])

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has gone by: enter a later one"))
        return day


class EnterSupportForm(SupportForm):
    """What a member asked for by telephone, by mail or on paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["need"].label = _("What do they need help with?")
        self.fields["need"].help_text = _("Leave out names and details of people they support.")
        self.fields["needed_by"].label = _("By when do they need it?")
        self.fields["tried"].label = _("What have they tried so far?")
        self.fields["phone"].help_text = _("If they would rather be rung than written to.")


class HowItWentForm(VersionForm):
    """Asked three months after the support."""

    helped = forms.ChoiceField(
        label=_("Did it help?"),
        choices=Help.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it helped")},
    )
    what_changed = BoxField(
        _("What has changed since?"),
        help_text=_("Also what has not."),
        rows=4,
        most=MOST,
        required=False,
    )
    may_share = forms.ChoiceField(
        label=_("May the network tell others what came of it?"),
        help_text=_("We ask you again before anything is published."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether others may be told")},
    )

    def said(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "helped": values["helped"],
            "what_changed": values["what_changed"],
            "may_share": values["may_share"] == "yes",
        }


class DecisionForm(LetterForm[Move]):
    """One move of staff, with its letter."""

    field_order = ["allocated_to", "hours_offered", "scheduled_on", "hours_used", *LetterForm.LAST]
    facts, refusals, reasons, filled_in = FACTS, (Move.DECLINE,), Reason.choices, FILLED_IN

    allocated_to = forms.CharField(
        label=_("Who gives the support?"),
        help_text=_("A name and, where it helps, an organisation. The member reads it."),
        max_length=200,
        error_messages={"required": _("Enter who gives the support"), "max_length": SHORTEN},
    )
    hours_offered = _hours(_("Hours offered (optional)"))
    scheduled_on = DayField(_("On which day?"), missing=_("Enter the day"))
    hours_used = _hours(_("Hours used"), missing=_("Enter the hours that were used"))

    def clean_allocated_to(self) -> str:
        return one_line(self.cleaned_data["allocated_to"])


def first_values(request: SupportRequest, text: str) -> dict[str, Any]:
    """What the form of a decision starts with."""
    facts = {name: getattr(request, name) for names in FACTS.values() for name in names}
    return facts | {"text": text}
