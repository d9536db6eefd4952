"""The organisation's page: facts in words, how the membership stands, and its history."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.models import Affiliation, Organisation
from portal.models import SiteSettings
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=800)


@pytest.fixture
def client(team: dict[str, Affiliation]) -> Client:
    return sign_in(team["member"].user, factor=False)


def show(client: Client, here: Organisation) -> Any:
    return client.get(f"/network/organisation/{here.pk}/")


def add_period(here: Organisation, **values: Any) -> None:
    here.memberships.create(**{"starts_on": LONG_AGO, "categories": ["specialist"]} | values)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({}, "Active"),
        ({"suspended_at": timezone.now()}, "Suspended"),
        ({"ends_on": TODAY - timedelta(days=1)}, "Ended"),
        ({"ends_on": TODAY - timedelta(days=1), "ending": "withdrawn"}, "Left the network"),
        ({"starts_on": TODAY + timedelta(days=9)}, "To come"),
    ],
)
def test_page_says_how_the_membership_stands(
    client: Client, here: Organisation, values: dict[str, Any], word: str
) -> None:
    add_period(here, **values)

    assert show(client, here).context["standing"].label == word


def test_page_says_by_when_to_confirm(client: Client, here: Organisation) -> None:
    add_period(here)
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"confirmations_from": TODAY + timedelta(days=5)}
    )
    SiteSettings.forget()

    response = show(client, here)

    assert response.context["standing"].label == "Due to be confirmed"
    assert response.context["confirm_by"] == TODAY + timedelta(days=5)


def test_history_shows_newest_first(client: Client, here: Organisation) -> None:
    add_period(here, starts_on=date(2020, 1, 6), ends_on=date(2021, 2, 3), ending="lapsed")
    add_period(here, starts_on=date(2022, 4, 5))

    response = show(client, here)

    assert [one["word"] for one in response.context["periods"]] == ["Active", "Lapsed"]
    assert "6 January 2020 to 3 February 2021" in response.text
    assert "Since 5 April 2022" in response.text


def test_why_a_membership_is_suspended_stays_with_staff(client: Client, here: Organisation) -> None:
    add_period(here, suspended_at=timezone.now(), suspended_note="A complaint is looked into")

    assert "complaint" not in show(client, here).text


def test_organisation_without_a_membership_says_so(client: Client, here: Organisation) -> None:
    assert "It has not been a member yet" in show(client, here).text


def test_facts_stand_in_words(client: Client, here: Organisation) -> None:
    here.registered_numbers.create(register="ccew", number="1234567")

    rows = {row["label"]: row["value"] for row in show(client, here).context["rows"]}

    assert rows == {
        "Legal form": "",
        "Charity number, England and Wales": "1234567",
        "Website or social media page": "",
        "Where do you work?": ["London"],
        "In which settings?": ["Community"],
        "Income in your last financial year": "",
    }
