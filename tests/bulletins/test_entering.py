"""News that staff enter for a member who rang up, wrote or told them."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.models import Submission
from bulletins.submission_states import State
from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.submissions import (
    FORM,
    organisation_of,
    sharer,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/bulletins/submission/"
ADD = f"{LIST}add/"


@pytest.fixture
def client() -> Client:
    """A co-ordinator at work."""
    return coordinator_client()


def entry(about: Any, **changes: Any) -> dict[str, Any]:
    return FORM | {"person": str(about.pk), "source": "telephone"} | changes


def address(person: Any, kind: str = "news") -> str:
    return f"{ADD}?organisation={organisation_of(person).pk}&kind={kind}"


def test_staff_enter_what_somebody_told_them(client: Client) -> None:
    person = sharer("ada@example.org", "Ada Example")
    assert "From whom?" in client.get(address(person)).text

    client.post(address(person), entry(person))

    row = Submission.objects.get()
    assert (row.by, row.source, row.state) == (person, "telephone", State.SUBMITTED)
    assert row.entered_by is not None
    assert row.events.get().is_by_staff is True
    mail = OutgoingMail.objects.get()
    assert mail.to == "ada@example.org"
    assert "We now work in two prisons." in mail.text


def test_entering_twice_by_a_double_click_enters_once(client: Client) -> None:
    person = sharer()
    twice = entry(person, key="0b6ee7b5-8b2c-4cf3-a9a5-6b52b1f5f0aa")

    for _ in range(2):
        client.post(address(person), twice)

    assert Submission.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_entering_keeps_what_was_typed_when_something_is_missing(client: Client) -> None:
    person = sharer()

    response = client.post(address(person), entry(person, person="", title="", text="Kept words"))

    assert "Kept words" in response.text
    assert Submission.objects.count() == 0


def test_person_of_another_organisation_is_no_choice(client: Client) -> None:
    person = sharer()

    response = client.post(address(person), entry(person, person=str(make_person().pk)))

    assert list(response.context["who"].errors) == ["person"]


def test_staff_do_not_enter_for_their_own_organisation() -> None:
    person = sharer()
    officer = make_staff()
    organisation_of(person).affiliations.create(
        user=officer, role="member", started_at=timezone.now()
    )

    response = sign_in(officer).post(address(person), entry(person))

    assert Submission.objects.count() == 0
    assert list(response.context["form"].errors) == ["organisation"]
