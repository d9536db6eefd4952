"""Forms of the staff's pages about lists and addresses."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins import earlier_lists
from bulletins.earlier_lists import EarlierList
from bulletins.forms.subscribing import AddressForm

WORDING_LENGTH = 500
LIST_BYTES = 500_000  # several times what `earlier_lists.MOST` lines take


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
    """An earlier list with what its people agreed to. `rows` brings it back from the preview."""

    file = forms.FileField(
        label=_("The list, as a CSV file"),
        required=False,
        allow_empty_file=True,  # `clean` says what is missing, once
        help_text=_(
            "A column headed “E-mail” and, if there is one, a column headed “Name”; "
            "or addresses first and names second, without headings."
        ),
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    wording = forms.CharField(
        label=_("What they agreed to, word for word"),
        max_length=WORDING_LENGTH,
        help_text=_("It is kept with each address, as the record that they asked."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter the words that they agreed to")},
    )
    agreed_on = forms.DateField(
        label=_("When they agreed"),
        help_text=_("The day, or the last day on which anybody of the list did."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day"), "invalid": _("Enter a real day")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean_agreed_on(self) -> date:
        day: date = self.cleaned_data["agreed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day is still to come"))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            cleaned["rows"] = self._text(cleaned)
            cleaned["list"] = earlier_lists.read(cleaned["rows"])
        except earlier_lists.TooLong:
            most = earlier_lists.MOST
            self.add_error(
                "file", _("The list is too long: at most %(most)s at once.") % {"most": most}
            )
        except earlier_lists.Unreadable:
            self.add_error("file", _("Choose a CSV file with at least one e-mail address in it"))
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> str:
        """Raises earlier_lists.Unreadable, TooLong."""
        if not (file := cleaned.get("file")):
            return cleaned.get("rows") or ""
        if file.size > LIST_BYTES:
            raise earlier_lists.TooLong
        return earlier_lists.decoded(file.read())

    @property
    def list(self) -> EarlierList:
        found: EarlierList = self.cleaned_data["list"]
        return found


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
