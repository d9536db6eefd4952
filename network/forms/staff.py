from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.actions.staff import cases_of
from network.forms.casework import reviewers
from network.models import User
from portal.staff_groups import PERMISSIONS, groups_with

NOBODY = "nobody"
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

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person


class RemoveForm(SureForm):
    """Who takes over the cases of somebody who reviews no more; asked only where there are any."""

    cases_to = forms.ChoiceField(
        label=_("Who looks after these cases now?"),
        error_messages={
            "required": _("Choose who looks after these cases"),
            "invalid_choice": _("Choose somebody who may review applications, or nobody"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not cases_of(self.person).exists():
            del self.fields["cases_to"]
            return
        others = reviewers().exclude(pk=self.person.pk)
        self.reviewers = {str(user.pk): user for user in others}
        self.fields["cases_to"].choices = [  # type: ignore[attr-defined]  # its kind
            ("", _("Choose one")),
            *((pk, str(user)) for pk, user in self.reviewers.items()),
            (NOBODY, _("Nobody: they wait in the queue for somebody to take them up")),
        ]

    def clean_cases_to(self) -> User | None:
        return self.reviewers.get(self.cleaned_data["cases_to"])


class ChangeGroupsForm(GroupsForm, RemoveForm):
    """What somebody who is staff already may do from now on.

    Who takes their cases over has to be said only where reviewing is taken away.
    """

    field_order = ["groups", "cases_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["groups"] = [group.name for group in self.person.groups.all()]
        if field := self.fields.get("cases_to"):
            field.required = False
            field.label = _("If they review no more: who looks after these cases?")

    def clean_cases_to(self) -> User | None:
        if not self.cleaned_data["cases_to"] and self._reviews_no_more():
            raise ValidationError(self.fields["cases_to"].error_messages["required"])
        return super().clean_cases_to()

    def _reviews_no_more(self) -> bool:
        reviewing = set(groups_with("network.review_application"))
        chosen = self.cleaned_data.get("groups", reviewing)
        return not self.person.is_superuser and reviewing.isdisjoint(chosen)
