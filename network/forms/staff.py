from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.actions.deputies import possible_deputies
from network.actions.handing_over import who_may_do
from network.forms.casework import StaffForm
from network.models import User
from portal.handing_over import work_of
from portal.staff_groups import PERMISSIONS

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


class WorkForm(SureForm):
    """Who takes over the open work of somebody; asked only where any is to change hands."""

    work_to = forms.ChoiceField(
        label=_("Who does this work from now on?"),
        error_messages={
            "required": _("Choose who does this work from now on"),
            "invalid_choice": _("Choose somebody who may do all of this work"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.works = work_of(self.person, now=timezone.now())
        if not any(work.moves for work in self.works):
            del self.fields["work_to"]
            return
        able = who_may_do(self.works).exclude(pk=self.person.pk)
        self.heirs = {str(user.pk): user for user in able}
        self.fields["work_to"].choices = self.choices()  # type: ignore[attr-defined]  # its kind

    def choices(self) -> list[tuple[str, Any]]:
        return [("", _("Choose one")), *((pk, str(user)) for pk, user in self.heirs.items())]

    def clean_work_to(self) -> User | None:
        return self.heirs.get(self.cleaned_data["work_to"])


class HandOverForm(WorkForm):
    """To somebody else; never to nobody."""


class RemoveForm(WorkForm):
    """Of somebody who leaves: their work may wait for whoever takes it up."""

    def choices(self) -> list[tuple[str, Any]]:
        nobody = (NOBODY, _("Nobody: it waits for somebody to take it up"))
        return [*super().choices(), nobody]


class ChangeGroupsForm(GroupsForm, RemoveForm):
    """What somebody who is staff already may do from now on.

    Who takes their work over has to be said only where the right to do some of it is taken away.
    """

    field_order = ["groups", "work_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["groups"] = [group.name for group in self.person.groups.all()]
        if field := self.fields.get("work_to"):
            field.required = False
            field.label = _("If they may not do some of it any more: who does that work?")

    def clean_work_to(self) -> User | None:
        if not self.cleaned_data["work_to"] and self._loses_some():
            raise ValidationError(self.fields["work_to"].error_messages["required"])
        return super().clean_work_to()

    def _loses_some(self) -> bool:
        if self.person.is_superuser or "groups" not in self.cleaned_data:
            return False
        kept = {right for name in self.cleaned_data["groups"] for right in PERMISSIONS[name]}
        return any(work.moves and work.kind.right not in kept for work in self.works)


class DeputyForm(StaffForm):
    """Who stands in for somebody, and when."""

    deputy = forms.ModelChoiceField(
        label=_("Who stands in?"),
        queryset=User.objects.none(),
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose who stands in"),
            "invalid_choice": _("Choose somebody who is staff with the same rights"),
        },
    )
    starts_on = forms.DateField(
        label=_("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the first day"), "invalid": _("Enter a date")},
    )
    ends_on = forms.DateField(
        label=_("Last day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the last day"), "invalid": _("Enter a date")},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = possible_deputies(person)
        self.fields["deputy"].queryset = able  # type: ignore[attr-defined]  # its kind
