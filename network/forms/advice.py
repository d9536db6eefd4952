"""Asking for advice, answering, and saying that a message is not all right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.casework import StaffForm
from portal.letters import one_line


class _AdviceForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class AskForm(_AdviceForm):
    """`key` tells one press from two."""

    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=120,
        error_messages={"required": _("Say in a few words what it is about")},
    )
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Please leave out names and details of people you support."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your question")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"])


class AnswerForm(_AdviceForm):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your answer")},
    )


class ReportForm(_AdviceForm):
    text = forms.CharField(
        label=_("What is not all right?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what is not all right")},
    )


class SettleForm(StaffForm):
    note = forms.CharField(
        label=_("What came of it?"),
        help_text=_("For staff: neither side sees it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what came of it")},
    )
