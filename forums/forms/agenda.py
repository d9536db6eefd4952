"""The forms of an agenda: an item, and what became of the topics on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.agenda import Said
from forums.choices import Rule
from forums.models import AgendaItem
from portal.boxes import BoxField, LineField, PlainForm


class ItemForm(PlainForm):
    title = LineField(
        label=_("Title"),
        help_text=_("Members read it."),
        max_length=150,
        missing=_("Enter a title"),
    )
    about = BoxField(_("What it is about"), rows=3, most=1500, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=480,
        error_messages={
            "required": _("Say how many minutes it takes"),
            "invalid": _("Enter a whole number of minutes"),
            "min_value": _("Give between 1 and 480 minutes"),
            "max_value": _("Give between 1 and 480 minutes"),
        },
    )
    rule = forms.ChoiceField(
        label=_("What may be done with what is said"),
        help_text=_("Once the forum has begun, it can be made stricter only."),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        initial=Rule.NON_ATTRIBUTABLE,
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one")},
    )
    is_break = forms.BooleanField(label=_("It is a break"), required=False)

    @staticmethod
    def of(item: AgendaItem) -> dict[str, Any]:
        names = ("title", "about", "minutes", "rule", "is_break")
        return {name: getattr(item, name) for name in names}

    def said(self) -> Said:
        return Said(**self.cleaned_data)
