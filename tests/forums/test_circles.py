"""Who may see what: each circle, from each side of its line."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forums.bands import band, in_public
from forums.choices import Band, Circle, Rule, TopicShows
from forums.models import Forum, Issue, Note, Summary, Topic
from network.models import Affiliation, User
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    join,
    make_forum,
    make_issue,
    make_topic,
    open_forum,
    outsider,
    write_note,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def lapsed() -> User:
    yesterday = timezone.localdate() - timedelta(days=1)
    return insider(ends_on=yesterday)


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (make_staff, ["draft", "open"]),
        (insider, ["open"]),
        (outsider, ["open"]),
        (lapsed, []),
        (make_person, []),
        (AnonymousUser, []),
    ],
)
def test_where_members_meet_is_for_members(person, sees) -> None:  # type: ignore[no-untyped-def]
    make_forum(), open_forum()
    forums = Forum.objects.visible_to(person(), now=timezone.now()).order_by("pk")
    assert [forum.state for forum in forums] == sees


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (make_staff, ["hidden", "shown"]),
        (insider, ["shown"]),
        (outsider, []),
        (lambda: outsider(sector="contractor"), []),
        (lapsed, []),
        (AnonymousUser, []),
    ],
)
def test_topics_are_for_those_inside(person, sees) -> None:  # type: ignore[no-untyped-def]
    make_topic(title="hidden", shows=TopicShows.COORDINATOR)
    make_topic(title="shown")
    topics = Topic.objects.visible_to(person(), now=timezone.now())
    assert list(topics.order_by("title").values_list("title", flat=True)) == sees


def test_who_proposed_a_hidden_topic_sees_it_and_their_colleague_does_not() -> None:
    user = insider()
    topic, colleague = make_topic(user, shows=TopicShows.COORDINATOR), make_person("c@example.org")
    topic.organisation.affiliations.create(user=colleague, role="member", started_at=timezone.now())
    now = timezone.now()
    assert [list(Topic.objects.visible_to(one, now=now)) for one in (user, colleague)] == [
        [topic],
        [],
    ]


def test_who_also_works_for_a_public_body_is_outside() -> None:
    user = outsider()
    make_member(user, "A small charity")
    make_topic()
    assert not Topic.objects.visible_to(user, now=timezone.now()).exists()


def test_who_left_the_public_body_is_inside() -> None:
    user = outsider()
    Affiliation.objects.filter(user=user).update(ended_at=timezone.now() + timedelta(minutes=1))
    make_member(user, "A small charity")
    topic = make_topic()
    assert list(Topic.objects.visible_to(user, now=timezone.now())) == [topic]


def notes_of(user: object, days: int = 0) -> list[Note]:
    return list(Note.objects.visible_to(user, now=timezone.now() + timedelta(days=days)))


def test_notes_are_for_those_who_were_there() -> None:
    forum = held_forum()
    note = write_note(item_of(forum, Rule.ON_RECORD))
    there, away, officer, later = insider(), insider(), outsider(), insider()
    attended(forum, there), join(forum, away), attended(forum, officer)
    attended(held_forum(), later)
    people = (there, make_staff(), away, officer, later, AnonymousUser())
    assert [notes_of(person) for person in people] == [[note], [note], [], [], [], []]


def test_notes_close_with_the_membership() -> None:
    forum, user = held_forum(), insider()
    write_note(item_of(forum, Rule.ON_RECORD))
    attended(forum, user)
    user.affiliations.get().organisation.memberships.update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert notes_of(user) == []


def test_notes_are_gone_on_their_day_for_everybody() -> None:
    forum, user = held_forum(), insider()
    write_note(item_of(forum, Rule.ON_RECORD))
    attended(forum, user)
    assert [notes_of(one, days=366) for one in (user, make_staff())] == [[], []]


@pytest.mark.parametrize(
    ("circle", "seen_by"),
    [
        (Circle.STAFF, ["staff"]),
        (Circle.ATTENDEES, ["staff", "there"]),
        (Circle.MEMBERS, ["staff", "there", "member", "officer"]),
        (Circle.PUBLIC, ["staff", "there", "member", "officer", "visitor"]),
    ],
)
def test_a_summary_is_seen_as_far_as_it_was_widened(circle: Circle, seen_by: list[str]) -> None:
    forum, now = held_forum(days_ago=9), timezone.now()
    days = {"shared_at": now - timedelta(days=8), "review_until": now - timedelta(days=1)}
    agreed = {"agreed_at": now} if circle in (Circle.MEMBERS, Circle.PUBLIC) else {}
    times = {"changed_at": now, **days, **agreed}
    summary = Summary.objects.create(forum=forum, text="We met.", shown_to=circle, **times)
    there = insider()
    attended(forum, there)
    people = {
        "staff": make_staff(),
        "there": there,
        "member": insider(),
        "officer": outsider(),
        "visitor": AnonymousUser(),
    }
    seen = Summary.objects.filter(pk=summary.pk)
    assert [n for n, one in people.items() if seen.visible_to(one, now=now).exists()] == seen_by


@pytest.mark.parametrize(
    ("circle", "seen_by"),
    [
        (Circle.STAFF, ["staff"]),
        (Circle.MEMBERS, ["staff", "member"]),
        (Circle.PUBLIC, ["staff", "member", "visitor"]),
    ],
)
def test_an_issue_is_seen_as_far_as_it_was_widened(circle: Circle, seen_by: list[str]) -> None:
    issue = make_issue(shown_to=circle)
    people = {"staff": make_staff(), "member": insider(), "visitor": AnonymousUser()}
    seen, now = Issue.objects.filter(pk=issue.pk), timezone.now()
    assert [n for n, one in people.items() if seen.visible_to(one, now=now).exists()] == seen_by


@pytest.mark.parametrize(
    ("number", "shown", "public"),
    [
        (1, Band.FEW, ""),
        (4, Band.FEW, ""),
        (5, Band.SOME, Band.SOME),
        (9, Band.SOME, Band.SOME),
        (10, Band.MANY, Band.MANY),
        (400, Band.MANY, Band.MANY),
    ],
)
def test_evidence_is_shown_in_bands(number: int, shown: Band, public: str) -> None:
    assert (band(number), in_public(band(number))) == (shown, public)
