"""Forums in each state of their life, the people inside, and issues on their way."""

import itertools
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from forums.actions import moving
from forums.choices import Answer, Level, Rule, TopicShows
from forums.models import AgendaItem, Attendance, Forum, Issue, Note, Topic
from network.models import Organisation, User
from portal.sealing import seal
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff

_numbers = itertools.count(1)


def make_forum(**fields: Any) -> Forum:
    """A draft, two weeks ahead, with an item of each rule."""
    number, now = next(_numbers), timezone.now()
    starts_at = fields.pop("starts_at", now + timedelta(days=14))
    values = {
        "slug": f"forum-{number}",
        "title": f"Forum {number}",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "created_at": now,
        "changed_at": now,
    }
    forum = Forum.objects.create(**(values | fields))
    for position, rule in enumerate(Rule, 1):
        forum.items.create(position=position, title=f"Under {rule.value}", rule=rule)
    return forum


def open_forum(**fields: Any) -> Forum:
    """Members may join."""
    forum = make_forum(**fields)
    return moving.open_to_members(
        forum=forum, version=forum.version, by=make_staff(), now=timezone.now()
    )


def held_forum(*, days_ago: int = 1, **fields: Any) -> Forum:
    """Held some days ago; nobody was there yet."""
    forum = open_forum(starts_at=timezone.now() - timedelta(days=days_ago, hours=2), **fields)
    return moving.hold(forum=forum, version=forum.version, by=make_staff(), now=timezone.now())


def item_of(forum: Forum, rule: Rule) -> AgendaItem:
    return forum.items.get(rule=rule)


def join(forum: Forum, user: User, answer: Answer = Answer.ONLINE, **fields: Any) -> Attendance:
    """A person's answer for their first organisation."""
    organisation = Organisation.objects.visible_to(user).order_by("pk")[0]
    values = {"organisation": organisation, "answered_at": timezone.now()} | fields
    return Attendance.objects.create(forum=forum, user=user, answer=answer, **values)


def attended(forum: Forum, user: User, **fields: Any) -> Attendance:
    """Ticked as present."""
    return join(forum, user, was_present=True, marked_at=timezone.now(), **fields)


def insider(email: str = "", name: str = "", **membership: Any) -> User:
    """Somebody of a member organisation who may meet topics, organisations and notes."""
    number = next(_numbers)
    user = make_person(email or f"insider-{number}@example.org")
    make_member(user, name or f"Kola Nut Resettlement {number}", **membership)
    return user


def outsider(email: str = "", sector: str = "statutory") -> User:
    """Somebody of a public body (or a contractor) that is a member all the same."""
    user = insider(email or f"officer-{next(_numbers)}@example.org", "Example Council")
    Organisation.objects.filter(affiliations__user=user).update(sector=sector)
    return user


def write_note(item: AgendaItem, text: str = "What was said.") -> Note:
    return Note.objects.create(
        item=item, rule=item.rule, sealed=seal(text), changed_at=timezone.now()
    )


def make_topic(by: User | None = None, **fields: Any) -> Topic:
    """Shown to members, of the first organisation of `by`."""
    by = by or insider()
    now: datetime = fields.pop("now", timezone.now())
    values = {
        "organisation": Organisation.objects.visible_to(by).order_by("pk")[0],
        "by": by,
        "title": "Waits for interpreters",
        "shows": TopicShows.ORGANISATION,
        "key": uuid.uuid4(),
        "created_at": now,
        "changed_at": now,
    }
    return Topic.objects.create(**(values | fields))


def make_issue(**fields: Any) -> Issue:
    """For staff alone, raised now."""
    number, now = next(_numbers), timezone.now()
    values = {
        "slug": f"issue-{number}",
        "statement": f"Letters in other languages arrive late ({number})",
        "level": Level.OPERATIONAL,
        "raised_at": now,
        "changed_at": now,
    }
    return Issue.objects.create(**(values | fields))
