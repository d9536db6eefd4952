"""The buttons of a forum's page: opening it, holding, closing and cancelling it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import Forum
from forums.states import State
from portal.models import OutgoingMail
from tests.factories.forums import held_forum, insider, join, make_forum, open_forum
from tests.factories.said import agreed_summary
from tests.forums.running import PLACE, press, url

pytestmark = pytest.mark.django_db


def test_forum_is_opened_after_a_look(coordinator: Client) -> None:
    forum = make_forum(**PLACE)
    page = coordinator.get(url(forum, "open/")).text
    assert page.count("Under sanctuary") == 1 + page.count("“Under sanctuary”")
    press(coordinator, forum, "open/")
    forum.refresh_from_db()
    assert forum.state == State.OPEN


def test_forum_that_cannot_be_opened_says_why(coordinator: Client) -> None:
    forum = make_forum()
    answer = press(coordinator, forum, "open/")
    assert answer.status_code == 409
    assert "Nobody could come: give it a place, or a way in online." in answer.text


def test_second_press_says_how_it_stands(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    answer = press(coordinator, forum, "open/")
    assert (answer.status_code, "It is “Open to join” by now." in answer.text) == (409, True)


def test_mail_is_shown_before_anybody_is_told(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    join(forum, insider("ada@example.org"))
    shown = press(coordinator, forum, "cancel/", why="The hall is flooded.")
    assert f"Cancelled: {forum.title}" in shown.text
    assert not OutgoingMail.objects.exists()
    press(coordinator, forum, "cancel/", why="Another reason.", act="cancel", seen="Flooded.")
    assert not OutgoingMail.objects.exists()
    why = "The hall is flooded."
    press(coordinator, forum, "cancel/", why=why, act="cancel", seen=why)
    forum.refresh_from_db()
    assert (forum.state, OutgoingMail.objects.get().to) == (State.CANCELLED, "ada@example.org")


def ways_on(client: Client, forum: Forum) -> list[str]:
    """The pages behind the buttons of a forum's page."""
    return [move["url"].split("/")[-2] for move in client.get(url(forum)).context["moves"]]


def test_forum_is_held_and_closed(coordinator: Client) -> None:
    forum = open_forum(starts_at=timezone.now() - timedelta(hours=3), **PLACE)
    press(coordinator, forum, "hold/"), press(coordinator, forum, "close/")
    forum.refresh_from_db()
    assert forum.state == State.CLOSED


def test_forum_that_goes_on_is_not_said_to_have_been_held(coordinator: Client) -> None:
    forum = open_forum(starts_at=timezone.now() - timedelta(hours=1), **PLACE)
    assert ways_on(coordinator, forum) == ["cancel"]
    answer = press(coordinator, forum, "hold/")
    assert (answer.status_code, "It is not over yet." in answer.text) == (409, True)


def test_forum_closed_without_a_summary_is_taken_up_again(coordinator: Client) -> None:
    forum = held_forum()
    press(coordinator, forum, "close/")
    writing = f"/admin/forums/summary/forum/{forum.pk}/write/"
    assert url(forum, "reopen/") in coordinator.get(f"/admin/forums/summary/forum/{forum.pk}/").text
    assert "The forum is closed." in coordinator.get(writing).text
    assert ways_on(coordinator, forum) == ["reopen"]
    press(coordinator, forum, "reopen/")
    assert ways_on(coordinator, forum) == ["close"]
    assert coordinator.get(writing).context["form"].initial == {"version": 0}


def test_forum_with_an_agreed_summary_offers_no_way_back(coordinator: Client) -> None:
    forum = agreed_summary(held_forum(days_ago=9)).forum
    press(coordinator, forum, "close/")
    assert ways_on(coordinator, forum) == []
    assert press(coordinator, forum, "reopen/").status_code == 409
