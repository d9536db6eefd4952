"""Answering the co-ordinator's questions: what is typed is kept, compared, sent, and readable."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from network.actions import applying
from network.actions.moves import lock, move
from network.models import Application, InformationItem, StepAnswers, TypedAnswers
from network.states import Move, State
from network.steps import Step
from tests.factories.applicants import NOW, lead_of, make_person, make_submitted
from tests.network.pages import post_step, url

pytestmark = pytest.mark.django_db


def asked(application: Application, question: str = "Which prisons?") -> InformationItem:
    Application.objects.filter(pk=application.pk).update(
        state=State.MORE_INFORMATION, decided_at=None
    )
    return InformationItem.objects.create(
        application=application, question=question, step=Step.WORK, asked_at=NOW
    )


def post_answer(
    client: Client, application: Application, item: InformationItem, text: str, **extra: Any
) -> Any:
    kept = TypedAnswers.objects.of(application)
    data = {item.field_name: text, "version": kept.version} | extra
    return client.post(url(application, "answer"), data)


def type_quietly(client: Client, item: InformationItem, text: str, version: int = 0) -> Any:
    """What the script does a moment after the last key."""
    data = {item.field_name: text, "version": version}
    return client.post(url(item.application, "answer"), data, headers={"X-Autosave": "1"})


def answer_page(client: Client, item: InformationItem) -> str:
    return client.get(url(item.application, "answer")).content.decode()


def refer(application: Application) -> None:
    move(lock(application), Move.REFER, by=None, now=NOW)


@pytest.fixture
def question(client: Client) -> InformationItem:
    application = make_submitted()
    client.force_login(lead_of(application))
    return asked(application)


def test_answer_after_a_colleagues_is_shown_for_copying(
    client: Client, question: InformationItem
) -> None:
    post_answer(client, question.application, question, "Theirs")

    response = post_answer(client, question.application, question, "Two in London")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Which prisons?" in page
    assert "Two in London" in page


def test_same_answer_twice_is_no_loss(client: Client, question: InformationItem) -> None:
    post_answer(client, question.application, question, "Two in London")

    second = post_answer(client, question.application, question, " Two in London ")

    assert second.url == url(question.application)


def test_answer_to_an_earlier_round_is_shown_for_copying(
    client: Client, question: InformationItem
) -> None:
    post_answer(client, question.application, question, "Theirs")
    second_round = asked(question.application, "Since when?")

    response = post_answer(client, question.application, question, "Two in London")

    assert response.status_code == 409
    assert "Two in London" in response.content.decode()
    second_round.refresh_from_db()
    assert second_round.answered_at is None


def test_answer_to_a_question_taken_back_is_shown_for_copying(
    client: Client, question: InformationItem
) -> None:
    response = client.post(
        url(question.application, "answer"), {"item-99999999999999999999": "Two in London"}
    )

    assert response.status_code == 409
    assert "Two in London" in response.content.decode()


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (lambda: applying.QuestionsChanged(), "The questions changed just now"),
        (lambda: applying.StaleStep(StepAnswers(step=Step.WORK)), "Please send again"),
    ],
)
def test_answer_that_meets_a_change_keeps_what_was_typed(
    client: Client,
    question: InformationItem,
    monkeypatch: pytest.MonkeyPatch,
    happened: Callable[[], Exception],
    said: str,
) -> None:
    def answer(**_: object) -> None:
        raise happened()

    monkeypatch.setattr(applying, "answer", answer)

    response = post_answer(client, question.application, question, "Two in London")

    page = response.content.decode()
    assert response.status_code == 409
    assert said in page
    assert "Two in London</textarea>" in page


def test_answer_is_kept_while_it_is_typed(client: Client, question: InformationItem) -> None:
    response = type_quietly(client, question, "Two in London")

    assert response.json()["version"] == 1
    assert response.json()["said"].startswith("Saved ")
    assert "Two in London</textarea>" in answer_page(client, question)


def test_typed_answer_survives_signing_out(client: Client, question: InformationItem) -> None:
    type_quietly(client, question, "Two in London")
    client.post(reverse("account_logout"))
    signed_out = type_quietly(client, question, "Two in London and", version=1)
    client.force_login(lead_of(question.application))

    assert signed_out.url.startswith(reverse("account_login"))
    assert "Two in London</textarea>" in answer_page(client, question)


def test_button_keeps_the_answer_without_sending_it(
    client: Client, question: InformationItem
) -> None:
    response = post_answer(client, question.application, question, "Two in", action="save")

    question.refresh_from_db()
    assert response.url == url(question.application)
    assert question.answered_at is None
    assert "Two in</textarea>" in answer_page(client, question)


def test_button_keeps_an_empty_answer_without_asking_for_more(
    client: Client, question: InformationItem
) -> None:
    response = post_answer(client, question.application, question, "", action="save")

    assert response.url == url(question.application)


@pytest.mark.parametrize("action", ["save", "send"])
def test_stale_tab_is_refused_and_shows_both_answers(
    client: Client, question: InformationItem, action: str
) -> None:
    colleague = make_person(name="Ada Colleague")
    question.application.people.create(user=colleague, role="colleague", added_at=NOW)
    other = Client()
    other.force_login(colleague)
    type_quietly(other, question, "Theirs")

    response = post_answer(client, question.application, question, "Mine", version=0, action=action)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Ada Colleague changed it at" in page
    assert "Theirs" in page
    assert "Mine</textarea>" in page
    assert TypedAnswers.objects.get().typed == {question.field_name: "Theirs"}


def test_answer_can_be_sent_after_the_two_were_compared(
    client: Client, question: InformationItem
) -> None:
    type_quietly(client, question, "There")
    page = post_answer(client, question.application, question, "Here", version=0)

    post_answer(client, question.application, question, "Here", version=page.context["version"])

    question.refresh_from_db()
    assert question.answer == "Here"


def test_autosave_of_a_stale_answer_says_so(client: Client, question: InformationItem) -> None:
    type_quietly(client, question, "There")

    response = type_quietly(client, question, "Here")

    assert response.status_code == 409
    assert response.json()["said"].startswith("Not saved: You changed this page in another tab.")


def test_autosave_after_the_question_closed_is_not_taken_for_being_signed_out(
    client: Client, question: InformationItem
) -> None:
    refer(question.application)

    response = type_quietly(client, question, "Late")

    assert response.status_code == 409
    assert "moved on" in response.json()["said"]


def test_answer_with_a_character_that_cannot_be_kept_is_an_error(
    client: Client, question: InformationItem
) -> None:
    quiet = type_quietly(client, question, "A\x00B")
    page = post_answer(client, question.application, question, "A\x00B")

    assert quiet.status_code == 400
    assert question.field_name in page.context["form"].errors
    assert not TypedAnswers.objects.exists()


def test_sent_answer_is_not_kept_twice(client: Client, question: InformationItem) -> None:
    type_quietly(client, question, "Two in London")

    post_answer(client, question.application, question, "Two in London", action="send")

    assert TypedAnswers.objects.get().typed == {}


def test_what_was_typed_for_a_question_that_lapsed_can_still_be_read(
    client: Client, question: InformationItem
) -> None:
    type_quietly(client, question, "Two in London")
    refer(question.application)

    page = client.get(url(question.application) + "?status=1").content.decode()

    assert "Which prisons?" in page
    assert "Not needed any more" in page
    assert "Two in London" in page


def test_answer_to_a_later_round_leaves_what_lapsed(
    client: Client, question: InformationItem
) -> None:
    type_quietly(client, question, "Two in London")
    refer(question.application)
    second = asked(question.application, "Since when?")

    post_answer(client, question.application, second, "Since 2019")

    assert TypedAnswers.objects.get().typed == {question.field_name: "Two in London"}


def test_status_page_shows_what_was_answered_when_and_by_whom(
    client: Client, question: InformationItem
) -> None:
    post_answer(client, question.application, question, "Two in\n<London>")

    page = client.get(url(question.application)).content.decode()

    assert "Which prisons?" in page
    assert "Two in<br>&lt;London&gt;" in page
    assert "Asked on 5 October 2026" in page
    assert f"by {lead_of(question.application).name}" in page


def test_part_saved_while_a_question_is_open_says_so(
    client: Client, question: InformationItem
) -> None:
    work = question.application.steps.get(step=Step.WORK).typed

    response = post_step(client, question.application, Step.WORK, **work)

    assert response.url == url(question.application, "answer")
    assert "Saved. Now answer" in answer_page(client, question)
