"""The booking page: something about the booking, and one form per person."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.actions.booking import identity
from events.actions.orders import MOST_PEOPLE, NewDelegate
from events.forms.refusals import explain
from events.forms.series import SeriesField, field_name, split
from events.forms.terms import Terms
from events.models import TicketType
from events.money import pounds
from network.models import Organisation
from portal.letters import one_line
from portal.names import name_key

RADIO = forms.RadioSelect
# Names are greeted in mails from the network, and mail programs make links of what looks like one.
NO_ADDRESS = RegexValidator(
    re.compile(r"://|\bwww\.", re.IGNORECASE),
    _("Enter a name, without a web address"),
    inverse_match=True,
)


class OneLineField(forms.CharField):
    """Text in which a line break is a space."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


def name_field(**options: Any) -> OneLineField:
    words = {
        "required": _("Enter the name"),
        "max_length": _("Shorten the name to %(limit_value)d characters: it has %(show_value)d"),
    }
    return OneLineField(
        label=_("Full name"),
        max_length=150,
        error_messages=words,
        validators=[NO_ADDRESS],
        **options,
    )


def email_field(**options: Any) -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an e-mail address in the right form, like name@example.org")
        },
        **options,
    )


class PersonForm(forms.Form):
    """A delegate: who it is, and what they choose."""

    name = name_field()
    email = email_field(
        help_text=_("Their joining details go there. Left empty, they come to you.")
    )

    who = ""  # begins their errors in the summary, where several people are on the page

    def __init__(self, terms: Terms, **options: Any) -> None:
        super().__init__(**options)
        self.terms = terms
        if len(terms.tickets) > 1:
            self.fields["ticket"] = forms.ChoiceField(
                label=_("Ticket"),
                choices=[(str(one.pk), _ticket_words(one)) for one in terms.tickets],
                widget=RADIO,
                error_messages={"required": _("Choose a ticket")},
            )
        for series in terms.series:
            self.fields[field_name(series.slot.pk)] = SeriesField(series)

    @property
    def series_fields(self) -> list[forms.BoundField]:
        return [self[field_name(series.slot.pk)] for series in self.terms.series]

    @property
    def ticket_type(self) -> TicketType:
        chosen = self.cleaned_data.get("ticket", "")
        return next((one for one in self.terms.tickets if str(one.pk) == chosen), self._only)

    @property
    def _only(self) -> TicketType:
        return self.terms.tickets[0]

    @property
    def identity(self) -> tuple[str, str]:
        email = identity(self.cleaned_data.get("email", ""), self.terms.by)
        return email, name_key(self.cleaned_data.get("name", ""))

    def delegate(self) -> NewDelegate:
        """Who this is, for the action; only of a valid form."""
        data = self.cleaned_data
        choices, waits = split(data[field_name(one.slot.pk)] for one in self.terms.series)
        return NewDelegate(data["name"], data["email"], "", self.ticket_type, choices, waits)


def _ticket_words(ticket: TicketType) -> str:
    price = pounds(ticket.price_pence) if ticket.price_pence else gettext("free")
    words = f"{ticket.name}: {price}"
    return f"{words}. {ticket.note}" if ticket.note else words


