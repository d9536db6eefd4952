"""What a report says: one schema, of which the page, the Word file and the workbook are made.

Pure: no database, no request, no settings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from portal.quarters import Quarter, Span
from portal.suppression import READ, Reading, Shown, total

NOTHING = "–"


class Picture(Enum):
    """How a table is drawn: upright bars in the order of time, or a bar for each row."""

    COLUMNS = "columns"
    BARS = "bars"


@dataclass(frozen=True)
class Column:
    """`is_drawn`: it is part of the picture. `is_summed`: the table says how much it is in all."""

    heading: Any
    reading: Reading = Reading.WHOLE
    is_drawn: bool = True
    is_summed: bool = True


@dataclass(frozen=True)
class Row:
    """`short` is the label under a picture; None in `cells` is what is not known or not said."""

    label: str
    cells: tuple[Shown | None, ...]
    short: str = ""

    @property
    def words(self) -> list[str]:
        return [cell.words if cell else NOTHING for cell in self.cells]

    @property
    def values(self) -> list[str | int]:
        """For a spreadsheet: numbers where they are exact."""
        return [
            cell.least if cell and cell.is_exact else cell.words if cell else NOTHING
            for cell in self.cells
        ]


@dataclass(frozen=True)
class Table:
    """`about` says what is counted. `sum` is the last line, where there is one."""

    key: str
    title: str
    about: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    picture: Picture | None = None
    sum: Row | None = None

    @property
    def headings(self) -> list[str]:
        return [self.first, *(str(column.heading) for column in self.columns)]

    @property
    def lines(self) -> list[Row]:
        """All rows, and the sum below them."""
        return [*self.rows, *([self.sum] if self.sum else [])]

    @property
    def is_empty(self) -> bool:
        """Nothing was there to count, as far as may be said."""
        return not any(cell and cell.most for row in self.lines for cell in row.cells)


@dataclass(frozen=True)
class Report:
    title: str
    period: str
    counted: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Part:
    """What an app has to say: tables, and plain numbers of what happened.

    `taking_part` is a queryset of (first day of a quarter, organisation, what it took part in).
    """

    tables: tuple[Table, ...] = ()
    numbers: tuple[tuple[Any, int], ...] = ()
    taking_part: Any = None


# What was counted, or what may already be shown of it.
type Numbers = Sequence[int | Shown | None]


def by_quarter(
    span: Span,
    counted: Mapping[Quarter, Numbers],
    *,
    key: str,
    title: str,
    about: str,
    columns: Sequence[Column],
) -> Table:
    """A table of one row per quarter; a quarter without numbers has had none."""
    none = tuple(0 for _column in columns)
    rows = [
        _row(one.words, counted.get(one, none), columns, short=one.short) for one in span.quarters
    ]
    in_all = _sum(columns, rows) if len(rows) > 1 else None
    return Table(
        key, title, about, _("Quarter"), tuple(columns), tuple(rows), Picture.COLUMNS, in_all
    )


def by_name(
    rows: Iterable[tuple[str, Numbers]],
    *,
    key: str,
    title: str,
    about: str,
    first: str,
    columns: Sequence[Column],
    picture: Picture | None = Picture.BARS,
) -> Table:
    """A table of what has names; each row stands by itself, there is no sum."""
    listed = tuple(_row(label, numbers, columns) for label, numbers in rows)
    return Table(key, title, about, first, tuple(columns), listed, picture)


def all_quarters(cells: tuple[Shown | None, ...]) -> Row:
    """The last line of a table by quarter."""
    return Row(_("All quarters"), cells)


def _row(label: str, numbers: Numbers, columns: Sequence[Column], short: str = "") -> Row:
    pairs = zip(columns, numbers, strict=True)
    return Row(label, tuple(_cell(column.reading, number) for column, number in pairs), short)


def _cell(reading: Reading, number: int | Shown | None) -> Shown | None:
    return READ[reading](number) if isinstance(number, int) else number


def _sum(columns: Sequence[Column], rows: Sequence[Row]) -> Row | None:
    if not any(column.is_summed for column in columns):
        return None
    cells = tuple(
        total(row.cells[at] or Shown(0, 0) for row in rows) if column.is_summed else None
        for at, column in enumerate(columns)
    )
    return all_quarters(cells)
