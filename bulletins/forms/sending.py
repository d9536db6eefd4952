"""The forms with which a bulletin is tried, scheduled and paused."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins.forms.fields import SHORTEN, MomentInput, OneLineField, StaffForm
from bulletins.hours import odd_time
from bulletins.models import Bulletin
from network.models import User


class MomentForm(StaffForm):
    """When it is to be sent. An odd time has to be given twice: `sure` says that it is meant."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        help_text=_("London time. Tuesday to Thursday mornings are read most."),
        widget=MomentInput,
        error_messages={
            "required": _("Choose a day and a time"),
            "invalid": _("Enter day and time like 2027-11-24T10:00"),
        },
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        self.odd = ""

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at <= self._now:
            raise ValidationError(_("This time has gone by. Choose one to come"))
        return at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        at = data.get("at")
        if at and data.get("sure") != at.isoformat():
            self.odd = odd_time(timezone.localtime(at))
        return data

    def once_more(self) -> "MomentForm":
        """The same, to be sent again as meant."""
        at: datetime = self.cleaned_data["at"]
        initial = {"at": at, "sure": at.isoformat(), "was": self.cleaned_data["was"]}
        form = MomentForm(now=self._now, initial=initial)
        form.odd = self.odd
        return form


class TestForm(StaffForm):
    """Which edition goes to whom of the staff, as a test."""

    __test__ = False  # no test of pytest's

    audience = forms.ChoiceField(
        label=_("Edition"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an edition")},
    )
    to = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("To"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, bulletin: Bulletin, user: User, *args: Any, **kwargs: Any) -> None:
        audiences = bulletin.audiences
        initial = {"audience": audiences[0], "to": [user.pk], "key": uuid.uuid4()}
        super().__init__(*args, initial=initial, **kwargs)
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("name", "email", "pk")
        self.fields["to"].queryset = staff  # type: ignore[attr-defined]  # its kind
        self.fields["audience"].choices = [  # type: ignore[attr-defined]  # its kind
            (audience.value, audience.label) for audience in audiences
        ]


class PauseForm(StaffForm):
    why = OneLineField(
        label=_("Why?"),
        help_text=_("For colleagues who look at this page; kept in the log."),
        max_length=300,
        error_messages={"required": _("Say why in a few words"), "max_length": SHORTEN},
    )
