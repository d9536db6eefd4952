import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.duplicates import find_duplicates
from network.models import RegisteredNumber
from network.states import State
from tests.factories.applications import make_application, make_organisation

pytestmark = pytest.mark.django_db


def other_number(number: str) -> dict[str, str]:
    return {"number_ccew": number}


def test_same_number_is_found_among_organisations() -> None:
    known = make_organisation("Quite Another Name")
    RegisteredNumber.objects.create(organisation=known, register="ccew", number="1234567")

    found = find_duplicates(make_application())

    assert [(match.found, match.why) for match in found] == [
        (known, "Charity Commission for England and Wales 1234567")
    ]


def test_similar_name_is_found_among_organisations() -> None:
    known = make_organisation("Kola Nut Resettlements")

    found = find_duplicates(make_application())

    assert [(match.found, match.why) for match in found] == [(known, "a similar name")]


def test_number_and_name_of_one_organisation_are_one_match() -> None:
    known = make_organisation("Kola Nut Resettlement")
    RegisteredNumber.objects.create(organisation=known, register="ccew", number="1234567")

    assert len(find_duplicates(make_application())) == 1


def test_other_applications_are_found_and_both_are_flagged() -> None:
    first = make_application()

    second = make_application(organisation={"name": "Baobab", "number_ccew": "1234567"})

    first.refresh_from_db()
    assert [match.found for match in find_duplicates(second)] == [first]
    assert (first.is_possible_duplicate, second.is_possible_duplicate) == (True, True)


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_drafts_and_withdrawn_ones_are_not_compared(state: State) -> None:
    make_application(state)

    assert find_duplicates(make_application()) == []


def test_strangers_do_not_match() -> None:
    make_organisation("Baobab Mentoring")
    make_application(organisation={"name": "River Crossing", "number_ccew": "7654321"})

    assert find_duplicates(make_application()) == []


def test_finding_takes_two_queries() -> None:
    application = make_application()
    for n in range(3):
        make_organisation(f"Kola Nut Resettlement {n}")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(find_duplicates(application)) == 3

    assert len(queries) == 2
