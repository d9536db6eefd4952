from django import forms
from django.utils.translation import gettext_lazy as _

from portal.staff_groups import PERMISSIONS

GROUPS = [(name, _(name)) for name in PERMISSIONS]


class GroupsForm(forms.Form):
    """What a member of staff may do."""

    groups = forms.MultipleChoiceField(
        label=_("What they do"),
        choices=GROUPS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one")},
    )


class InviteStaffForm(GroupsForm):
    """Whom to make staff."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They sign in with it. If they have an account already, it is kept."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter their e-mail address")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter their name")},
    )

    field_order = ["name", "email", "groups"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class SureForm(forms.Form):
    """A button and nothing else."""
