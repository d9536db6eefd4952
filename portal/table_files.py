"""An uploaded list as headings and rows of texts: CSV or XLSX, judged before it is unpacked.

Pure: no database, no request, no settings. A file is known by its content, not by its name.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from portal.spreadsheets import DANGEROUS

MEBIBYTE = 1024 * 1024
MAX_BYTES = 5 * MEBIBYTE
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_CELL = 2000  # characters
MAX_UNPACKED = 50 * MEBIBYTE
MAX_ENTRIES = 1000


class Reason(models.TextChoices):
    """Why a file is not taken, and what to do about it."""

    EMPTY = "empty", _("The file is empty: choose another one")
    TOO_BIG = (
        "too-big",
        format_lazy(
            _("The file is too big: at most {most} MB. Save the list in parts"),
            most=MAX_BYTES // MEBIBYTE,
        ),
    )
    TOO_LONG = (
        "too-long",
        format_lazy(
            _("The list is too long: at most {most} rows at once. Save it in parts"),
            most=f"{MAX_ROWS:,}",
        ),
    )
    TOO_WIDE = (
        "too-wide",
        format_lazy(
            _("The list is too wide: at most {most} columns. Delete those that are not needed"),
            most=MAX_COLUMNS,
        ),
    )
    ENCODING = (
        "encoding",
        _(
            "We cannot read the letters of this file. In Excel, save it as “CSV UTF-8” or as "
            "“Excel workbook (.xlsx)”, and choose that"
        ),
    )
    OLD_OFFICE = (
        "old-office",
        _(
            "This is an older Excel file, or one with a password. Save it as "
            "“Excel workbook (.xlsx)” without a password, and choose that"
        ),
    )
    NUL = "nul", _("The file has characters in it that are no text. Save it again as CSV or XLSX")
    BROKEN = "broken", _("We could not open this workbook. Save it again as XLSX or as CSV")
    UNPACKS = "unpacks", _("The workbook unpacks to more than we can take. Save it as CSV")
    BREAKS_OFF = (
        "breaks-off",
        _(
            "The file breaks off in the middle of a cell, or quotation marks in it are not closed. "
            "Save it again"
        ),
    )
    NO_HEADINGS = (
        "no-headings",
        _("The first row has no headings. Give each column its heading, as in the template"),
    )
    TWICE = "twice", _("Two columns have the same heading. Give each its own")
    NO_ROWS = "no-rows", _("There is nothing below the headings")


class Refused(ValueError):
    """The file is not taken, for a `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are pairs of the row's number in the file (its headings are 1) and its cells.

    Empty rows are left out. A row has as many cells as it had: fewer or more than headings.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(data: bytes, *, columns: int = 2) -> Table:
    """The table in a CSV or XLSX file, with at least so many `columns`. Raises Refused."""
    if not data.strip():
        raise Refused(Reason.EMPTY)
    if len(data) > MAX_BYTES:
        raise Refused(Reason.TOO_BIG)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused(Reason.OLD_OFFICE)
    lines = _workbook(data) if data.startswith(b"PK") else _csv(data)
    return _table(_bounded(lines), columns)


def _table(lines: list[tuple[int, list[str]]], columns: int) -> Table:
    if not lines:
        raise Refused(Reason.EMPTY)
    (_number, headings), *rows = lines
    if sum(map(bool, headings)) < columns or any(map(_is_value, headings)):
        raise Refused(Reason.NO_HEADINGS)
    named = [heading.casefold() for heading in headings if heading]
    if len(set(named)) < len(named):
        raise Refused(Reason.TWICE)
    if not rows:
        raise Refused(Reason.NO_ROWS)
    return Table(headings, rows)


def _is_value(heading: str) -> bool:
    """What stands in rows, not over them: an address, a number, a day."""
    return "@" in heading or bool(re.fullmatch(r"[\d\s./-]+", heading))


def _bounded(lines: Iterable[list[str]]) -> list[tuple[int, list[str]]]:
    """Lines with something in them, no more than may be."""
    kept: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        if any("\0" in cell for cell in cells):
            raise Refused(Reason.NUL)
        if len(cells) > MAX_COLUMNS:
            raise Refused(Reason.TOO_WIDE)
        if len(kept) > MAX_ROWS:
            raise Refused(Reason.TOO_LONG)
        kept.append((number, cells))
    return kept


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            yield [_text(cell) for cell in row]
    except csv.Error as error:
        raise Refused(Reason.BREAKS_OFF) from error


def _decoded(data: bytes) -> str:
    """UTF-8, or what its byte order mark says. Nothing is guessed: names would be spoilt."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(Reason.ENCODING) from error
    if "\0" in text:
        raise Refused(Reason.NUL)
    return text


def _workbook(data: bytes) -> Iterator[list[str]]:
    """The first sheet. What the archive says of its sizes holds: zipfile unpacks no more."""
    try:
        _check_archive(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the sheet says of its own size is not believed
        for row in sheet.iter_rows(max_row=2 * MAX_ROWS, max_col=MAX_COLUMNS + 1):
            yield _without_empty_end([_text(_cell(cell)) for cell in row])
    except Refused:
        raise
    except Exception as error:  # a broken workbook makes the reader raise nearly anything
        raise Refused(Reason.BROKEN) from error


def _check_archive(data: bytes) -> None:
    # Counted in the raw bytes first: a directory of 200,000 entries is costly even to list.
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise Refused(Reason.UNPACKS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused(Reason.UNPACKS)
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Refused(Reason.BROKEN)


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else "="  # a formula over cells


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: str) -> str:
    """Without the apostrophe by which `portal.spreadsheets` keeps a text from being a formula."""
    text = cell.strip()[: MAX_CELL + 1]
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text
