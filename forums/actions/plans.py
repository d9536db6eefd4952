"""A forum's agenda as it is read: items with their times, what is on them, what strikes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from forums import agenda_warnings, leaving
from forums.models import AgendaItem, AgendaTopic, Forum, Speaker, Topic
from forums.states import State
from forums.timetable import Span, spans


@dataclass
class Row:
    """An item with its times, its topics and who comes for it."""

    item: AgendaItem
    span: Span
    topics: list[AgendaTopic] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def topics_alive(self) -> list[AgendaTopic]:
        return [one for one in self.topics if one.topic.is_alive]


@dataclass(frozen=True)
class Plan:
    """A forum's agenda. `everywhere` are speakers and officials who are there for all of it."""

    forum: Forum
    rows: Sequence[Row]
    everywhere: Sequence[Speaker]

    @property
    def minutes(self) -> int:
        return sum(row.item.minutes for row in self.rows)

    @property
    def forum_minutes(self) -> int:
        return (self.forum.ends_at - self.forum.starts_at) // timedelta(minutes=1)

    def times_out(self) -> list[Span]:
        """As Forum.times_out, from what is known here."""
        return leaving.times_out(self.forum.starts_at, [row.item for row in self.rows])

    def warnings(self) -> list[str]:
        return agenda_warnings.warnings(
            agenda_warnings.Agenda(
                starts_at=self.forum.starts_at,
                ends_at=self.forum.ends_at,
                parts=[_part(row) for row in self.rows],
                officials=_officials(self.everywhere),
            )
        )


def plan_of(forum: Forum, *, with_topics: bool = False) -> Plan:
    """Two queries, and a third `with_topics`: for who may look at topics."""
    items = list(forum.items.order_by("position", "pk"))
    speakers = list(forum.speakers.expected().order_by("name", "pk"))
    times = spans(forum.starts_at, (one.minutes for one in items))
    rows = {one.pk: Row(one, span) for one, span in zip(items, times, strict=True)}
    for speaker in speakers:
        if speaker.item_id:
            rows[speaker.item_id].speakers.append(speaker)
    for one in _topics(forum) if with_topics else ():
        rows[one.item_id].topics.append(one)
    return Plan(forum, list(rows.values()), [one for one in speakers if not one.item_id])


def _topics(forum: Forum) -> Iterable[AgendaTopic]:
    mine = AgendaTopic.objects.filter(item__forum=forum)
    return mine.select_related("topic__organisation").order_by("pk")


def _part(row: Row) -> agenda_warnings.Part:
    item = row.item
    return agenda_warnings.Part(
        item.pk, item.title, item.minutes, item.rule, item.is_break, _officials(row.speakers)
    )


def _officials(speakers: Iterable[Speaker]) -> tuple[str, ...]:
    return tuple(one.name for one in speakers if one.is_official)


def offered_topics(forum: Forum, user: Any, *, now: datetime) -> Any:
    """Open topics that are not on this agenda: those of earlier agendas first, then by support.

    Each has `is_again` (it was on an agenda and not talked about) and `organisations`, how many
    say "this affects us too".
    """
    left = Q(item__forum__ends_at__lte=now) | Q(item__forum__state=State.CANCELLED)
    earlier = AgendaTopic.objects.filter(left, topic=OuterRef("pk")).exclude(item__forum=forum)
    here = AgendaTopic.objects.filter(topic=OuterRef("pk"), item__forum=forum)
    return (
        Topic.objects.visible_to(user, now=now)
        .open()
        .filter(~Exists(here))
        .annotate(is_again=Exists(earlier), organisations=Count("affirmations"))
        .select_related("organisation")
        .order_by("-is_again", "-organisations", "created_at", "pk")
    )
