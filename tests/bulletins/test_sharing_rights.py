"""Who may read and change what a member shares: colleagues, others, visitors."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.models import Submission
from bulletins.submission_states import State
from tests.bulletins.test_sharing import NEW, address, again, typed
from tests.factories.applicants import make_person
from tests.factories.submissions import asked, make_draft, make_shared, organisation_of, sharer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> Any:
    """A member, signed in with `client`."""
    person = sharer("ada@example.org", "Ada Example")
    client.force_login(person)
    return person


def colleague(of: Any, role: str = "member") -> Any:
    person = make_person()
    organisation_of(of).affiliations.create(user=person, role=role, started_at=timezone.now())
    return person


def test_colleague_reads_what_was_sent_but_does_not_change_it(client: Client) -> None:
    writer = sharer()
    row = make_shared(writer)
    client.force_login(colleague(writer))

    assert row.title in client.get(address(row)).text
    assert client.post(address(row, "take-back/")).status_code == 404
    assert client.get(address(row, "change/")).status_code == 404


def test_primary_contact_changes_what_was_sent_back(client: Client) -> None:
    writer = sharer()
    row = asked(writer)
    client.force_login(colleague(writer, "primary"))

    client.post(address(row, "change/"), again(row, "send", text="Mended."))

    row.refresh_from_db()
    assert (row.state, row.text, row.by) == (State.SUBMITTED, "Mended.", writer)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
@pytest.mark.parametrize("role", ["member", "primary"])
def test_drafts_are_their_writers_alone(client: Client, role: str, state: str) -> None:
    writer = sharer()
    row = make_draft(writer)
    Submission.objects.update(state=state)
    client.force_login(colleague(writer, role))

    assert client.get(address(row)).status_code == 404
    assert client.get(address(row, "change/")).status_code == 404
    assert row.title not in client.get("/bulletins/share/").text


@pytest.mark.parametrize("name", ["", "change/", "take-back/", "picture/"])
def test_another_organisation_finds_nothing(client: Client, ada: Any, name: str) -> None:
    row = make_shared(with_picture=True)

    assert client.get(address(row, name)).status_code == 404
    assert client.post(address(row, name), again(row)).status_code in {404, 405}
    assert Submission.objects.get().version == row.version


def test_lapsed_membership_closes_it_at_once(client: Client, ada: Any) -> None:
    row = asked(ada)
    organisation_of(ada).memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert [client.get(address(row, name)).status_code for name in ("", "change/", "picture/")] == [
        404
    ] * 3
    assert client.post(address(row, "change/"), again(row)).status_code == 404
    assert "whose membership runs" in client.get("/bulletins/share/").text
    assert "whose membership runs" in client.post(NEW, typed()).text
    assert Submission.objects.count() == 1


def test_nobody_shares_without_an_organisation(client: Client) -> None:
    client.force_login(make_person())

    assert "Ask to be added" in client.get("/bulletins/share/").text
    assert "Ask to be added" in client.get(NEW).text


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(NEW)["Location"] == f"/accounts/login/?next={NEW}"
