"""The co-ordinator's forms for a forum itself: what it is, how to get in, why it is called off."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.actions.organising import Details, settled
from forums.forms.running_fields import (
    LinkField,
    MomentField,
)
from forums.keeping import NOTES_KEPT
from forums.models import Forum, JoiningLink
from forums.models.forums import refuse_reserved
from portal.boxes import BoxField, DayField, LineField, PlainForm

LONGEST = timedelta(hours=12)


class ForumForm(PlainForm):
    """All of a forum but its agenda; of one that took place, only what can still be changed."""

    title = LineField(label=_("Title"), max_length=150, missing=_("Enter a title"))
    slug = forms.SlugField(
        label=_("Web address"),
        help_text=_("The last part of its address on this site, such as forum-autumn-2026."),
        max_length=80,
        validators=[refuse_reserved],
        error_messages={
            "required": _("Enter a web address"),
            "invalid": _("Use small letters, digits and dashes only"),
        },
    )
    about = BoxField(
        _("What it is about"),
        help_text=_("Members read it. Say nothing here that was told in confidence."),
        rows=4,
        most=3000,
        required=False,
    )
    starts_at = MomentField(label=_("Begins"), help_text=_("London time."))
    ends_at = MomentField(label=_("Ends"))
    venue = LineField(
        label=_("Place"),
        help_text=_("Members alone see it. Leave it empty for a forum that is online only."),
        max_length=200,
        required=False,
    )
    venue_address = LineField(label=_("Its address"), max_length=300, required=False)
    venue_access = BoxField(
        _("Getting in and around"),
        help_text=_("Steps, lifts, toilets, hearing loop, a quiet room, parking."),
        rows=3,
        most=1500,
        required=False,
    )
    is_online = forms.BooleanField(label=_("It can be joined online"), required=False, initial=True)
    notes_until = DayField(
        label=_("Confidential notes are deleted on"),
        help_text=_("Left empty: a year after the forum."),
        required=False,
    )

    def __init__(
        self, *args: Any, now: datetime, forum: Forum | None = None, **kwargs: Any
    ) -> None:
        if forum is not None:
            kwargs["initial"] = {name: getattr(forum, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self._now, self._forum = now, forum
        for name in settled(forum, now) if forum else ():
            del self.fields[name]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        others = Forum.objects.filter(slug=slug)
        if self._forum:
            others = others.exclude(pk=self._forum.pk)
        if others.exists():
            raise ValidationError(_("Another forum has this web address. Choose another"))
        return slug

    def clean_starts_at(self) -> datetime:
        at: datetime = self.cleaned_data["starts_at"]
        is_as_before = self._forum is not None and at == self._forum.starts_at
        if at <= self._now and not is_as_before:
            raise ValidationError(_("This time has gone by. Choose one to come"))
        return at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._check_times(self._start(data), data.get("ends_at"))
        if "venue" in data and not data["venue"] and not data.get("is_online"):
            self.add_error("venue", _("Give a place, or let members join online"))
        self._check_day(data.get("notes_until"))
        return data

    def _start(self, data: dict[str, Any]) -> datetime | None:
        """As it is typed, or as it stands where it is not asked for."""
        if self._forum and "starts_at" not in self.fields:
            return self._forum.starts_at
        return data.get("starts_at")

    def _check_times(self, start: datetime | None, end: datetime | None) -> None:
        if not start or not end:
            return
        if end <= start:
            self.add_error("ends_at", _("The end comes before the start"))
        elif end - start > LONGEST:
            self.add_error("ends_at", _("That is more than twelve hours. Look at the date"))

    def _check_day(self, day: date | None) -> None:
        end = self.cleaned_data.get("ends_at") or (self._forum and self._forum.ends_at)
        if not day or not end:
            return
        held_on = timezone.localdate(end)
        if day <= held_on:
            self.add_error("notes_until", _("Choose a day after the forum"))
        elif day - held_on > NOTES_KEPT:
            self.add_error("notes_until", _("Choose a day within a year of the forum"))

    def details(self) -> Details:
        """What the form says; what it does not show stays as it is."""
        names = Details.__dataclass_fields__
        kept = {name: getattr(self._forum, name) for name in names} if self._forum else {}
        return Details(**kept | {name: self.cleaned_data[name] for name in self.fields})


class JoiningLinkForm(PlainForm):
    """How to get in online."""

    url = LinkField(
        label=_("Video link"),
        help_text=_("It begins with https://"),
        required=False,
        max_length=500,
    )
    dial_in = LineField(
        label=_("By telephone"),
        help_text=_("A number to dial, and the code of the meeting."),
        required=False,
        max_length=200,
    )

    @staticmethod
    def of(link: JoiningLink | None) -> dict[str, Any]:
        return {"url": link.url, "dial_in": link.dial_in} if link else {}


class CancelForm(PlainForm):
    why = LineField(
        label=_("Why?"),
        help_text=_("A sentence. Those who were to come read it."),
        max_length=500,
        missing=_("Say why in a sentence"),
    )
