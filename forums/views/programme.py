"""The agenda as its readers may see it: with its times, its rules, and who is there when."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from forums.choices import Rule, SpeakerKind
from forums.models import AgendaItem, Forum, Speaker
from forums.timetable import Span, spans
from portal.written_once import written_once


@dataclass(frozen=True)
class Guest:
    """Somebody invited from outside who comes. `kind` is in words."""

    name: str
    role: str
    kind: str


@dataclass(frozen=True)
class Row:
    """One item. `has_officials`: somebody official is announced for some of its time."""

    title: str
    about: str
    rule: str
    is_break: bool
    is_sanctuary: bool
    span: Span
    speakers: tuple[Guest, ...]
    has_officials: bool


@dataclass(frozen=True)
class Official:
    """`span` is None for who attends the whole forum."""

    guest: Guest
    span: Span | None


@dataclass(frozen=True)
class Programme:
    """Values alone: pages keep what they made of it for as long as it stays the same.

    `has_more`: parts of the agenda are for others, and nothing here tells of them.
    """

    rows: tuple[Row, ...]
    has_more: bool
    speakers: tuple[Guest, ...]
    officials: tuple[Official, ...]


def programme_of(forum: Forum, *, with_sanctuary: bool) -> Programme:
    """Two queries. Without the sanctuary, who is there for its items alone is left out as well."""
    items = _items(forum=forum.pk)
    timed = zip(items, spans(forum.starts_at, (one.minutes for one in items)), strict=True)
    shown = {
        item.pk: (item, span) for item, span in timed if with_sanctuary or not item.is_sanctuary
    }
    people = [one for one in _speakers(forum=forum.pk) if _is_shown(one, shown)]
    officials = tuple(
        Official(_guest(one), shown[one.item_id][1] if one.item_id else None)
        for one in people
        if one.is_official
    )
    others = [one for one in people if not one.is_official]
    return Programme(
        rows=tuple(_row(item, span, others, officials) for item, span in shown.values()),
        has_more=len(shown) < len(items),
        speakers=tuple(_guest(one) for one in others if one.item_id is None),
        officials=officials,
    )


@written_once
def _items(*, forum: int) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(forum=forum).order_by("position", "pk")


@written_once
def _speakers(*, forum: int) -> QuerySet[Speaker]:
    return Speaker.objects.filter(forum=forum).accepted()


def _is_shown(speaker: Speaker, shown: dict[int, tuple[AgendaItem, Span]]) -> bool:
    return speaker.item_id is None or speaker.item_id in shown


def _row(
    item: AgendaItem, span: Span, speakers: Sequence[Speaker], officials: Sequence[Official]
) -> Row:
    return Row(
        title=item.title,
        about=item.about,
        rule=str(Rule(item.rule).label),
        is_break=item.is_break,
        is_sanctuary=item.is_sanctuary,
        span=span,
        speakers=tuple(_guest(one) for one in speakers if one.item_id == item.pk),
        has_officials=any(one.span is None or span.meets(one.span) for one in officials),
    )


def _guest(speaker: Speaker) -> Guest:
    return Guest(speaker.name, speaker.role, str(SpeakerKind(speaker.kind).label))
