"""Where an application stands: what is promised, what is wanted, and the way on."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from network.actions.moves import lock, move
from network.models import Application
from network.states import Move
from tests.factories.applicants import NOW, lead_of, make_submitted
from tests.network.pages import url

pytestmark = pytest.mark.django_db


def move_to(application: Application, *moves: Move, now: datetime = NOW) -> None:
    for one in moves:
        move(lock(application), one, by=None, now=now)


@pytest.mark.parametrize(
    "moves", [(Move.WITHDRAW,), (Move.START_REVIEW, Move.DECLINE)], ids=["withdrawn", "declined"]
)
def test_closed_application_offers_a_new_one(client: Client, moves: tuple[Move, ...]) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))
    move_to(application, *moves)

    page = client.get(url(application)).content.decode()

    assert "Start a new application" in page
    assert f'action="{reverse("network:apply")}"' in page


def test_open_application_offers_no_new_one(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    assert "Start a new application" not in client.get(url(application)).content.decode()


def page_after(client: Client, decision: Move, letter: str) -> str:
    """The page of an application that was decided with this letter, as its lead sees it."""
    application = make_submitted()
    client.force_login(lead_of(application))
    move_to(application, Move.START_REVIEW)
    sent = {"letter_text": letter, "letter_sent": True}
    move(lock(application), decision, by=None, now=NOW, **sent)
    return client.get(url(application)).content.decode()


def test_referred_page_has_the_letter_the_timeline_and_the_way_to_talk(client: Client) -> None:
    page = page_after(client, Move.REFER, "Could we talk?")

    assert [part.count("Could we talk?") for part in page.split("What has happened")] == [1, 0]
    assert "You sent your application" in page.split("What has happened")[1]
    assert f'class="btn" href="{reverse("network:guidance")}"' in page


def test_addresses_in_letters_are_links_and_nothing_else_is_markup(client: Client) -> None:
    page = page_after(client, Move.DECLINE, "See https://example.org/guide <b>now</b>")

    assert 'href="https://example.org/guide"' in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page


TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # ten working days before 8 December


def test_status_page_promises_a_day(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))
    move_to(application, Move.START_REVIEW, Move.ASK, Move.ANSWER, now=TUESDAY)

    response = client.get(url(application))

    assert response.context["answer_by"] == date(2026, 12, 8)


def test_status_page_says_sorry_for_a_day_that_has_passed(client: Client) -> None:
    application = make_submitted(now=datetime(2020, 1, 6, 9, tzinfo=UTC))
    client.force_login(lead_of(application))

    page = client.get(url(application)).content.decode()

    assert "You were promised an answer by Monday 20 January 2020. We are sorry" in page


@pytest.mark.parametrize("page", ["network:application", "dashboard"])
def test_question_says_by_when_to_answer(client: Client, page: str) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))
    move_to(application, Move.START_REVIEW, Move.ASK, now=TUESDAY)
    address = url(application) if page == "network:application" else reverse(page)

    said = client.get(address).content.decode()

    assert "nswer by " in said
    assert "Tuesday 8 December 2026" in said
