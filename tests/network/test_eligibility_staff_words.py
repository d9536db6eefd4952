"""Screening in the words that staff read: the same verdicts, and nobody addressed as "you"."""

import re
from dataclasses import replace
from itertools import product

import pytest
from django.test import Client

from network.eligibility import (
    Answers,
    Category,
    Claim,
    Headcount,
    Sector,
    as_json,
    screen,
    take_led_reasons,
)
from network.models import Submission
from network.states import State
from tests.factories.applications import make_application
from tests.factories.staff import coordinator_client

ADDRESSED = re.compile(r"\b(you|your|yours|we|us)\b", re.IGNORECASE)
NOTHING = Answers(
    criminal_justice=Claim.YES,
    sector=Sector.VOLUNTARY,
    led=Claim.NO,
    board=None,
    senior_staff=None,
    specialist=Claim.NO,
    mission="",
    designed=Claim.NO,
    service="",
    supports=Claim.NO,
    support_work="",
)


def staff_reason(category: Category, answers: Answers) -> str:
    reasons = {found.category: found.staff_reason for found in screen(answers).categories}
    return str(reasons[category])


@pytest.mark.parametrize("sector", list(Sector))
def test_no_reason_for_staff_speaks_to_the_organisation(sector: Sector) -> None:
    boards = (None, Headcount(6, 4, 1), Headcount(9, 3, 4), Headcount(9, 1, 1))
    texts = ("", "We walk with people out of prison.")
    for led, own, other, board, text in product(Claim, Claim, Claim, boards, texts):
        answers = replace(
            NOTHING,
            sector=sector,
            led=led,
            board=board if led == Claim.YES else None,
            specialist=own,
            designed=other,
            supports=own,
            mission=text,
            service=text,
            support_work=text,
        )
        for found in screen(answers).categories:
            assert str(found.staff_reason)
            assert not ADDRESSED.search(str(found.staff_reason)), found


@pytest.mark.parametrize(
    ("board", "words"),
    [
        (
            Headcount(6, 4, 1),
            "Board and senior staff together: 4 of 6 identify as Black, Asian or minority "
            "ethnic; half or more is needed.",
        ),
        (
            Headcount(9, 3, 4),
            "Board and senior staff together: 3 of 9 identify as Black, Asian or minority "
            "ethnic; half or more is needed. 4 are not known or prefer not to say, and could "
            "make it half or more.",
        ),
        (
            Headcount(9, 1, 1),
            "Board and senior staff together: 1 of 9 identifies as Black, Asian or minority "
            "ethnic; half or more is needed. 1 is not known or prefers not to say, and would "
            "not make it half.",
        ),
    ],
)
def test_counts_are_told_to_staff(board: Headcount, words: str) -> None:
    assert staff_reason(Category.LED, replace(NOTHING, led=Claim.YES, board=board)) == words


def test_reasons_that_quote_counts_are_parted_from_the_rest() -> None:
    frozen = as_json(screen(replace(NOTHING, led=Claim.YES, board=Headcount(6, 4, 1))))

    taken = take_led_reasons(frozen)

    assert "4 of the 6" in taken["reason"]
    assert "4 of 6" in taken["staff_reason"]
    assert "4 of" not in str(frozen)


@pytest.fixture
def client() -> Client:
    return coordinator_client()


@pytest.mark.django_db
def test_case_gives_the_reasons_in_staff_words(client: Client) -> None:
    application = make_application(State.IN_REVIEW, work={"supports": "unsure"})

    page = client.get(f"/admin/network/application/{application.pk}/change/")

    reasons = [str(block.screening["reason"]) for block in page.context["blocks"]]
    assert reasons == [
        "",  # it quotes the counts, which are shown apart
        "Claimed as the main stated purpose, with a mission statement.",
        "The organisation says that this one does not describe it.",
        "Implied by the category above that is met.",
    ]
    assert all(reason in page.text for reason in reasons)
    assert "You told us" not in page.text


@pytest.mark.django_db
def test_what_was_sent_before_there_were_staff_words_keeps_its_reason(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    sent = Submission.objects.get(application=application)
    for row in sent.screening["categories"]:
        row.pop("staff_reason", None)
    sent.save()

    text = client.get(f"/admin/network/application/{application.pk}/change/").text

    assert "You told us this one does not describe your organisation." in text
