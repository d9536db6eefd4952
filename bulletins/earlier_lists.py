"""An earlier list of addresses, as a spreadsheet saved it: CSV in, people and problems out.

Pure: no database, no request, no settings.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bulletins.mime import deliverable

MOST = 5000
NAME_LENGTH, ADDRESS_LENGTH = 150, 254
ADDRESS_HEADINGS = frozenset({"address", "e-mail", "e-mail address", "email", "email address"})
NAME_HEADINGS = frozenset({"contact", "full name", "name"})


class Unreadable(Exception):
    """No list: not text, or no column of addresses."""


class TooLong(Exception):
    """More than `MOST` lines at once."""


@dataclass
class EarlierList:
    """`people` maps addresses in lower case to names; `wrong` are the numbers of bad lines."""

    people: dict[str, str] = field(default_factory=dict)
    wrong: list[int] = field(default_factory=list)
    repeated: int = 0


def decoded(content: bytes) -> str:
    """Text as Excel and others save it. Raises Unreadable."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable


def read(text: str) -> EarlierList:
    """The people of a list with headings, or with addresses first. Raises Unreadable, TooLong."""
    rows = _rows(text)
    if len(rows) > MOST + 1:
        raise TooLong
    headings = [heading.strip().lower() for heading in rows[0]] if rows else []
    address = _column(headings, ADDRESS_HEADINGS)
    name = _column(headings, NAME_HEADINGS)
    if address is None:
        return _people(rows, 0, 1, first=1)
    return _people(rows[1:], address, name, first=2)


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Unreadable from None


def _column(headings: list[str], wanted: Iterable[str]) -> int | None:
    return next((place for place, word in enumerate(headings) if word in wanted), None)


def _people(rows: list[list[str]], address: int, name: int | None, *, first: int) -> EarlierList:
    found = EarlierList()
    for number, row in enumerate(rows, start=first):
        if not any(cell.strip() for cell in row):
            continue
        email = _address(_cell(row, address))
        if not email:
            found.wrong.append(number)
        elif email in found.people:
            found.repeated += 1
        else:
            found.people[email] = " ".join(_cell(row, name).split())[:NAME_LENGTH]
    if not found.people:
        raise Unreadable
    return found


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _address(text: str) -> str:
    """In lower case, with the domain as mail servers know it; "" for what is none."""
    try:
        validate_email(text)
        address = deliverable(text.lower())
    except (ValidationError, UnicodeError):
        return ""
    return address if len(address) <= ADDRESS_LENGTH else ""
