from django import forms
from django.utils.translation import gettext_lazy as _

from bulletins.forms.fields import SHORTEN
from bulletins.mime import deliverable
from portal.letters import one_line


class AddressForm(forms.Form):
    """An address that mail can be sent to, in the shape that lists keep, and a name."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address in the right form, like name@example.org"),
            "max_length": SHORTEN,
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=150,
        help_text=_("So that we can greet you by it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": SHORTEN},
    )

    def clean_email(self) -> str:
        """In lower case, with the domain as mail servers know it."""
        try:
            return deliverable(self.cleaned_data["email"].lower())
        except UnicodeError:
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"]) from None

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class SubscribeForm(AddressForm):
    """Somebody of the wider sector. `homepage` is a trap: programs fill it in, people never."""

    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("homepage"))
