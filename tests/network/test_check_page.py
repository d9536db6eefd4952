"""Check your answers, and errors that say which box they are about."""

import pytest
from django.test import Client

from network.models import Application
from network.steps import Step
from tests.factories.applicants import ANSWERS, lead_of, make_draft, make_submitted
from tests.network.pages import post_step, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client: Client) -> Application:
    application = make_draft()
    client.force_login(lead_of(application))
    return application


def rows_of(client: Client, application: Application, step: Step) -> dict[str, object]:
    """What the check page lists of one step: label and answer, in its order."""
    sections = client.get(url(application, "check")).context["sections"]
    section = next(one for one in sections if one["title"] == step.label)
    assert all(row["change_url"] for row in section["rows"])
    return {str(row["label"]): row["value"] for row in section["rows"]}


COUNTED = [
    "Is your organisation led by racially minoritised people?",
    "People on your board",
    "Of your board, identifying as Black, Asian or minority ethnic",
    "Of your board, not known or prefer not to say",
    "Senior staff who are not on the board",
    "Of these senior staff, identifying as Black, Asian or minority ethnic",
    "Of these senior staff, not known or prefer not to say",
]


def test_check_page_shows_counts_without_an_answer_in_the_forms_order(
    client: Client, draft: Application
) -> None:
    post_step(client, draft, Step.LEADERSHIP, led="yes", board_total="6")

    rows = rows_of(client, draft, Step.LEADERSHIP)

    assert list(rows) == COUNTED
    assert list(rows.values()) == ["Yes", "6", "", "", "", "", ""]
    assert "Not answered" in client.get(url(draft, "check")).content.decode()


def test_check_page_asks_for_no_counts_that_were_not_asked(
    client: Client, draft: Application
) -> None:
    post_step(client, draft, Step.LEADERSHIP, led="no")

    assert list(rows_of(client, draft, Step.LEADERSHIP)) == COUNTED[:1]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"number_ccew": "1234567"}, ["1234567", "", "", ""]),
        ({}, ["", "", "", ""]),
        ({"not_registered": "on"}, ["Yes"]),
    ],
)
def test_check_page_shows_registered_numbers_without_an_answer(
    client: Client, draft: Application, typed: dict[str, str], shown: list[str]
) -> None:
    post_step(client, draft, Step.ORGANISATION, name="Kola Nut", **typed)

    rows = rows_of(client, draft, Step.ORGANISATION)

    numbers = [v for label, v in rows.items() if "number" in label or "registered" in label]
    assert numbers == shown


def test_copy_lists_the_counts_in_the_forms_order(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    sections = client.get(url(application, "copy")).context["sections"]

    rows = next(one["rows"] for one in sections if one["title"] == Step.LEADERSHIP.label)
    assert [row["label"] for row in rows] == COUNTED[:5]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"staff_total": "abc"}, "Senior staff who are not on the board: enter a whole number"),
        (
            {"board_total": "4", "board_identifying": "5"},
            "Of your board, identifying as Black, Asian or minority ethnic: Check the numbers",
        ),
    ],
)
def test_errors_in_counts_name_the_box(
    client: Client, draft: Application, counts: dict[str, str], said: str
) -> None:
    response = post_step(client, draft, Step.LEADERSHIP, led="yes", **counts)

    assert said in response.content.decode()


@pytest.mark.parametrize(
    ("field", "number", "said"),
    [
        ("number_ccew", "SC098765", "under Scotland (OSCR)"),
        ("number_ccew", "CE012345", "under Companies House"),
        ("number_ccni", "NI123456", "under Companies House"),
        ("number_companies_house", "NIC123456", "under Northern Ireland"),
    ],
)
def test_number_in_the_wrong_box_is_shown_the_right_one(
    client: Client, draft: Application, field: str, number: str, said: str
) -> None:
    answers = ANSWERS[Step.ORGANISATION] | {"number_ccew": "", field: number}

    response = post_step(client, draft, Step.ORGANISATION, **answers)

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert said in errors[field][0]
    assert "choose" not in errors[field][0].lower()
