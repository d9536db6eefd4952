"""Bringing in a list of members: the file, what its headings mean, and what is decided."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from network.member_lists import REQUIRED, Column
from network.models import ImportRow
from portal.table_fields import TableField

ANOTHER, SAME = "another", "same"
NO_COLUMN = ""


class ListForm(forms.Form):
    """The file. `key` tells one press from two."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    file = TableField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"key": uuid.uuid4()}} | kwargs)


class MatchForm(forms.Form):
    """Which heading stands for which column."""

    def __init__(
        self, *args: Any, headings: Sequence[str], columns: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        places = [(str(place), heading) for place, heading in enumerate(headings) if heading]
        for column in Column:
            is_needed = column in REQUIRED
            nothing = _("Choose one") if is_needed else _("Not in the list")
            self.fields[column.value] = forms.ChoiceField(
                label=column.label,
                choices=[(NO_COLUMN, nothing), *places],
                required=is_needed,
                initial=str(columns.get(column, NO_COLUMN)),
                error_messages={
                    "required": format_lazy(_("Choose the column for: {name}"), name=column.label)
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [place for place in cleaned.values() if place]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("One heading is chosen for two columns"))
        return cleaned

    def columns(self) -> dict[str, int]:
        """By column: the place of its heading."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place}


class DecideForm(forms.Form):
    """For each row that may be there already: another organisation, or the same."""

    def __init__(self, *args: Any, rows: Iterable[ImportRow], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        for row in rows:
            said = {"number": row.number, "name": row.name}
            self.fields[f"row-{row.pk}"] = forms.ChoiceField(
                label=_("Row %(number)s: %(name)s") % said,
                choices=[
                    (SAME, _("It is one of these: leave it out")),
                    (ANOTHER, _("It is another organisation: take it over")),
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> dict[int, bool]:
        """By row: whether it is another. Rows that nobody answered for are missing."""
        return {
            int(name.removeprefix("row-")): answer == ANOTHER
            for name, answer in self.cleaned_data.items()
            if answer
        }