class HeadForm(forms.Form):
    """What belongs to the whole booking."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    coming = forms.BooleanField(label=_("I am coming myself"), required=False)
    organisation = forms.ChoiceField(
        label=_("Which organisation are you booking for?"),
        widget=RADIO,
        error_messages={"required": _("Choose the organisation you are booking for")},
    )
    phone = OneLineField(
        label=_("Telephone"),
        help_text=_("For changes on the day, where ringing is quicker."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    purchase_order = OneLineField(
        label=_("Purchase order number"),
        help_text=_("If your organisation uses them. It is printed on the invoice."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, terms: Terms, **options: Any) -> None:
        super().__init__(**options)
        self.organisations = {str(one.pk): one for one in terms.organisations}
        if len(self.organisations) > 1:
            choices = [(pk, one.name) for pk, one in self.organisations.items()]
            self.fields["organisation"].choices = choices  # type: ignore[attr-defined]  # its kind
        else:
            del self.fields["organisation"]
        if not terms.is_priced:
            del self.fields["purchase_order"]

    @property
    def chosen_organisation(self) -> Organisation | None:
        """The one chosen, or the only one; None for guests. Only of a valid form."""
        only = next(iter(self.organisations), "")
        return self.organisations.get(self.cleaned_data.get("organisation", only))


class BookingForms:
    """Everything typed on the booking page.

    The first person is who books, left out unless they are `coming`. `shown` makes forms that
    only show what was typed; otherwise it is checked.
    """

    def __init__(
        self, terms: Terms, data: Mapping[str, str] | None = None, *, action: str = ""
    ) -> None:
        self.terms = terms
        self.is_new = data is None
        self.is_checked = data is not None and not _only_shows(action)
        self.typed = _first(terms) if data is None else dict(data.items())
        people = [self._person(number) for number in range(_count(self.typed))]
        self.focus = ""  # what the cursor is in when the page is shown
        if action == "add" and len(people) < MOST_PEOPLE:
            people.append({})
            self.focus = f"p{len(people) - 1}-name"
        gone = whole_number(action.removeprefix("remove-"))
        if 0 < gone < len(people):
            del people[gone]
            self.focus = "add"
        options = {"data": self.typed} if self.is_checked else {"initial": self.typed}
        self.head = HeadForm(terms, **options)
        self.people = [self._form(number, typed) for number, typed in enumerate(people)]
        if len(people) > 1:
            for number, (form, typed) in enumerate(zip(self.people, people, strict=True)):
                form.who = one_line(typed.get("name", "")) or _called(number)

    def _person(self, number: int) -> dict[str, str]:
        """What was typed about one person, by field."""
        prefix = f"p{number}-"
        return {
            name.removeprefix(prefix): value
            for name, value in self.typed.items()
            if name.startswith(prefix)
        }

    def _form(self, number: int, typed: dict[str, str]) -> PersonForm:
        prefix = f"p{number}"
        if not self.is_checked:
            return PersonForm(self.terms, prefix=prefix, initial=typed)
        data = {f"{prefix}-{name}": value for name, value in typed.items()}
        return PersonForm(self.terms, prefix=prefix, data=data)

    @property
    def coming(self) -> list[PersonForm]:
        """The forms of those who are to be booked."""
        is_coming = self.head["coming"].value()
        return self.people if is_coming and is_coming != "False" else self.people[1:]

    @property
    def can_add(self) -> bool:
        return len(self.people) < MOST_PEOPLE

    @property
    def all(self) -> list[forms.Form]:
        return [self.head, *self.coming]

    @property
    def has_errors(self) -> bool:
        return self.is_checked and any(form.errors for form in self.all)

    def is_valid(self) -> bool:
        if not self.coming and self.head.is_valid():
            said = _("Add the people you are booking for, or tick that you are coming yourself")
            self.head.add_error("coming", said)
        valid = [form.is_valid() for form in self.all]  # all of them: each shows its errors
        if not all(valid):
            return False
        self._refuse_twice()
        return not self.has_errors

    def _refuse_twice(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.coming:
            if form.identity in seen:
                said = gettext("%(name)s is on this page twice. Take one out, or add initials")
                form.add_error(
                    "name", ValidationError(said, params={"name": form.cleaned_data["name"]})
                )
            seen.add(form.identity)

    def delegates(self) -> list[NewDelegate]:
        return [form.delegate() for form in self.coming]

    @property
    def key(self) -> uuid.UUID:
        """The form's own key; one that was taken out of it is made anew."""
        return self.head.cleaned_data.get("key") or uuid.uuid4()

    @property
    def total_pence(self) -> int:
        return sum(form.ticket_type.price_pence for form in self.coming)

    def refused(self, refused: Exception) -> None:
        """Say at the right field why the action refused."""
        explain(self, refused)

    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed, to be sent once more from the page that checks it."""
        rows = [("people", str(len(self.people)))]
        for form in [self.head, *self.people]:
            rows += [(field.html_name, field.value()) for field in form if field.value()]
        return [(name, str(value)) for name, value in rows]


def _called(number: int) -> str:
    """What the page calls somebody whose name it does not know."""
    return gettext("Person %(number)s") % {"number": number} if number else gettext("You")


def _only_shows(action: str) -> bool:
    return action in {"add", "edit"} or action.startswith("remove-")


def _first(terms: Terms) -> dict[str, Any]:
    """A page that is opened: who books is coming, unless they are booked already."""
    return {
        "key": str(uuid.uuid4()),
        "coming": not terms.is_booked,
        "phone": terms.by.phone,
        "people": "2" if terms.is_booked else "1",
        "p0-name": terms.by.name,
        "p0-email": terms.by.email,
    }


def _count(typed: Mapping[str, Any]) -> int:
    """How many people the page had: 1 to `MOST_PEOPLE`, whatever was sent."""
    return min(max(whole_number(str(typed.get("people", ""))), 1), MOST_PEOPLE)


def whole_number(text: str) -> int:
    """A small number as a page of ours sends it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
