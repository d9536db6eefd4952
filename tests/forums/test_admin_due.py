"""What the staff's front page says of forums, and the lists behind it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.choices import Rule
from forums.models import Forum, JoiningLink, Topic
from portal.staff_groups import EDITORS
from tests.factories.forums import held_forum, item_of, make_topic, open_forum
from tests.factories.said import objection_to, shared_summary, taken_on, there_and_forum
from tests.factories.speakers import asked
from tests.factories.staff import make_staff, sign_in
from tests.forums.running import ADMIN

pytestmark = pytest.mark.django_db


def front(client: Client) -> Any:
    return client.get("/staff/")


def test_front_page_says_what_is_due(coordinator: Client) -> None:
    soon = open_forum(starts_at=timezone.now() + timedelta(days=5))
    held_forum()
    due = front(coordinator).context["forums"]
    assert (due["link"], due["link_days"], due["ticks"], due["open"]) == (1, 5, 1, 1)
    JoiningLink.objects.create(forum=soon, url="https://a.example.org/", changed_at=timezone.now())
    text = front(coordinator).text
    assert "has no way in online yet" not in text
    assert re.search(r"<b>1</b><span>forums held, nobody ticked</span>", text)


def test_filters_show_what_the_front_page_counts(coordinator: Client) -> None:
    over = open_forum(starts_at=timezone.now() - timedelta(days=1))
    held_forum()
    rows = coordinator.get(f"{ADMIN}/?due=hold").context["cl"].queryset
    assert list(rows) == [over]


def test_manager_sees_what_is_due_and_editors_do_not(manager: Client) -> None:
    assert "forums" in front(manager).context
    assert "forums" not in front(sign_in(make_staff(EDITORS))).context


def waiting() -> Forum:
    """One of everything that waits, and as much again that does not."""
    now = timezone.now()
    ada, held = there_and_forum()
    objection_to(shared_summary(held), ada)
    taken_on(held, due_on=timezone.localdate() - timedelta(days=3))
    taken_on(held, due_on=timezone.localdate())
    make_topic(ada, now=now - timedelta(days=70))
    make_topic(ada, answer="We look into it.")
    make_topic(ada, state=Topic.State.CLOSED)
    ahead = open_forum()
    item_of(ahead, Rule.ON_RECORD).agenda_topics.create(topic=make_topic(ada))
    for forum in (ahead, held):
        asked(forum, token_hash="")
    return held


LISTS = {
    "topics": "topic/?state=unanswered",
    "actions": "action/?state=overdue",
    "speakers": "speaker/?answer=unanswered",
}


def test_each_queue_is_counted_and_leads_to_what_waits(coordinator: Client) -> None:
    waiting()
    queues = front(coordinator).context["queues"]
    counted = {name: queues[name].number for name in [*LISTS, "objections"]}
    assert counted == {"topics": 1, "actions": 1, "speakers": 1, "objections": 1}
    pages = {name: coordinator.get(f"/admin/forums/{path}") for name, path in LISTS.items()}
    assert {page.context["cl"].result_count for page in pages.values()} == {1}


def test_objections_lead_to_the_summaries_they_are_made_of(coordinator: Client) -> None:
    held_forum()
    objected = waiting()
    page = coordinator.get("/admin/forums/summary/?what=objected")
    assert list(page.context["page_obj"]) == [objected]


def test_it_says_how_long_the_oldest_has_waited(coordinator: Client) -> None:
    waiting()
    queues = front(coordinator).context["queues"]
    assert queues["actions"].hint == "the oldest for 3 days"
    assert queues["topics"].hint == "the oldest for 50 working days"
    assert queues["agreed_to"].hint == ""


def test_managers_hear_of_speakers_and_answers_alone(manager: Client) -> None:
    waiting()
    queues = front(manager).context["queues"]
    assert sorted(queues) == ["answers_overdue", "answers_to_review", "speakers"]


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_front_page_asks_as_little_however_much_waits(
    coordinator: Client, rounds: int, django_assert_num_queries: Any
) -> None:
    for _round in range(rounds):
        waiting()
    front(coordinator)
    with django_assert_num_queries(11):
        front(coordinator)
