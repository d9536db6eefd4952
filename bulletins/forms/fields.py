"""Fields that several forms of bulletins have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from bulletins.models import Bulletin
from bulletins.models.bulletins import RESERVED_SLUGS
from network.uploads import MAX_BYTES, Kind, RefusedUpload, inspect
from portal.letters import one_line

SHORTEN = _("Shorten it to %(limit_value)d characters: it has %(show_value)d")


class StaffForm(forms.Form):
    """Labels stand without a colon, as on the site's own pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class OneLineField(forms.CharField):
    """Text in which a line break is a space."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time, in one box; typed as 2027-11-24T10:00 without one."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"step": 60}, format="%Y-%m-%dT%H:%M")


class LinkField(forms.URLField):
    """An address on the web."""

    default_validators = [
        URLValidator(["https", "http"], message=_("Enter an address that begins with https://"))
    ]

    def __init__(self, **options: Any) -> None:
        words = {"invalid": _("Enter an address that begins with https://"), "max_length": SHORTEN}
        super().__init__(assume_scheme="https", max_length=200, error_messages=words, **options)


class PictureField(forms.FileField):
    """A JPEG or PNG judged by its content; it is cleaned to an `Upload`.

    With a `refusal` that is said, and the file not looked into.
    """

    refusal = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}), **options
        )
        self.error_messages["empty"] = _("The file is empty. Choose another one")

    def clean(self, data: Any, initial: Any = None) -> Any:
        if self.refusal:
            raise ValidationError(self.refusal)
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            upload = inspect(file.read(MAX_BYTES + 1), file.name)
        except RefusedUpload as refused:
            raise ValidationError(refused.message, code=refused.code) from refused
        if upload.kind not in {Kind.JPEG, Kind.PNG}:
            raise ValidationError(_("Choose a picture: JPEG or PNG"))
        return upload


def subject_field() -> OneLineField:
    return OneLineField(
        label=_("Subject"),
        help_text=_("The line that people see in their mailbox, and the title online."),
        max_length=150,
        error_messages={"required": _("Enter a subject"), "max_length": SHORTEN},
    )


def slug_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Web address"),
        help_text=_("The last part of its address on this site, such as e-bulletin-winter-2026."),
        max_length=80,
        error_messages={
            "required": _("Enter a web address"),
            "invalid": _("Use small letters, digits and dashes only"),
            "max_length": SHORTEN,
        },
    )


def introduction_field() -> forms.CharField:
    return forms.CharField(
        label=_("Introduction"),
        help_text=_("A few sentences. An empty line begins a new paragraph."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": SHORTEN},
    )


def check_slug(slug: str, *, besides: Bulletin | None = None) -> str:
    """Raises ValidationError for one that is another page's, or another bulletin's."""
    others = Bulletin.objects.exclude(pk=besides.pk) if besides else Bulletin.objects.all()
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("Another page has this web address. Choose another"))
    if others.filter(slug=slug).exists():
        raise ValidationError(_("Another bulletin has this web address. Choose another"))
    return slug
