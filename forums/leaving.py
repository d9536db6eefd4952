"""When the sanctuary is: who is no part of it goes out, and may come back after it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from forums.speaker_times import Item, timed
from forums.timetable import Span
from portal.when import times


def times_out(starts_at: datetime, items: Sequence[Item]) -> list[Span]:
    """The times of an agenda's sanctuary; what follows without a gap is one."""
    found: list[Span] = []
    for part in timed(starts_at, items):
        if part.item is None or not part.item.is_sanctuary:
            continue
        is_next = bool(found) and found[-1].ends_at == part.starts_at
        begins = found.pop().starts_at if is_next else part.starts_at
        found.append(Span(begins, part.ends_at))
    return found


def in_words(spans: Iterable[Span]) -> str:
    """ "11:20am to midday", each time in turn; nothing without any."""
    return _(" and ").join(times(span.starts_at, span.ends_at) for span in spans)


def please_leave(spans: Sequence[Span]) -> str:
    """What is said to who goes out; nothing where there is no sanctuary."""
    if not spans:
        return ""
    said = _(
        "Please leave from %(times)s, in the room and online: then members speak among "
        "themselves, without public bodies. You are welcome the rest of the time."
    )
    return said % {"times": in_words(spans)}
