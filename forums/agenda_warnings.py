"""What a co-ordinator should look at before a forum is opened, and until it is held. Pure.

A warning never stops anybody: there may be a good reason. Moments are aware.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.choices import Rule
from forums.timetable import Span, spans

WITHOUT_BREAK = timedelta(hours=2)


@dataclass(frozen=True)
class Part:
    """An item. `key` tells it from others; `officials` attend it alone, by name."""

    key: int
    title: str
    minutes: int
    rule: str
    is_break: bool = False
    officials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """A forum as it is set up. `officials` attend all of it, by name."""

    starts_at: datetime
    ends_at: datetime
    parts: Sequence[Part]
    officials: tuple[str, ...] = ()

    def spans(self) -> list[Span]:
        return spans(self.starts_at, (part.minutes for part in self.parts))


def warnings(agenda: Agenda) -> list[str]:
    """In words, the gravest first. An agenda without items has only that."""
    if not agenda.parts:
        return [_("There is nothing on the agenda.")]
    return [
        *_officials_in_the_sanctuary(agenda),
        *_no_sanctuary(agenda),
        *_too_long(agenda),
        *_no_break(agenda),
    ]


def _officials_in_the_sanctuary(agenda: Agenda) -> Iterator[str]:
    """An official is there for all of the forum, or for one item and so not for others."""
    said = _("“%(item)s” is a sanctuary, and %(official)s is there. They have to leave before it.")
    for part in agenda.parts:
        if part.rule == Rule.SANCTUARY and not part.is_break:
            for name in (*agenda.officials, *part.officials):
                yield said % {"item": part.title, "official": name}


def _no_sanctuary(agenda: Agenda) -> Iterator[str]:
    if all(part.rule != Rule.SANCTUARY for part in agenda.parts):
        yield _("There is no sanctuary item: members have no time among themselves.")


def _too_long(agenda: Agenda) -> Iterator[str]:
    over = agenda.spans()[-1].ends_at - agenda.ends_at
    minutes = int(over.total_seconds() // 60)
    if minutes > 0:
        said = ngettext(
            "The items take %(n)d minute longer than the forum.",
            "The items take %(n)d minutes longer than the forum.",
            minutes,
        )
        yield said % {"n": minutes}


def _no_break(agenda: Agenda) -> Iterator[str]:
    """Once, where people sit for more than two hours on end."""
    since, longest = agenda.starts_at, timedelta(0)
    for part, span in zip(agenda.parts, agenda.spans(), strict=True):
        if part.is_break:
            since = span.ends_at
        longest = max(longest, span.ends_at - since)
    if longest > WITHOUT_BREAK:
        yield _("There are more than two hours without a break.")
