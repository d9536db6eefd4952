"""Forms with which posts and their pictures are edited in the admin."""

import uuid
from itertools import chain, count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bulletins.actions.pictures import About
from bulletins.actions.posts import NEEDED
from bulletins.choices import PostKind
from bulletins.forms.prose import ProseBox
from bulletins.light import PICTURES, LightPicture, light
from bulletins.models import Post
from bulletins.models.posts import RESERVED_SLUGS
from network.models import Organisation
from network.uploads import MAX_BYTES, RefusedUpload, inspect
from portal.letters import one_line

# A practice example is found by these: the database wants them from the beginning.
DRAFTS_NEED = {PostKind.PRACTICE.value: ("problem", "stage", "theme", "setting")}
ONE_LINE = ("title", "summary", "byline")
_MISSING = {
    "body": _("Write the text"),
    "what_changed": _("Say what changed"),
    "what_it_means": _("Say what it means for members"),
    "what_was_done": _("Say what was done"),
    "problem": _("Say what the problem was"),
    "stage": _("Choose how far it has been tested"),
    "theme": _("Choose a theme"),
    "setting": _("Choose a setting"),
}


def free_slug(title: str, own: int | None = None) -> str:
    """A web address made of `title` that no other post has, and no page of ours."""
    slug = slugify(title)[:75].strip("-") or "post"
    others = Post.objects.filter(slug__startswith=slug)
    if own is not None:
        others = others.exclude(pk=own)
    taken = RESERVED_SLUGS | set(others.values_list("slug", flat=True))
    further = (f"{slug}-{number}" for number in count(2))
    return next(free for free in chain([slug], further) if free not in taken)


class PostForm(forms.ModelForm):
    """`seen` says which version the form was made from: a newer one is not overwritten unasked."""

    body = ProseBox(label=_("Text"), required=False)
    organisation = forms.ModelChoiceField(
        label=_("News of"),
        queryset=Organisation.objects.order_by("name", "pk"),
        required=False,
        empty_label=_("The network itself"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = [
            "kind",
            "title",
            "slug",
            "summary",
            "body",
            "is_for_members",
            "organisation",
            "byline",
            "link",
            "what_changed",
            "what_it_means",
            "do_by",
            "problem",
            "what_was_done",
            "differently",
            "stage",
            "theme",
            "setting",
        ]
        error_messages = {
            "kind": {"required": _("Choose what kind of post it is")},
            "title": {"required": _("Enter a title")},
            "summary": {"required": _("Say in a sentence or two what it is about")},
        }
        widgets = {"do_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["seen"] = self._version()
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The last part of its address. Leave it empty, and it is made from the title. It "
                "stays as it is once the post is published."
            )

    def _version(self) -> str:
        return self.instance.version if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in ONE_LINE:
            data[name] = one_line(data.get(name) or "")
        if "slug" in self.fields and not data.get("slug") and "slug" not in self.errors:
            data["slug"] = free_slug(data["title"], self.instance.pk)
        self._refuse_missing(data)
        self._refuse_stale()
        return data

    def _refuse_missing(self, data: dict[str, Any]) -> None:
        """What is published keeps what its readers need; a draft may lack most of it."""
        by_kind = NEEDED if self.instance.is_published else DRAFTS_NEED
        for name in by_kind.get(data.get("kind", ""), ()):
            if not str(data.get(name) or "").strip() and name not in self.errors:
                self.add_error(name, _MISSING[name])

    def _refuse_stale(self) -> None:
        if self.data.get(self.add_prefix("seen"), "") == self._version():
            return
        # so that saving once more is understood as meant
        self.data = {**self.data.dict(), "seen": self._version()}  # type: ignore[attr-defined]
        raise ValidationError(
            _(
                "Somebody saved this post while you were writing. Look at it in another tab. What "
                "you typed is still here: saving it now replaces theirs."
            )
        )


class _PictureFile(forms.FileField):
    """A JPEG or PNG picture, judged by its content and made light. `refusal` is said instead."""

    refusal: Any = ""

    def __init__(self) -> None:
        super().__init__(
            label=_("Picture"),
            help_text=_("JPEG or PNG, up to 10 MB. It is made smaller for phones and mails."),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
            error_messages={
                "required": _("Choose a picture first"),
                "empty": _("The file is empty. Choose it again, or choose another one"),
            },
        )

    def clean(self, data: Any, initial: Any = None) -> LightPicture:
        if self.refusal:
            raise ValidationError(self.refusal)
        file = super().clean(data, initial)
        try:
            upload = inspect(file.read(MAX_BYTES + 1), file.name)
        except RefusedUpload as refused:
            said = _NO_PICTURE if refused.code == "kind" else refused.message
            raise ValidationError(said, code=refused.code) from refused
        if upload.kind not in PICTURES:
            raise ValidationError(_NO_PICTURE, code="kind")
        return light(upload)


_NO_PICTURE = _("Choose a JPEG or PNG picture")


class PictureForm(forms.Form):
    """What is said of a picture."""

    alternative = forms.CharField(
        label=_("What it shows"),
        help_text=_("For people who do not see it: what matters in it, in a sentence."),
        max_length=300,
        error_messages={"required": _("Say what the picture shows")},
    )
    credit = forms.CharField(
        label=_("Who made it"),
        help_text=_("Stands below the picture, if its maker is to be named."),
        required=False,
        max_length=150,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def clean_alternative(self) -> str:
        said = one_line(self.cleaned_data["alternative"])
        if not said:
            raise ValidationError(_("Say what the picture shows"))
        return said

    def about(self) -> About:
        data = self.cleaned_data
        return About(data["alternative"], one_line(data["credit"]))


class NewPictureForm(PictureForm):
    """A picture and what is said of it; `key` tells one press from two."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    file = _PictureFile()
    field_order = ("file", "alternative", "credit")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid.uuid4()}} | options)

    def refuse_file(self, said: Any) -> None:
        """Say this of the file, before the form is looked at; what was typed stays."""
        self.fields["file"].refusal = said  # type: ignore[attr-defined]  # its kind
