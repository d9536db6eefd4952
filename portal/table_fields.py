"""A form's field for a list that somebody uploads as a file."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.table_files import MAX_BYTES, MAX_ROWS, MEBIBYTE, Reason, Refused, Table, read


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that was read, with the name it came by."""

    name: str
    table: Table


class TableField(forms.FileField):
    """Gives a ListedFile of at least so many `columns`, or says what is wrong with the file."""

    def __init__(self, *, columns: int = 2, **kwargs: Any) -> None:
        self.columns = columns
        words: dict[str, Any] = {
            "label": _("The list, as an Excel workbook (.xlsx) or a CSV file"),
            "help_text": format_lazy(
                _("At most {rows} rows and {size} MB. Only the first sheet of a workbook is read."),
                rows=f"{MAX_ROWS:,}",
                size=MAX_BYTES // MEBIBYTE,
            ),
            "allow_empty_file": True,  # `clean` says what is wrong
            "error_messages": {"required": _("Choose the file")},
        }
        super().__init__(**words | kwargs)

    def clean(self, data: Any, initial: Any = None) -> ListedFile:
        """Raises ValidationError."""
        file = super().clean(data, initial)
        try:
            if file.size > MAX_BYTES:
                raise Refused(Reason.TOO_BIG)
            return ListedFile(file.name, read(file.read(), columns=self.columns))
        except Refused as refused:
            raise forms.ValidationError(refused.reason.label) from refused
