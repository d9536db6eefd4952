"""An earlier list of subscribers: its columns, and who of it agreed to what, and when.

Pure: no database, no request, no settings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.mime import deliverable
from portal import listed_cells
from portal.listed_cells import plain
from portal.table_files import Table

NAME_LENGTH, ADDRESS_LENGTH, WORDING_LENGTH = 150, 254, 500


class Column(models.TextChoices):
    """The columns, with their headings in the template and in what is saved of the list."""

    ADDRESS = "email", gettext_lazy("E-mail")
    NAME = "name", gettext_lazy("Name")
    AGREED_ON = "consented_at", gettext_lazy("Agreed")
    WORDING = "consent_wording", gettext_lazy("Agreed to")
    STATE = "state", gettext_lazy("State")


# What else the headings of such lists are called; capitals and spaces do not matter.
_ALSO: Mapping[Column, Sequence[str]] = {
    Column.ADDRESS: ("address", "e-mail address"),
    Column.NAME: ("full name", "contact"),
    Column.AGREED_ON: (
        "agreed on",
        "consent date",
        "date of consent",
        "opt-in time",
        "confirm time",
    ),
    Column.WORDING: ("wording", "consent", "consent wording", "how they agreed", "how"),
    Column.STATE: ("status", "subscribed"),
}
EXAMPLE: Mapping[Column, str] = {
    Column.ADDRESS: "ada@example.org",
    Column.NAME: "Ada Example",
    Column.AGREED_ON: "2024-03-01",
    Column.WORDING: "“Yes, send me your newsletter”, on the form of the spring conference",
    Column.STATE: "subscribed",
}
_WANTED = frozenset({"", "active", "confirmed", "subscribed", "true", "y", "yes", "1"})
_LEFT = frozenset(
    {
        "bounced",
        "cleaned",
        "complained",
        "false",
        "inactive",
        "left",
        "n",
        "no",
        "unsubscribed",
        "0",
    }
)
_NEVER_CONFIRMED = frozenset({"notconfirmedyet", "pending", "unconfirmed"})


class NoAddresses(ValueError):
    """No column is headed as one of addresses."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody agreed to, and on which day."""

    wording: str
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody of the list, who agreed; `number` is that of the row."""

    number: int
    address: str
    name: str
    wording: str
    agreed_on: date


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row that says too little, or what cannot be; `said` is what stands for the address."""

    number: int
    said: str
    problems: list[str]


@dataclass
class EarlierList:
    """`people` by address; `ended` are rows, by address, that do not want bulletins any more.

    Of these, `left` did want them, and are not to be brought in by another list either. `unused`
    are headings that mean nothing here.
    """

    unused: list[str]

    people: dict[str, Listed] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    faulty: list[Faulty] = field(default_factory=list)


def read(table: Table, *, otherwise: Agreement, today: date) -> EarlierList:
    """The people of a list; `otherwise` is for rows that do not say what they agreed to, or when.

    Of two rows with one address the first holds, unless either says that it ended.
    Raises NoAddresses.
    """
    columns = _columns(table.headings)
    width, found = len(table.headings), EarlierList(_unused(table.headings, columns))
    for number, cells in table.rows:
        said = {name: listed_cells.cell(cells, place) for name, place in columns.items()}
        problems = list(_too_wide(cells, width))
        _sort_in(found, _Row(number, said, otherwise, today, problems))
    for address in found.ended:
        found.people.pop(address, None)
    return found


def _columns(headings: Sequence[str]) -> dict[str, int]:
    names = {column.value: (str(column.label), column.value, *_ALSO[column]) for column in Column}
    columns = listed_cells.recognise(headings, names)
    if Column.ADDRESS not in columns:
        raise NoAddresses
    return columns


def _unused(headings: Sequence[str], columns: Mapping[str, int]) -> list[str]:
    used = set(columns.values())
    return [text for place, text in enumerate(headings) if text and place not in used]


def _too_wide(cells: Sequence[str], width: int) -> Iterable[str]:
    try:
        listed_cells.refuse_too_wide(cells, width)
    except ValueError as problem:
        yield str(problem)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is gone through; `problems` grow with what is wrong."""

    number: int
    said: Mapping[str, str]
    otherwise: Agreement
    today: date
    problems: list[str]

    def text(self, column: Column, most: int = ADDRESS_LENGTH) -> str:
        """One line of text; "" for what is wrong."""
        said = self.said.get(column, "")
        try:
            listed_cells.refuse_no_text(said)
            return listed_cells.line(said, most)
        except ValueError as problem:
            self.wrong(column, str(problem))
        return ""

    def wrong(self, column: Column, problem: str) -> None:
        self.problems.append(f"{column.label}: {problem}")


def _sort_in(found: EarlierList, row: _Row) -> None:
    """Read a row whole, so that all that is wrong with it is told at once."""
    address = _address(row)
    state = _state(row)
    if state in _LEFT | _NEVER_CONFIRMED and address:
        found.ended.setdefault(address, row.number)
        if state in _LEFT:
            found.left.add(address)
        return
    listed = _listed(row, address)
    if listed and (same := found.people.get(address)):
        row.problems.append(_("The same address is in row %(number)s") % {"number": same.number})
    if row.problems:
        said = row.said[Column.ADDRESS][:60]
        found.faulty.append(Faulty(row.number, said, row.problems))
    elif listed:
        found.people[address] = listed


def _listed(row: _Row, address: str) -> Listed | None:
    """Somebody who agreed; None for a row with something wrong in it."""
    name = row.text(Column.NAME, NAME_LENGTH)
    wording = row.text(Column.WORDING, WORDING_LENGTH) or row.otherwise.wording
    agreed_on = _agreed_on(row)
    if not wording:
        row.wrong(Column.WORDING, _("is missing"))
    if row.problems or agreed_on is None:
        return None
    return Listed(row.number, address, name, wording, agreed_on)


def _agreed_on(row: _Row) -> date | None:
    text = row.text(Column.AGREED_ON)
    if not text:
        if row.otherwise.agreed_on is None:
            row.wrong(Column.AGREED_ON, _("is missing"))
        return row.otherwise.agreed_on
    try:
        return listed_cells.day(text, row.today)
    except ValueError as problem:
        row.wrong(Column.AGREED_ON, str(problem))
    return None


def _state(row: _Row) -> str:
    """What is none of the words that are known is wrong, rather than taken for a yes."""
    word = plain(row.text(Column.STATE))
    if word not in _WANTED | _LEFT | _NEVER_CONFIRMED:
        row.wrong(Column.STATE, _("write “subscribed” or “left”"))
    return word


def _address(row: _Row) -> str:
    """In lower case, with the domain as mail servers know it; "" for what is none."""
    text = row.text(Column.ADDRESS)
    if row.said[Column.ADDRESS] and not text:  # told already
        return ""
    try:
        validate_email(text)
        address = deliverable(text.lower())
    except (ValidationError, UnicodeError):
        address = ""
    if not 0 < len(address) <= ADDRESS_LENGTH:
        row.wrong(Column.ADDRESS, _("this is no address") if text else _("is missing"))
        return ""
    return address
