"""Fields that several of the co-ordinator's forms have."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from network.uploads import MAX_BYTES, RefusedUpload, inspect
from portal.boxes import SHORTEN

FILES = _("PDF, Word (.docx), or a picture (JPEG or PNG), up to 10 MB.")


class MomentField(forms.DateTimeField):
    """The browser's own date and time, in one box; typed as 2027-11-24T10:00 without one."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            {"type": "datetime-local", "step": 60}, format="%Y-%m-%dT%H:%M"
        )
        words = {
            "required": _("Choose a day and a time"),
            "invalid": _("Enter day and time like 2027-11-24T10:00"),
        }
        super().__init__(widget=widget, error_messages=words, **options)


class LinkField(forms.URLField):
    """An https address; its scheme is cleaned to small letters, as the database wants it."""

    default_validators = [
        URLValidator(["https"], message=_("Enter an address that begins with https://"))
    ]

    def __init__(self, **options: Any) -> None:
        words = {"invalid": _("Enter an address that begins with https://"), "max_length": SHORTEN}
        super().__init__(assume_scheme="https", error_messages=words, **options)

    def to_python(self, value: Any) -> str:
        scheme, colon, rest = (super().to_python(value) or "").partition(":")
        return scheme.lower() + colon + rest


class UploadField(forms.FileField):
    """A file judged by its content; it is cleaned to an `Upload`.

    With a `refusal` that is said, and the file not looked into.
    """

    refusal = ""

    def __init__(self, **options: Any) -> None:
        accept = ".pdf,.docx,image/jpeg,image/png,application/pdf"
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **options)
        self.error_messages["required"] = _("Choose a file first")
        self.error_messages["empty"] = _("The file is empty. Choose another one")

    def clean(self, data: Any, initial: Any = None) -> Any:
        if self.refusal:
            raise ValidationError(self.refusal)
        file = super().clean(data, initial)
        try:
            return inspect(file.read(MAX_BYTES + 1), file.name)
        except RefusedUpload as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


def key_field() -> forms.UUIDField:
    """What tells one press from two; the form is given a new one with `new_key`."""
    said = _("Open this page again: what tells one press from two was missing or broken")
    words = {"required": said, "invalid": said}
    return forms.UUIDField(widget=forms.HiddenInput, error_messages=words)


def new_key() -> dict[str, Any]:
    return {"key": uuid.uuid4()}
