"""What the headings and cells of an uploaded list mean, whatever the list is of.

Pure: no database, no request, no settings. What is wrong with a cell is a ValueError, in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

EARLIEST = date(1950, 1, 1)
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")


def plain(text: str) -> str:
    """Small letters and figures alone, by which headings and words are known."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def recognise(headings: Sequence[str], names: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """By column of `names`: the place of the heading that is called so; others are missing."""
    places = {plain(heading): place for place, heading in enumerate(headings) if heading}
    found = {}
    for column, called in names.items():
        known = (places[plain(name)] for name in called if plain(name) in places)
        if (place := next(known, None)) is not None:
            found[column] = place
    return found


def cell(cells: Sequence[str], place: int | None) -> str:
    """What stands at a place; "" where the row ends before it, or the list has no such column."""
    return cells[place] if place is not None and place < len(cells) else ""


def refuse_too_wide(cells: Sequence[str], width: int) -> None:
    """Raises ValueError for a row that goes on beyond its `width` headings."""
    if len(cells) > width:
        raise ValueError(_("There are more cells than headings: a comma too many?"))


def refuse_no_text(text: str) -> None:
    """Raises ValueError for what is no text that somebody wrote."""
    if text.startswith("="):
        raise ValueError(_("there is a formula; put its result there"))
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in text):
        raise ValueError(_("there are characters that cannot be shown"))


def day(text: str, today: date) -> date:
    """The day that a text names, with or without a time of day. Raises ValueError."""
    for form in (*_DAYS, *_TIMES):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if not EARLIEST <= found <= today:
            raise ValueError(_("the day is to come, or too long ago"))
        return found
    raise ValueError(_("“%(text)s” is no day, like 2019-04-01 or 01/04/2019") % {"text": text[:40]})


def line(text: str, most: int) -> str:
    """One line of at most `most` characters. Raises ValueError."""
    found = " ".join(text.split())
    if len(found) > most:
        raise ValueError(_("is too long: at most %(most)s characters") % {"most": most})
    return found
