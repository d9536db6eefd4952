"""Forms of the staff's pages about lists and addresses."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins import earlier_lists
from bulletins.earlier_lists import WORDING_LENGTH, Agreement
from bulletins.forms.subscribing import AddressForm
from portal.table_fields import TableField
from portal.table_files import Table


class AddForm(AddressForm):
    """Somebody who asked staff, by telephone or at an event; they still confirm themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["email"].label = _("Their e-mail address")
        self.fields["email"].error_messages["required"] = _("Enter their e-mail address")
        self.fields["name"].label = _("Their name, if you know it")
        self.fields["name"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class ImportForm(forms.Form):
    """An earlier list, with what its people agreed to where the rows do not say."""

    file = TableField(columns=1)
    wording = forms.CharField(
        label=_("What they agreed to, word for word, and how"),
        required=False,
        max_length=WORDING_LENGTH,
        help_text=_(
            "For rows that do not say. It is kept with each address, as the record that they asked."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed_on = forms.DateField(
        label=_("When they agreed"),
        required=False,
        help_text=_("For rows that do not say: the last day on which any of them did."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a real day")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean_agreed_on(self) -> date | None:
        day: date | None = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The day is still to come"))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._read(cleaned["file"].table)
        return cleaned

    def _read(self, table: Table) -> None:
        wording, agreed_on = self.cleaned_data["wording"], self.cleaned_data["agreed_on"]
        otherwise = Agreement(" ".join(wording.split()), agreed_on)
        try:
            self.list = earlier_lists.read(table, otherwise=otherwise, today=timezone.localdate())
        except earlier_lists.NoAddresses:
            self.add_error(
                "file", _("No column is headed “E-mail”: give the addresses that heading")
            )


class LiftForm(forms.Form):
    """Why mail may go to an address again."""

    why = forms.CharField(
        label=_("Why may bulletins go there again?"),
        max_length=300,
        help_text=_("For instance: “Rang up; the mailbox was full and works again.”"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a few words")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class SelectorForm(forms.Form):
    """The name of the DKIM key."""

    selector = forms.CharField(
        label=_("DKIM selector"),
        required=False,
        max_length=63,
        help_text=_(
            "The name that the mail provider gave to your key, such as “mail”: what stands before "
            "“._domainkey” in the record you were given."
        ),
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z",
                _("Enter the name alone: letters, digits, dots and dashes"),
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
