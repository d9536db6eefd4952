"""Writing a decision: where its letter comes from, and what the page points out before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.actions import applying, review
from network.actions.applying import editable_steps
from network.actions.review import Question
from network.eligibility import Category
from network.models import Application
from network.states import MOVES, Move, State
from tests.factories.applicants import NOW, lead_of, submit
from tests.factories.applications import answer, ask, find_met, make_application, refer_or_decline
from tests.factories.decisions import QUEUE, decide, letter
from tests.factories.staff import coordinator_client, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return coordinator_client(name="Amara Example")


def test_form_starts_with_the_preset_letter(client: Client) -> None:
    application = make_application(State.IN_REVIEW)

    form = client.get(decide(application, "decline")).context["form"]

    assert form["subject"].value() == "Our decision about your application {reference}"
    assert form["version"].value() == application.version


def preset(client: Client, application: Application, move: str) -> dict[str, str]:
    """The letter that the decision's page starts with, as a browser sends it back."""
    form = client.get(decide(application, move)).context["form"]
    return {
        "subject": form["subject"].value(),
        "body": form["body"].value().replace("\n", "\r\n"),
    }


def test_chosen_reason_loads_its_letter_and_keeps_the_rest(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    untouched = preset(client, application, "decline")
    typed = letter(application, Move.DECLINE, reason="no-answer", send="no", **untouched)

    form = client.post(decide(application, "decline"), typed | {"act": "load"}).context["form"]

    assert form["subject"].value() == "We have closed your application {reference}"
    assert form["reason"].value() == "no-answer"
    assert form["send"].value() == "no"


def test_reason_without_a_letter_of_its_own_gets_the_general_one(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    typed = letter(application, Move.DECLINE, act="load", reason="not-genuine", subject="", body="")

    form = client.post(decide(application, "decline"), typed).context["form"]

    assert form["subject"].value() == "Our decision about your application {reference}"


@pytest.mark.parametrize("changed", ["subject", "body"])
def test_edited_letter_stays_and_the_preset_is_offered(client: Client, changed: str) -> None:
    application = make_application(State.IN_REVIEW)
    own = preset(client, application, "decline")
    own[changed] += " With my own words."
    typed = letter(application, Move.DECLINE, reason="no-answer", **own)

    page = client.post(decide(application, "decline"), typed | {"act": "load"})

    form = page.context["form"]
    assert form["reason"].value() == "no-answer"
    assert {name: form[name].value() for name in own} == own
    assert "Your letter has been kept" in page.text
    assert "We have closed your application {reference}" in page.text
    assert 'value="replace"' in page.text


def test_edited_letter_is_replaced_when_that_is_asked_for(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    typed = letter(application, Move.DECLINE, reason="no-answer", body="Mine {link}", send="no")

    page = client.post(decide(application, "decline"), typed | {"act": "replace"})

    form = page.context["form"]
    assert form["subject"].value() == "We have closed your application {reference}"
    assert "Mine" not in form["body"].value()
    assert form["send"].value() == "no"
    assert "Your letter has been kept" not in page.text


def test_enter_in_a_line_of_text_previews(client: Client) -> None:
    application = make_application(State.IN_REVIEW)

    page = client.get(decide(application, "decline")).text

    first = page.index('name="act"', page.index('id="content-main"'))
    assert page[first:].startswith('name="act" value="preview"')


# Approving --------------------------------------------------------------------------------------

WITHOUT = "Claimed, but you recorded no finding"
OUTDATED = "Your finding is older than the latest answers"


@pytest.mark.parametrize("act", [None, "preview"])
def test_approval_warns_of_claims_without_a_finding_and_of_old_findings(
    client: Client, act: str | None
) -> None:
    amara = make_staff()
    application = make_application(State.IN_REVIEW, by=amara)
    find_met(application, by=amara)
    ask(application, by=amara)
    answer(application, now=NOW + timedelta(days=1))
    find_met(application, Category.LED, by=amara, now=NOW + timedelta(days=2))
    path = decide(application, "approve")
    basis = {"basis": "led,specialist|"}

    page = client.post(path, letter(application, Move.APPROVE, act=act, **basis)) if act else None
    page = page or client.get(path)

    assert page.context["without_finding"] == [Category.SUPPORTS.label]
    assert page.context["outdated"] == [Category.SPECIALIST.label]
    assert WITHOUT in page.text
    assert OUTDATED in page.text


def test_approval_that_warned_is_not_held_up(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    find_met(application, by=make_staff())

    assert WITHOUT in client.get(decide(application, "approve")).text
    client.post(decide(application, "approve"), letter(application, Move.APPROVE))

    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_approval_with_a_fresh_finding_for_each_claim_warns_of_nothing(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    find_met(application, Category.LED, Category.SPECIALIST, Category.SUPPORTS, by=make_staff())

    page = client.get(decide(application, "approve"))

    assert (page.context["without_finding"], page.context["outdated"]) == ([], [])
    assert "Before you approve" not in page.text


@pytest.mark.parametrize("act", [None, "preview"])
def test_approval_page_takes_no_more_than_twelve_queries(client: Client, act: str | None) -> None:
    application = make_application(State.IN_REVIEW)
    find_met(application, by=make_staff())
    path = decide(application, "approve")
    client.get(path)  # warms what is read once per process

    with CaptureQueriesContext(connection) as captured:
        if act:
            client.post(path, letter(application, Move.APPROVE, act=act))
        else:
            client.get(path)

    assert len(captured) <= 12


# Asking -----------------------------------------------------------------------------------------


def test_preview_says_which_part_each_question_opens(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.ASK, act="preview", question_2="Who runs it?")

    text = client.post(decide(application, "ask"), data).text

    opened = text.index("They may change this part to answer: What you do")
    closed = text.index("They may only answer: no part of the application is opened for it.")
    assert text.index("What is it called?") < opened < text.index("Who runs it?") < closed


@pytest.mark.parametrize("move", [Move.REFER, Move.DECLINE, Move.WITHDRAW])
def test_unanswered_question_lapses_with_the_case_and_stays_to_be_read(
    client: Client, move: Move
) -> None:
    application = make_application(State.MORE_INFORMATION)
    day = NOW + timedelta(days=1)
    if move == Move.WITHDRAW:
        applying.withdraw(application=application, by=lead_of(application), now=day)
    else:
        refer_or_decline(application, MOVES[move].target, by=make_staff(), now=day)

    item = application.information_items.get()
    text = client.get(f"{QUEUE}{application.pk}/change/").text

    assert (item.lapsed_at, item.answered_at) == (day, None)
    assert "What is the project called?" in text
    assert "The case went on without an answer on 6 October 2026." in text
    assert "No answer yet" not in text


def test_question_of_an_earlier_round_is_kept_and_not_asked_again(client: Client) -> None:
    amara = make_staff()
    application = make_application(State.MORE_INFORMATION, by=amara)
    refer_or_decline(application, State.REFERRED, by=amara, now=NOW)
    submit(application)
    review.start_review(application=application, by=amara, now=NOW)
    application.refresh_from_db()
    ask(application, by=amara, questions=[Question("Who runs it?")])

    assert editable_steps(application) == frozenset()  # the first question had opened one
    answer(application)

    kept = application.information_items.order_by("pk").values_list("question", "answer")
    assert list(kept) == [
        ("What is the project called?", ""),
        ("Who runs it?", "It is called Bridge."),
    ]
    text = client.get(f"{QUEUE}{application.pk}/change/").text
    assert text.count("Not answered") == 1


def test_answered_question_does_not_lapse() -> None:
    application = make_application(State.MORE_INFORMATION)
    answer(application)

    assert application.information_items.get().lapsed_at is None


def test_question_is_answered_or_lapsed_never_both() -> None:
    application = make_application(State.MORE_INFORMATION)
    answer(application)

    with pytest.raises(IntegrityError, match="information_answered_or_lapsed"):
        application.information_items.update(lapsed_at=NOW)
