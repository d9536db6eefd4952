"""Items of an agenda, their rules, and the topics on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import agenda
from forums.actions.agenda import Said
from forums.actions.moving import Stale
from forums.actions.organising import Settled
from forums.actions.plans import offered_topics, plan_of
from forums.choices import Rule, TopicShows
from forums.models import AgendaItem, AgendaTopic, Forum, IssueSource, Note, Topic
from portal.models import AuditEntry
from portal.staff_groups import MANAGERS
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    make_forum,
    make_issue,
    make_topic,
    open_forum,
    write_note,
)
from tests.factories.said import taken_on
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def said(**fields: object) -> Said:
    values = {"title": "News", "about": "", "minutes": 20, "rule": Rule.ON_RECORD}
    return Said(**values | fields)  # type: ignore[arg-type]  # by name


def change(item: AgendaItem, **fields: object) -> AgendaItem:
    item.forum.refresh_from_db()
    names = ("title", "about", "minutes", "rule", "is_break")
    values = {name: getattr(item, name) for name in names} | fields
    return agenda.change(
        forum=item.forum,
        version=item.forum.version,
        item=item.pk,
        said=Said(**values),
        by=make_staff(),
        now=timezone.now(),
    )


def put(forum: Forum, topic: Topic, rule: Rule = Rule.SANCTUARY) -> None:
    forum.refresh_from_db()
    agenda.put_topic(
        forum=forum,
        version=forum.version,
        item=item_of(forum, rule).pk,
        topic=topic.pk,
        by=make_staff(),
        now=timezone.now(),
    )


def titles(forum: Forum) -> list[str]:
    return list(forum.items.order_by("position", "pk").values_list("title", flat=True))


def test_item_is_added_at_the_end() -> None:
    forum = make_forum()
    agenda.add(forum=forum, version=1, said=said(), by=make_staff(), now=timezone.now())
    forum.refresh_from_db()
    assert (titles(forum)[-1], forum.version) == ("News", 2)


def test_item_moves_up_once_for_two_presses_on_one_page() -> None:
    forum, by, now = make_forum(), make_staff(), timezone.now()
    last = forum.items.get(position=3)
    agenda.move(forum=forum, version=1, item=last.pk, up=True, by=by, now=now)
    with pytest.raises(Stale):
        agenda.move(forum=forum, version=1, item=last.pk, up=True, by=by, now=now)
    assert titles(forum)[1] == last.title


def test_item_at_the_top_stays_there() -> None:
    forum = make_forum()
    first, before = forum.items.get(position=1), titles(forum)
    agenda.move(forum=forum, version=1, item=first.pk, up=True, by=make_staff(), now=timezone.now())
    assert titles(forum) == before


def test_item_of_another_forum_is_not_touched() -> None:
    forum, other = make_forum(), make_forum()
    with pytest.raises(agenda.Gone):
        agenda.remove(
            forum=forum, version=1, item=item_of(other, Rule.ON_RECORD).pk, by=make_staff(),
            now=timezone.now(),
        )  # fmt: skip
    assert other.items.count() == 3


def test_item_with_notes_does_not_become_a_sanctuary() -> None:
    item = item_of(make_forum(), Rule.ON_RECORD)
    write_note(item)
    with pytest.raises(agenda.WrittenDown):
        change(item, rule=Rule.SANCTUARY)


def test_item_taken_further_does_not_become_a_sanctuary() -> None:
    item = item_of(make_forum(), Rule.ON_RECORD)
    IssueSource.objects.create(issue=make_issue(), item=item, rule=item.rule)
    with pytest.raises(agenda.WrittenDown):
        change(item, rule=Rule.SANCTUARY)


def test_item_with_notes_is_not_removed() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    write_note(item)
    with pytest.raises(agenda.WrittenDown):
        agenda.remove(
            forum=item.forum, version=item.forum.version, item=item.pk, by=make_staff(),
            now=timezone.now(),
        )  # fmt: skip
    assert Note.objects.exists()


def remove(item: AgendaItem) -> None:
    item.forum.refresh_from_db()
    agenda.remove(
        forum=item.forum, version=item.forum.version, item=item.pk, by=make_staff(),
        now=timezone.now(),
    )  # fmt: skip


def test_item_of_an_action_is_not_removed() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    action = taken_on(item.forum, item=item)
    with pytest.raises(agenda.WrittenDown):
        remove(item)
    action.refresh_from_db()
    assert action.item == item


@pytest.mark.parametrize("rule", [Rule.SANCTUARY, Rule.NON_ATTRIBUTABLE])
def test_stricter_item_makes_no_room_for_another_once_the_forum_has_begun(rule: Rule) -> None:
    item = item_of(held_forum(), rule)
    with pytest.raises(agenda.RuleKept):
        remove(item)
    assert item.forum.items.count() == 3


def test_sanctuary_is_removed_before_the_forum_begins() -> None:
    item = item_of(open_forum(), Rule.SANCTUARY)
    remove(item)
    assert item.forum.items.count() == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Rule.SANCTUARY, Rule.NON_ATTRIBUTABLE),
        (Rule.SANCTUARY, Rule.ON_RECORD),
        (Rule.NON_ATTRIBUTABLE, Rule.ON_RECORD),
    ],
)
def test_rule_under_which_people_spoke_is_not_loosened(old: Rule, new: Rule) -> None:
    item = item_of(held_forum(), old)
    with pytest.raises(agenda.RuleKept):
        change(item, rule=new)
    item.refresh_from_db()
    assert item.rule == old


def test_rule_is_made_stricter_afterwards() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    change(item, rule=Rule.NON_ATTRIBUTABLE)
    item.refresh_from_db()
    assert item.rule == Rule.NON_ATTRIBUTABLE


def test_rule_of_what_was_taken_further_is_not_loosened() -> None:
    item = item_of(open_forum(), Rule.NON_ATTRIBUTABLE)
    IssueSource.objects.create(issue=make_issue(), item=item, rule=item.rule)
    with pytest.raises(agenda.RuleKept):
        change(item, rule=Rule.ON_RECORD)


def test_rule_is_loosened_before_the_forum_begins() -> None:
    item = item_of(open_forum(), Rule.SANCTUARY)
    assert change(item, rule=Rule.ON_RECORD).rule == Rule.ON_RECORD


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_agenda_of_what_is_over_for_good_is_kept(state: str) -> None:
    forum, now = held_forum(), timezone.now()
    Forum.objects.filter(pk=forum.pk).update(state=state, cancelled_at=now)
    with pytest.raises(Settled):
        change(item_of(forum, Rule.ON_RECORD), title="Another")


def test_topic_stands_on_an_agenda_once() -> None:
    forum, topic = make_forum(), make_topic()
    put(forum, topic)
    put(forum, topic, Rule.ON_RECORD)
    assert AgendaTopic.objects.filter(item__forum=forum).count() == 1


@pytest.mark.parametrize("state", ["discussed", "closed", "withdrawn"])
def test_topic_that_is_not_open_is_not_put_on(state: str) -> None:
    with pytest.raises(agenda.NotOffered):
        put(make_forum(), make_topic(state=state))


def test_log_names_no_topic() -> None:
    forum, secret = make_forum(), "A prison named in confidence"
    topic = make_topic(title=secret, shows=TopicShows.COORDINATOR)
    put(forum, topic)
    Forum.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    agenda.mark_topics(forum=forum, marks={topic.pk: True}, by=make_staff(), now=timezone.now())
    agenda.take_topic_off(
        forum=forum, version=2, topic=topic.pk, by=make_staff(), now=timezone.now()
    )
    entries = AuditEntry.objects.filter(action__startswith="agenda.")
    assert entries.count() == 3
    assert [one for one in entries if secret in f"{one.object_label}{one.old}{one.new}"] == []


def mark(forum: Forum, topic: Topic, discussed: bool) -> int:
    return agenda.mark_topics(
        forum=forum, marks={topic.pk: discussed}, by=make_staff(), now=timezone.now()
    )


def test_topic_that_was_talked_about_is_not_offered_again() -> None:
    forum, topic = held_forum(), make_topic()
    put(forum, topic)
    assert (mark(forum, topic, True), mark(forum, topic, True)) == (1, 0)
    topic.refresh_from_db()
    assert (topic.state, topic.version) == (Topic.State.DISCUSSED, 2)


def test_mark_can_be_corrected() -> None:
    forum, topic = held_forum(), make_topic()
    put(forum, topic)
    mark(forum, topic, True), mark(forum, topic, False)
    topic.refresh_from_db()
    assert topic.state == Topic.State.OPEN


def test_topic_of_a_removed_item_is_offered_again() -> None:
    forum, topic = held_forum(), make_topic()
    put(forum, topic, Rule.ON_RECORD)
    mark(forum, topic, True)
    remove(item_of(forum, Rule.ON_RECORD))
    topic.refresh_from_db()
    assert topic.state == Topic.State.OPEN


def take_off(forum: Forum, topic: Topic) -> None:
    forum.refresh_from_db()
    agenda.take_topic_off(
        forum=forum, version=forum.version, topic=topic.pk, by=make_staff(), now=timezone.now()
    )


def test_topic_taken_off_is_offered_again_unless_another_forum_talked_about_it() -> None:
    forum, other, topic = held_forum(), held_forum(), make_topic()
    put(forum, topic), put(other, topic)
    mark(forum, topic, True), mark(other, topic, True)
    states = []
    for one in (forum, other):
        take_off(one, topic)
        topic.refresh_from_db()
        states.append(topic.state)
    assert states == [Topic.State.DISCUSSED, Topic.State.OPEN]


def test_topic_that_was_taken_back_stays_so() -> None:
    forum, topic = held_forum(), make_topic()
    put(forum, topic)
    Topic.objects.update(state=Topic.State.WITHDRAWN)
    mark(forum, topic, True)
    topic.refresh_from_db()
    assert topic.state == Topic.State.WITHDRAWN


def test_nothing_was_talked_about_before_the_start() -> None:
    forum, topic = open_forum(), make_topic()
    put(forum, topic)
    with pytest.raises(agenda.TooEarly):
        mark(forum, topic, True)


def offered(forum: Forum) -> list[tuple[str, bool, int]]:
    rows = offered_topics(forum, make_staff(), now=timezone.now())
    return [(row.title, row.is_again, row.organisations) for row in rows]


def test_topics_left_over_come_first_then_those_of_many() -> None:
    past, ahead = held_forum(days_ago=90), make_forum()
    left, marked, done = (make_topic(title=one) for one in ("left", "marked", "done"))
    for topic in (left, marked, done):
        put(past, topic)
    mark(past, marked, False), mark(past, done, True)
    make_topic(title="new")
    many, here = make_topic(title="many"), make_topic(title="here")
    many.affirmations.create(
        organisation=insider().affiliations.get().organisation, at=timezone.now()
    )
    put(ahead, here)
    assert offered(ahead) == [
        ("left", True, 0), ("marked", True, 0), ("many", False, 1), ("new", False, 0),
    ]  # fmt: skip


def test_topic_of_a_cancelled_forum_is_offered_again() -> None:
    cancelled, ahead = open_forum(), make_forum()
    put(cancelled, make_topic(title="left"))
    Forum.objects.filter(pk=cancelled.pk).update(state="cancelled", cancelled_at=timezone.now())
    assert offered(ahead) == [("left", True, 0)]


def test_managers_are_offered_no_topics() -> None:
    make_topic()
    rows = offered_topics(make_forum(), make_staff(MANAGERS), now=timezone.now())
    assert list(rows) == []


def test_plan_knows_times_and_who_is_there() -> None:
    forum = make_forum()
    item = item_of(forum, Rule.SANCTUARY)
    forum.speakers.create(name="Jo Official", kind="official", item=item)
    forum.speakers.create(name="Sam Speaker")
    plan = plan_of(forum)
    assert [row.span.starts_at for row in plan.rows][1] == forum.starts_at + timedelta(minutes=20)
    assert [one.name for one in plan.everywhere] == ["Sam Speaker"]
    assert plan.warnings() == [
        "“Under sanctuary” is a sanctuary, and Jo Official is there. They have to leave before it."
    ]


def test_official_who_cannot_come_is_not_warned_of() -> None:
    forum = make_forum()
    forum.speakers.create(name="Jo", kind="official", state="declined", answered_at=timezone.now())
    assert plan_of(forum).warnings() == []


def test_plan_shows_topics_only_where_asked_for() -> None:
    forum = held_forum()
    put(forum, make_topic())
    attended(forum, insider())
    numbers = [
        sum(len(row.topics) for row in plan_of(forum, with_topics=w).rows) for w in (False, True)
    ]
    assert numbers == [0, 1]
