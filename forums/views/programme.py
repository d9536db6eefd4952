"""The agenda as its readers may see it: with its times, its rules, and who is there when."""

from collections.abc import Sequence
from dataclasses import dataclass

from forums.models import AgendaItem, Forum, Speaker
from forums.timetable import Span, spans


@dataclass(frozen=True)
class Row:
    """One item. `has_officials`: somebody official is announced for some of its time."""

    item: AgendaItem
    span: Span
    speakers: tuple[Speaker, ...]
    has_officials: bool


@dataclass(frozen=True)
class Official:
    """`span` is None for who attends the whole forum."""

    speaker: Speaker
    span: Span | None


@dataclass(frozen=True)
class Programme:
    """`has_more`: parts of the agenda are for others, and nothing here tells of them."""

    rows: tuple[Row, ...]
    has_more: bool
    speakers: tuple[Speaker, ...]
    officials: tuple[Official, ...]


def programme_of(forum: Forum, *, with_sanctuary: bool) -> Programme:
    """Two queries. Without the sanctuary, who is there for its items alone is left out as well."""
    items = list(forum.items.order_by("position", "pk"))
    timed = zip(items, spans(forum.starts_at, (one.minutes for one in items)), strict=True)
    shown = {
        item.pk: (item, span) for item, span in timed if with_sanctuary or not item.is_sanctuary
    }
    coming = Speaker.objects.filter(forum=forum, state=Speaker.State.ACCEPTED)
    people = [one for one in coming.order_by("name", "pk") if _is_shown(one, shown)]
    officials = tuple(
        Official(one, shown[one.item_id][1] if one.item_id else None)
        for one in people
        if one.is_official
    )
    others = [one for one in people if not one.is_official]
    return Programme(
        rows=tuple(_row(item, span, people, officials) for item, span in shown.values()),
        has_more=len(shown) < len(items),
        speakers=tuple(one for one in others if one.item_id is None),
        officials=officials,
    )


def _is_shown(speaker: Speaker, shown: dict[int, tuple[AgendaItem, Span]]) -> bool:
    return speaker.item_id is None or speaker.item_id in shown


def _row(
    item: AgendaItem, span: Span, people: Sequence[Speaker], officials: Sequence[Official]
) -> Row:
    here = tuple(one for one in people if one.item_id == item.pk and not one.is_official)
    return Row(item, span, here, any(one.span is None or span.meets(one.span) for one in officials))
