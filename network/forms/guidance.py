from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import GuidanceEnquiry
from portal.letters import one_line


class GuidanceForm(forms.ModelForm):
    """Talk to the co-ordinator. `homepage` is a trap: people never see it, programs fill it in."""

    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = GuidanceEnquiry
        fields = [
            "name",
            "organisation_name",
            "email",
            "phone",
            "wants_call",
            "may_leave_message",
            "message",
        ]
        labels = {
            "name": _("Your name"),
            "organisation_name": _("Your organisation"),
            "email": _("E-mail address"),
            "phone": _("Telephone number"),
            "wants_call": _("Please ring me"),
            "may_leave_message": _("You may leave a message on this number"),
            "message": _("How can we help?"),
        }
        help_texts = {
            "email": _("An e-mail address or a telephone number: one is enough."),
            "message": _("Please leave out names and details of people you support."),
        }
        error_messages = {
            "name": {"required": _("Enter your name")},
            "message": {"required": _("Tell us in a few words how we can help")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["organisation_name"].widget.attrs["autocomplete"] = "organization"
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}
        self.fields["phone"].widget = forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "maxlength": 40}
        )
        self.fields["message"].widget.attrs["rows"] = 6

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("name", "organisation_name", "phone"):
            cleaned[name] = one_line(cleaned.get(name) or "")
        self._validate_constraints = False  # said below, beside the field
        unanswerable = not cleaned.get("email") and not cleaned.get("phone")
        if unanswerable and not {"email", "phone"} & self.errors.keys():
            self.add_error("email", _("Give an e-mail address or a telephone number"))
        if cleaned.get("wants_call") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the number we should ring"))
        return cleaned

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("homepage"))

    def enquiry_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
