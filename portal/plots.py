"""Where the bars of a report's pictures stand. Pure: only what the tables show is drawn.

All lengths are in the drawing's own units, of which `WIDE` fill the width of the picture.
"""

import textwrap
from dataclasses import dataclass

from portal.reports import Picture, Row, Table

WIDE = 360
HIGH, GROUND, SIDE = 190, 160, 34  # of upright bars: the drawing, its base line, room for a scale
MOST_LABELS = 6
LETTERS = 48  # that fit beside each other
LINE, THICK, GAP = 16, 11, 8


@dataclass(frozen=True)
class Bar:
    """`series` is the column's place among those that are drawn, from 1."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Words:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Plot:
    """`series` are the headings of what is drawn; `scale` the height of lines across."""

    height: float
    bars: tuple[Bar, ...]
    words: tuple[Words, ...]
    series: tuple[str, ...]
    scale: tuple[float, ...] = ()


def plot(table: Table) -> Plot | None:
    """The picture of a table, or None where there is nothing to draw."""
    if table.picture is None:
        return None
    drawn = [at for at, column in enumerate(table.columns) if column.is_drawn]
    series = tuple(str(table.columns[at].heading) for at in drawn)
    lengths = [[_drawn(row, at) for at in drawn] for row in table.rows]
    most = max((max(each) for each in lengths), default=0)
    if not most:
        return None
    if table.picture is Picture.COLUMNS:
        return _columns(table, lengths, series, _top(most))
    return _rows(table, lengths, series, most)


def _drawn(row: Row, at: int) -> float:
    cell = row.cells[at]
    return cell.drawn if cell else 0


def _top(most: float) -> int:
    """The next number that is easy to read on a scale."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= most:
                return step * size
        size *= 10


def _columns(table: Table, lengths: list[list[float]], series: tuple[str, ...], top: int) -> Plot:
    room = (WIDE - SIDE) / len(lengths)
    thick = room * 0.8 / len(series)
    bars = tuple(
        _bar(SIDE + room * (at + 0.1) + thick * number, GROUND - high, thick, high, number + 1)
        for at, each in enumerate(lengths)
        for number, high in enumerate(length / top * (GROUND - 10) for length in each)
    )
    every = _every(len(lengths))
    below = [
        Words(SIDE + room * (at + 0.5), GROUND + LINE, row.short)
        for at, row in enumerate(table.rows)
        if at % every == 0
    ]
    levels = [0, top] if top % 2 else [0, top // 2, top]
    heights = [GROUND - level / top * (GROUND - 10) for level in levels]
    beside = [Words(0, y + 4, f"{level:,}") for level, y in zip(levels, heights, strict=True)]
    return Plot(HIGH, bars, tuple(below + beside), series, tuple(heights))


def _every(bars: int) -> int:
    """Which labels fit: of years on end the same quarter of each."""
    every = -(-bars // MOST_LABELS)
    return every if every < 3 else -(-every // 4) * 4


def _rows(table: Table, lengths: list[list[float]], series: tuple[str, ...], most: float) -> Plot:
    bars: list[Bar] = []
    words: list[Words] = []
    y: float = 0
    for row, each in zip(table.rows, lengths, strict=True):
        for line in _lines(row.label):
            y += LINE
            words.append(Words(0, y - 4, line))
        for number, length in enumerate(each):
            bars.append(_bar(0, y, length / most * WIDE, THICK - 2, number + 1))
            y += THICK
        y += GAP
    return Plot(y, tuple(bars), tuple(words), series)


def _lines(label: str) -> list[str]:
    return textwrap.wrap(label, LETTERS, max_lines=2, placeholder="…") or [""]


def _bar(x: float, y: float, width: float, height: float, series: int) -> Bar:
    return Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), series)
