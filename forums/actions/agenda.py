"""The agenda of a forum: its items, their order and rules, and the topics on it.

Items are changed under the forum's lock by who saw its latest version. What stands in the log of
a topic is its number alone: its title may be for the co-ordinator only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from forums.actions import moving
from forums.actions.moving import locked
from forums.actions.organising import Settled, touch
from forums.choices import Rule
from forums.models import AgendaItem, AgendaTopic, Forum, IssueSource, Note, Topic
from forums.states import State
from network.models import User
from portal import audit

MOST = 40  # items of a forum
STRICTEST_FIRST = (Rule.SANCTUARY, Rule.NON_ATTRIBUTABLE, Rule.ON_RECORD)


class Gone(Exception):
    """Somebody removed it in the meantime."""


class TooMany(Exception):
    """There are as many items as a forum may have."""


class WrittenDown(Exception):
    """There are notes of the item, or something of it was taken further."""


class RuleKept(Exception):
    """People spoke under this rule: it is not loosened afterwards."""


class HasSpeakers(Exception):
    """Somebody is there for this item, or was asked to be: without it, for the whole forum."""


class NotOffered(Exception):
    """The topic was taken back, closed or talked about."""


class TooEarly(Exception):
    """The forum has not begun."""


@dataclass(frozen=True)
class Said:
    """What is said of an item."""

    title: str
    about: str
    minutes: int
    rule: str
    is_break: bool = False


@transaction.atomic
def add(*, forum: Forum, version: int, said: Said, by: User, now: datetime) -> AgendaItem:
    """At the end. Raises Stale, Settled and TooMany."""
    row = _changeable(forum, version)
    if row.items.count() >= MOST:
        raise TooMany
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(forum=row, position=last + 1, **asdict(said))
    touch(row, now)
    new = {"title": item.title, "rule": item.rule}
    audit.record(by=by, action="agenda.add", target=item, new=new, now=now)
    return item


@transaction.atomic
def change(
    *, forum: Forum, version: int, item: int, said: Said, by: User, now: datetime
) -> AgendaItem:
    """Raises Stale, Settled and Gone; for the rule WrittenDown and RuleKept."""
    row = _changeable(forum, version)
    mine = _item(row, item)
    _check_rule(row, mine, said.rule, now)
    changed = {name: new for name, new in asdict(said).items() if getattr(mine, name) != new}
    old = {name: getattr(mine, name) for name in changed}
    for name, value in changed.items():
        setattr(mine, name, value)
    if changed:
        mine.save()
        touch(row, now)
        audit.record(by=by, action="agenda.change", target=mine, old=old, new=changed, now=now)
    return mine


def _check_rule(forum: Forum, item: AgendaItem, rule: str, now: datetime) -> None:
    is_looser = STRICTEST_FIRST.index(Rule(rule)) > STRICTEST_FIRST.index(Rule(item.rule))
    if is_looser and (forum.starts_at <= now or _is_written_down(item)):
        raise RuleKept
    if rule == Rule.SANCTUARY != item.rule and _is_written_down(item):
        raise WrittenDown


def _is_written_down(item: AgendaItem) -> bool:
    return Note.objects.filter(item=item).exists() or IssueSource.objects.filter(item=item).exists()


@transaction.atomic
def move(*, forum: Forum, version: int, item: int, up: bool, by: User, now: datetime) -> None:
    """One place up or down, if there is one. Raises Stale, Settled and Gone."""
    row = _changeable(forum, version)
    mine = _item(row, item)
    order = list(row.items.select_for_update().order_by("position", "pk"))
    here = order.index(mine)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    _number(order)
    touch(row, now)
    audit.record(by=by, action="agenda.move", target=mine, new={"place": there + 1}, now=now)


def _number(order: Sequence[AgendaItem]) -> None:
    for position, row in enumerate(order, start=1):
        row.position = position
    AgendaItem.objects.bulk_update(order, ["position"])


@transaction.atomic
def remove(*, forum: Forum, version: int, item: int, by: User, now: datetime) -> None:
    """Its topics are offered again.

    Raises Stale, Settled and Gone; for what hangs on it RuleKept, WrittenDown and HasSpeakers.
    """
    row = _changeable(forum, version)
    mine = _item(row, item)
    _check_removal(row, mine, now)
    topics = list(mine.agenda_topics.values_list("topic", flat=True))
    audit.record(by=by, action="agenda.remove", target=mine, old={"rule": mine.rule}, now=now)
    mine.delete()
    _follow(topics, now)
    touch(row, now)


def _check_removal(forum: Forum, item: AgendaItem, now: datetime) -> None:
    """What was said under a stricter rule is not put under another item later.

    An action without its item would be mailed in plain words, as of none under sanctuary.
    """
    if item.rule != Rule.ON_RECORD and forum.starts_at <= now:
        raise RuleKept
    if _is_written_down(item) or item.agreements.exists() or item.actions.exists():
        raise WrittenDown
    if item.speakers.exists():
        raise HasSpeakers


@transaction.atomic
def put_topic(
    *, forum: Forum, version: int, item: int, topic: int, by: User, now: datetime
) -> None:
    """Onto an item; what is there already stays. Raises Stale, Settled, Gone and NotOffered."""
    row = _changeable(forum, version)
    mine = _item(row, item)
    wanted = Topic.objects.select_for_update().filter(pk=topic).first()
    if wanted is None or wanted.state != Topic.State.OPEN:
        raise NotOffered
    if AgendaTopic.objects.filter(item__forum=row, topic=wanted).exists():
        return
    AgendaTopic.objects.create(item=mine, topic=wanted)
    touch(row, now)
    new = {"topic": topic, "item": item}
    audit.record(by=by, action="agenda.put-topic", target=row, new=new, now=now)


@transaction.atomic
def take_topic_off(*, forum: Forum, version: int, topic: int, by: User, now: datetime) -> None:
    """It is offered again. Raises Stale and Settled."""
    row = _changeable(forum, version)
    taken, _each = AgendaTopic.objects.filter(item__forum=row, topic=topic).delete()
    if taken:
        _follow([topic], now)
        touch(row, now)
        old = {"topic": topic}
        audit.record(by=by, action="agenda.take-topic-off", target=row, old=old, now=now)


@transaction.atomic
def mark_topics(*, forum: Forum, marks: Mapping[int, bool], by: User, now: datetime) -> int:
    """Say which topics, by number, were talked about; return how many marks were new.

    What was talked about is not offered any more; what was not is offered again. The same marks
    twice change nothing. Raises TooEarly, and Settled for a forum that was cancelled.
    """
    row = moving.lock(forum)
    if row.state == State.CANCELLED:
        raise Settled
    if row.starts_at > now:
        raise TooEarly
    mine = AgendaTopic.objects.filter(item__forum=row, topic__in=marks)
    changed = [one for one in mine if one.was_discussed != marks[one.topic_id]]
    for one in changed:
        one.was_discussed = marks[one.topic_id]
    AgendaTopic.objects.bulk_update(changed, ["was_discussed"])
    _follow([one.topic_id for one in changed], now)
    if changed:
        new = {"topics": {one.topic_id: one.was_discussed for one in changed}}
        audit.record(by=by, action="agenda.mark-topics", target=row, new=new, now=now)
    return len(changed)


def _follow(numbers: Sequence[int], now: datetime) -> None:
    """Topics are `discussed` where one of their marks says so, and else open."""
    topics = Topic.objects.select_for_update().filter(
        pk__in=numbers, state__in=[Topic.State.OPEN, Topic.State.DISCUSSED]
    )
    said = set(
        AgendaTopic.objects.filter(topic__in=numbers, was_discussed=True).values_list(
            "topic", flat=True
        )
    )
    for topic in topics.order_by("pk"):
        state = Topic.State.DISCUSSED if topic.pk in said else Topic.State.OPEN
        if topic.state != state:
            topic.state, topic.changed_at = state, now
            topic.version += 1
            topic.save(update_fields=["state", "changed_at", "version"])


def _changeable(forum: Forum, version: int) -> Forum:
    row = locked(forum, version)
    if row.state in (State.CLOSED, State.CANCELLED):
        raise Settled
    return row


def _item(forum: Forum, number: int) -> AgendaItem:
    """Locked, so that no note is written meanwhile."""
    row = forum.items.select_for_update().filter(pk=number).first()
    if row is None:
        raise Gone
    return row
