"""Which values are kept when two records of an organisation become one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.forms.casework import OrganisationForm, StaffForm
from network.forms.words import shown
from network.models import Organisation
from portal.merging import Plan

STAYS, GOES = "stays", "goes"


def value_in_words(organisation: Organisation, name: str) -> str:
    """What a record says in one of its fields."""
    field = OrganisationForm.base_fields[name]
    words = shown(field, getattr(organisation, name))
    return ", ".join(words) if isinstance(words, list) else words or _("Nothing")


class SeenForm(StaffForm):
    """What the page had seen."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = plan.seen


class MergeForm(SeenForm):
    """A choice for each field in which the two records differ, too."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.differing = plan.differing
        for name in plan.differing:
            label = OrganisationForm.base_fields[name].label
            self.fields[name] = _choice(label, plan, name)

    def taken(self) -> list[str]:
        """The fields of which the other record's value is kept."""
        return [name for name in self.differing if self.cleaned_data[name] == GOES]


def _choice(label: Any, plan: Plan, name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[
            (STAYS, value_in_words(plan.stays, name)),
            (GOES, value_in_words(plan.goes, name)),
        ],
        initial=_proposed(plan, name),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which of the two is right")},
    )


def _proposed(plan: Plan, name: str) -> str:
    """What stands in the record that stays, where it says anything; no merge names in public."""
    if name == "is_publicly_listed":
        return GOES if plan.stays.is_publicly_listed else STAYS
    return STAYS if getattr(plan.stays, name) else GOES
