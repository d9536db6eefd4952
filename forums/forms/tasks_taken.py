"""Actions: what staff write down, and what owners say when something is done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.tasks_taken import What, possible_organisations, possible_owners
from forums.models import Action, AgendaItem, Forum
from network.models import Organisation, User
from portal.boxes import BoxField, DayField, LineField, PlainForm, VersionField

State = Action.State


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return f"{person.name} ({person.email})" if person.name else str(person.email)


class ActionForm(PlainForm):
    """What is to be done, by whom and until when; `key` makes two presses on a new one the same."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = VersionField()
    text = LineField(
        label=_("What is to be done"),
        max_length=300,
        missing=_("Say what is to be done"),
    )
    item = forms.ModelChoiceField(
        label=_("From which item of the agenda?"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("None in particular"),
        help_text=_("What comes from a sanctuary item is named in no mail."),
    )
    may_be_read = forms.BooleanField(
        label=_("Colleagues who were not there may read it"),
        required=False,
        help_text=_(
            "What comes from a sanctuary item is read by those who were there and by the person "
            "who does it. Colleagues of an organisation see only that there is an action, and by "
            "when, unless you tick this."
        ),
    )
    owner = _PersonField(
        label=_("A person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: an organisation does it"),
        help_text=_("People inside the sanctuary, and the network’s own staff."),
        error_messages={"invalid_choice": _("Choose a person who may hear of it")},
    )
    owner_organisation = forms.ModelChoiceField(
        label=_("Or an organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None: a person does it"),
        help_text=_("Its primary contact is told, and who was there for it."),
        error_messages={"invalid_choice": _("Choose an organisation that may hear of it")},
    )
    due_on = DayField(
        _("By which day?"),
        required=False,
        help_text=_("Three days before, the owner is reminded. Without a day nobody is."),
    )

    def __init__(self, *args: Any, forum: Forum, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("item", forum.items.order_by("position", "pk"))
        self._offer("owner", possible_owners(now))
        self._offer("owner_organisation", possible_organisations(now))

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # its kind

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        both = [cleaned.get("owner"), cleaned.get("owner_organisation")]
        if not self.errors and all(both):
            self.add_error("owner", _("Choose a person or an organisation, not both"))
        elif not self.errors and not any(both):
            self.add_error("owner", _("Choose who does it: a person or an organisation"))
        return cleaned

    def what(self) -> What:
        data = self.cleaned_data
        names = ("text", "item", "owner", "owner_organisation", "due_on", "may_be_read")
        return What(**{name: data[name] for name in names})


def _words(rows: int, **more: Any) -> BoxField:
    return BoxField(_("What came of it?"), rows=rows, most=500, **more)


class DoneForm(PlainForm):
    """From the owner."""

    words = _words(
        4,
        missing=_("Say in a few words what came of it"),
        help_text=_("The co-ordinator and those who were at the forum read this."),
    )


class FinishForm(PlainForm):
    """From staff: it is done, or nobody does it any more."""

    state = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(State.DONE, State.DONE.label), (State.DROPPED, State.DROPPED.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is done or dropped")},
    )
    words = _words(4, missing=_("Say in a few words what came of it"))
