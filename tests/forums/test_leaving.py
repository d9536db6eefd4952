"""Who is no part of the sanctuary is told when to go out and when they may come back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums import leaving
from forums.actions.reminding import remind_due
from forums.choices import Rule
from forums.models import Forum
from portal.models import OutgoingMail
from portal.sealing import unseal
from tests.factories.forums import insider, item_of, join, open_forum, outsider
from tests.factories.speakers import asked, open_video, seen
from tests.forums.running import PLACE, url

ELEVEN = datetime(2026, 11, 16, 11, tzinfo=UTC)
TO_LEAVE = "Please leave from 11:20am to midday, in the room and online:"
OUT = "Not in the sanctuary: out 11:20am to midday"


@dataclass(frozen=True)
class Item:
    pk: int
    minutes: int
    is_sanctuary: bool = False


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], ""),
        ([Item(1, 20), Item(2, 40, is_sanctuary=True)], "11:20am to midday"),
        ([Item(1, 20, is_sanctuary=True), Item(2, 40, is_sanctuary=True)], "11am to midday"),
        (
            [Item(1, 20, is_sanctuary=True), Item(2, 40), Item(3, 60, is_sanctuary=True)],
            "11am to 11:20am and midday to 1pm",
        ),
    ],
)
def test_times_of_the_sanctuary(items: list[Item], words: str) -> None:
    assert leaving.in_words(leaving.times_out(ELEVEN, items)) == words


@pytest.fixture
def forum(db: None) -> Forum:
    """The sanctuary is second, from 11:20am to midday, in London."""
    forum = open_forum(**PLACE)
    forum.items.filter(rule=Rule.ON_RECORD).update(position=0, minutes=20)
    forum.items.filter(rule=Rule.SANCTUARY).update(minutes=40)
    return move(forum, timezone.now() + timedelta(days=10))


def move(forum: Forum, day: datetime) -> Forum:
    forum.starts_at = timezone.localtime(day).replace(hour=11, minute=0, second=0, microsecond=0)
    forum.ends_at = forum.starts_at + timedelta(hours=2)
    forum.save()
    return forum


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("kind", "item", "is_told"),
    [("official", None, True), ("official", Rule.ON_RECORD, False), ("facilitator", None, False)],
)
def test_an_official_for_the_whole_reads_when_to_leave(
    forum: Forum, kind: str, item: Rule | None, is_told: bool
) -> None:
    asked(forum, kind=kind, item=item and item_of(forum, item))

    assert (TO_LEAVE in seen()) is is_told


def test_the_way_in_says_when_to_leave(forum: Forum) -> None:
    move(forum, timezone.now() + timedelta(days=1))
    asked(forum, kind="official", state="accepted"), open_video(forum)

    assert seen().partition("Joining online")[2].count(TO_LEAVE) == 1


def test_the_letter_says_when_to_leave_and_staff_are_warned(
    forum: Forum, coordinator: Client
) -> None:
    speaker = asked(forum, kind="official", state="planned", token_hash="", invited_at=None)
    page = coordinator.get(reverse("admin:forums_speaker_invite", args=[speaker.pk]))

    assert TO_LEAVE in page.context["form"]["text"].value()
    assert "An item of the sanctuary falls into their time" in page.text


@pytest.mark.parametrize("page", ["forum", "joining"])
def test_members_from_public_bodies_read_when_to_leave(forum: Forum, page: str) -> None:
    people = [outsider(), insider()]
    for user in people:
        join(forum, user)
    texts = [signed_in(user).get(reverse(f"forums:{page}", args=[forum.slug])).text
             for user in people]  # fmt: skip

    assert [TO_LEAVE in text for text in texts] == [True, False]


def test_members_inside_read_that_public_bodies_may_be_there(forum: Forum) -> None:
    said, page = "people of theirs may be present, not for the sanctuary", forum.slug
    texts = [signed_in(user).get(reverse("forums:forum", args=[page])).text
             for user in (outsider(), insider())]  # fmt: skip

    assert [said in text for text in texts] == [False, True]


def test_reminders_say_when_to_leave(forum: Forum) -> None:
    for user in (outsider("out@example.org"), insider("in@example.org")):
        join(forum, user, answered_at=timezone.now() - timedelta(days=90))
    remind_due(now=timezone.now())
    move(forum, timezone.now() + timedelta(days=1))
    remind_due(now=timezone.now())

    told = [
        (mail.to, TO_LEAVE in (mail.text or unseal(bytes(mail.sealed or b""))))
        for mail in OutgoingMail.objects.order_by("to", "pk")
    ]
    assert told == [("in@example.org", False)] * 2 + [("out@example.org", True)] * 2


@pytest.mark.parametrize("page", ["attendance/", "attendance/lobby/"])
def test_staff_see_who_goes_out(forum: Forum, coordinator: Client, page: str) -> None:
    join(forum, outsider()), join(forum, insider()), join(forum, outsider(), "apologies")

    assert coordinator.get(url(forum, page)).text.count(OUT) == 1


def test_the_overview_counts_who_goes_out(forum: Forum, coordinator: Client) -> None:
    join(forum, outsider()), join(forum, insider()), join(forum, outsider(), "apologies")
    said = "1 person who comes is of a public body or a contractor, and not in the sanctuary: out"

    assert f"{said} 11:20am to midday" in coordinator.get(url(forum)).text
