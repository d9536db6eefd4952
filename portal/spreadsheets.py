"""Lists as rows, and rows as CSV or XLSX that no office program runs."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.xml_text import writable

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Office programs take a cell that begins so for a formula (OWASP, CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST, _NARROWEST = 60, 8

type Cell = str | int
type Row = Sequence[Cell]


def safe(value: Cell) -> Cell:
    """A cell that stays text: what could begin a formula gets an apostrophe before it."""
    if isinstance(value, int):
        return value
    text = writable(value)
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def as_csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows it; lines end as RFC 4180 says."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(heading) for heading in headings])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook; its title loses what the program does not allow there."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Row]


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A workbook of one sheet; texts are texts, whatever they begin with."""
    return as_workbook([Sheet(title, headings, rows)])


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of several sheets, whose titles differ in their first 31 characters."""
    book = Workbook()
    book.remove(book.active)
    for one in sheets:
        _fill(book.create_sheet(_sheet_title(one.title)), one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", writable(title))[:31].strip() or "List"


def _fill(sheet: Any, one: Sheet) -> None:
    table = [[safe(cell) for cell in row] for row in (one.headings, *one.rows)]
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "n" if isinstance(value, int) else "s"
    for column in range(1, len(one.headings) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        longest = max(len(str(row[column - 1])) for row in table)
        width = max(_NARROWEST, min(longest + 2, _WIDEST))
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
