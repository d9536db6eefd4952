"""Speakers and officials as staff set them up, and the letters that go to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import SpeakerKind
from forums.mail.speakers import LINK
from forums.models import Forum, Speaker


class SpeakerForm(forms.ModelForm):
    """Who they are, and whether they are there for the whole forum or one item."""

    class Meta:
        model = Speaker
        fields: tuple[str, ...] = ("kind", "name", "role", "email", "item", "biography")
        help_texts = {
            "email": _("A personal link goes there. Another address needs another link."),
            "item": _("Left empty, they are there for the whole forum."),
            "biography": _("They can write it themselves."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        item, forum = data.get("item"), self._forum(data)
        if forum is None:
            return data
        if item and item.forum_id != forum.pk:
            self.add_error("item", _("Choose an item of this forum’s agenda"))
        elif item and item.is_sanctuary and data.get("kind") == SpeakerKind.OFFICIAL:
            self.add_error("item", _("No official is there for an item of the sanctuary"))
        elif not self.errors and self._is_there(data, forum):
            self.add_error("name", _("This person is there already, for the same part"))
        return data

    def _forum(self, data: dict[str, Any]) -> Forum | None:
        return data.get("forum") or (self.instance.forum if self.instance.forum_id else None)

    def _is_there(self, data: dict[str, Any], forum: Forum) -> bool:
        same = Speaker.objects.filter(
            forum=forum, item=data.get("item"), name=data["name"], email=data["email"]
        )
        return same.exclude(pk=self.instance.pk).exists()


class NewSpeakerForm(SpeakerForm):
    """With the forum to choose."""

    class Meta(SpeakerForm.Meta):
        fields = ("forum", *SpeakerForm.Meta.fields)


class LetterForm(forms.Form):
    """What is written to them. `seen` says how the invitation stood when the page was opened."""

    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What you write to them"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={
            "required": _("Write a few words"),
            "max_length": _("Shorten this to %(limit_value)d characters: it has %(show_value)d"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def words(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class InvitationForm(LetterForm):
    """A letter with a place for the personal link."""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text.count(LINK) != 1:
            raise forms.ValidationError(
                _("Leave %(link)s in the letter, once: their link goes there"),
                params={"link": LINK},
            )
        return text


class WithdrawalForm(LetterForm):
    send = forms.ChoiceField(
        label=_("Mail"),
        choices=[("yes", _("Send this mail")), ("no", _("Send no mail: I tell them myself"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether a mail is sent")},
    )
    field_order = ["send", "text"]
