"""The buttons of a forum's page: opening it, holding, closing and cancelling it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions.announcing import learn
from forums.models import Forum
from forums.states import State
from portal.models import OutgoingMail
from tests.factories.forums import held_forum, insider, join, make_forum, open_forum
from tests.factories.said import agreed_summary
from tests.forums.running import PLACE, press, url

pytestmark = pytest.mark.django_db
NOW = timezone.now()


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


def test_mails_to_speakers_and_members_are_shown_before_a_move(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    join(forum, insider("ada@example.org"))
    forum.speakers.create(name="Jo", email="jo@example.org", state="invited")
    later = timezone.localtime(forum.starts_at + timedelta(minutes=30))
    fields = {"title": forum.title, "venue": "Example Hall", "is_online": "on"}
    fields |= {"venue_address": PLACE["venue_address"], "about": "", "venue_access": ""}
    fields |= {"starts_at": f"{later:%Y-%m-%dT%H:%M}", "notes_until": ""}
    fields["ends_at"] = f"{timezone.localtime(forum.ends_at):%Y-%m-%dT%H:%M}"
    shown = press(coordinator, forum, "details/", **fields)
    letters = [one.sample() for one in shown.context["rounds"]]
    assert [(one.to, one.subject) for one in letters] == [
        ("ada@example.org", f"A change: {forum}"),
        ("jo@example.org", f"A change: {forum}"),
    ]
    assert not OutgoingMail.objects.exists()
    assert shown.context["form"].initial["starts_at"] == forum.starts_at
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    coordinator.post(url(forum, "details/"), hidden | {"act": "change"})
    assert not OutgoingMail.objects.exists()
    coordinator.post(url(forum, "details/"), hidden | {"act": "confirm"})
    assert [mail.text for mail in OutgoingMail.objects.order_by("to")] == [
        one.text for one in letters
    ]


def test_mail_to_speakers_of_a_draft_is_shown_before_it_is_cancelled(coordinator: Client) -> None:
    forum = make_forum(**PLACE)
    forum.speakers.create(name="Jo", email="jo@example.org", state="accepted", answered_at=NOW)
    why = "The hall is flooded."
    press(coordinator, forum, "cancel/", why=why, act="cancel")
    assert not OutgoingMail.objects.exists()
    shown = press(coordinator, forum, "cancel/", why=why)
    press(coordinator, forum, "cancel/", why=why, act="cancel", seen=why)
    (letter,) = [one.sample() for one in shown.context["rounds"]]
    assert OutgoingMail.objects.get().text == letter.text


def test_speakers_who_know_of_another_time_are_told_from_the_agenda(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    first, last = forum.items.order_by("position").first(), forum.items.order_by("position").last()
    speaker = forum.speakers.create(name="Jo", email="jo@example.org", state="invited", item=last)
    learn([speaker], forum)
    link = url(forum, "agenda/tell/")
    assert link not in coordinator.get(url(forum, "agenda/")).text
    assert first is not None
    press(coordinator, forum, f"agenda/{first.pk}/move/", way="down")
    forum.items.filter(pk=first.pk).update(minutes=30)
    assert link in coordinator.get(url(forum, "agenda/")).text
    assert "A change: " in coordinator.get(link).text
    press(coordinator, forum, "agenda/tell/")
    assert OutgoingMail.objects.get().to == "jo@example.org"
    assert link not in coordinator.get(url(forum, "agenda/")).text


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
