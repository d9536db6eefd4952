"""The forms with which a bulletin is begun and put together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bulletins.actions.composing import Head, Said
from bulletins.forms.fields import (
    SHORTEN,
    LinkField,
    OneLineField,
    PictureField,
    StaffForm,
    check_slug,
    introduction_field,
    slug_field,
    subject_field,
)
from bulletins.models import Bulletin, Item
from bulletins.models.bulletins import FOR_THE_SECTOR


class HeadForm(StaffForm):
    """Subject, address, introduction and, where the kind allows, to whom it goes."""

    subject = subject_field()
    slug = slug_field()
    introduction = introduction_field()
    goes_to_members = forms.BooleanField(label=_("To members"), required=False, initial=True)
    goes_to_sector = forms.BooleanField(
        label=_("To the wider sector, without the items for members only"),
        required=False,
        initial=True,
    )

    def __init__(
        self, kind: str, *args: Any, bulletin: Bulletin | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bulletin = bulletin
        self._is_open = kind in FOR_THE_SECTOR and not (bulletin and bulletin.corrects_id)
        if not self._is_open:
            del self.fields["goes_to_members"], self.fields["goes_to_sector"]

    def clean_slug(self) -> str:
        return check_slug(self.cleaned_data["slug"].lower(), besides=self._bulletin)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self._is_open and not (data.get("goes_to_members") or data.get("goes_to_sector")):
            self.add_error("goes_to_members", _("Choose at least one of the two"))
        return data

    def head(self) -> Head:
        data = self.cleaned_data
        return Head(
            subject=data["subject"],
            slug=data["slug"],
            introduction=data["introduction"],
            goes_to_members=data.get("goes_to_members", True),
            goes_to_sector=data.get("goes_to_sector", False),
        )

    @staticmethod
    def of(bulletin: Bulletin) -> dict[str, Any]:
        """What the form shows of a bulletin."""
        names = ("subject", "slug", "introduction", "goes_to_members", "goes_to_sector")
        return {name: getattr(bulletin, name) for name in names}


class BeginForm(HeadForm):
    """A new one, with the usual sections or those of the last of its kind."""

    sections = forms.ChoiceField(
        label=_("Sections"),
        choices=[("usual", _("The usual ones")), ("last", _("The same as in the last one"))],
        initial="usual",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which sections it begins with")},
    )

    def __init__(self, kind: str, *args: Any, has_last: bool, **kwargs: Any) -> None:
        super().__init__(kind, *args, **kwargs)
        if not has_last:
            del self.fields["sections"]


class SectionForm(StaffForm):
    heading = OneLineField(
        label=_("Heading"),
        max_length=150,
        error_messages={"required": _("Enter a heading"), "max_length": SHORTEN},
    )


class ItemForm(StaffForm):
    """One thing told. `sections` are the bulletin's, as key and heading."""

    title = OneLineField(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Enter a title"), "max_length": SHORTEN},
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Plain text. An empty line begins a new paragraph; an address that begins with "
            "https:// becomes a link."
        ),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": SHORTEN},
    )
    link = LinkField(label=_("Link to more"), required=False)
    section = forms.TypedChoiceField(
        label=_("Section"),
        coerce=int,
        error_messages={
            "required": _("Choose a section"),
            "invalid_choice": _("Choose a section from the list"),
        },
    )
    is_for_members = forms.BooleanField(
        label=_("For members only: left out of what the wider sector gets and reads"),
        required=False,
    )
    picture = PictureField(
        label=_("Picture"), help_text=_("JPEG or PNG, up to 10 MB."), required=False
    )
    picture_words = OneLineField(
        label=_("What the picture shows"),
        help_text=_("For people who do not see it: what matters in it, in a sentence."),
        required=False,
        max_length=300,
        error_messages={"max_length": SHORTEN},
    )
    no_picture = forms.BooleanField(label=_("Take the picture out"), required=False)

    def __init__(
        self,
        sections: Sequence[tuple[int, str]],
        *args: Any,
        item: Item | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._item = item
        self.fields["section"].choices = sections  # type: ignore[attr-defined]  # its kind
        if not self.shows_picture:
            del self.fields["no_picture"]

    @property
    def shows_picture(self) -> bool:
        return bool(self._item and self._item.picture_id)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        has_picture = data.get("picture") or (self.shows_picture and not data.get("no_picture"))
        if has_picture and not data.get("picture_words") and "picture_words" not in self.errors:
            said = _("Say what the picture shows, for people who cannot see it")
            self.add_error("picture_words", ValidationError(said))
        return data

    def said(self) -> Said:
        data = self.cleaned_data
        kept = self._item.picture if self._item and not data.get("no_picture") else None
        return Said(
            title=data["title"],
            text=data["text"],
            link=data["link"],
            is_for_members=data["is_for_members"],
            picture=kept,
            upload=data["picture"],
            words=data["picture_words"],
        )

    @staticmethod
    def of(item: Item) -> dict[str, Any]:
        """What the form shows of an item."""
        names = ("title", "text", "link", "is_for_members")
        words = item.picture.alternative if item.picture else ""
        shown = {name: getattr(item, name) for name in names}
        return shown | {"section": item.section_id, "picture_words": words}
