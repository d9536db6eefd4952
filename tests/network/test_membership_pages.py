"""An organisation's own pages: confirming once a year, and leaving the network."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.actions import membership_moves as moves
from network.models import Confirmation, Membership
from network.standing import Standing
from portal.models import OutgoingMail
from tests.factories.memberships import Role, add_person, ask_from, make_membership, primary_of
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
State = Confirmation.State


@pytest.fixture(autouse=True)
def _asking() -> None:
    ask_from()


def made(standing: Standing = Standing.DUE, **values: Any) -> Membership:
    """A membership that stands so today, by the wall's clock."""
    return make_membership(standing, today=timezone.localdate(), **values)


def page(membership: Membership, name: str = "confirm") -> str:
    return f"/network/organisation/{membership.organisation_id}/{name}/"


def client_of(membership: Membership) -> Client:
    return sign_in(primary_of(membership), factor=False)


def same(**changes: Any) -> dict[str, Any]:
    return {"act": "same", "key": str(uuid.uuid4()), "seen": 0} | changes


def changed(**changes: Any) -> dict[str, Any]:
    said = {"act": "changed", "categories": ["designed"], "changes": "We changed our aims."}
    return same() | said | changes


def test_the_page_shows_what_the_network_has() -> None:
    membership = made()
    response = client_of(membership).get(page(membership))
    facts = {row["label"]: row["value"] for row in response.context["facts"]}
    assert facts["Name"] == "Baobab Mentoring"
    assert facts["Where you work"] == ["London"]
    assert facts["Registered numbers"] == "Not registered"
    assert response.context["form"]["categories"].value() == ["led", "supports"]


def test_one_press_confirms() -> None:
    membership = made()
    response = client_of(membership).post(page(membership), same(), follow=True)
    assert "You are confirmed for another year" in response.text
    assert membership.confirmations.get().state == State.ACCEPTED


def test_two_presses_confirm_once_and_both_are_thanked() -> None:
    membership, pressed = made(), same()
    client = client_of(membership)
    texts = [client.post(page(membership), pressed, follow=True).text for _press in range(2)]
    assert all("You are confirmed for another year" in text for text in texts)
    assert membership.confirmations.count() == 1


def test_a_change_is_sent_and_the_page_says_that_it_is_looked_at() -> None:
    membership = made(Standing.OVERDUE)
    response = client_of(membership).post(page(membership), changed(), follow=True)
    assert "still looking at what has changed" in response.text
    kept = membership.confirmations.get()
    assert (kept.state, kept.categories) == (State.WAITING, ["designed"])


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"categories": []}, "categories"),
        ({"categories": ["nonsense"]}, "categories"),
        ({"changes": " "}, "changes"),
        ({"changes": "a\x00b"}, "changes"),
        ({"changes": "x" * 2001}, "changes"),
        ({"key": "nonsense"}, "key"),
        ({"seen": "-1"}, "seen"),
    ],
)
def test_what_cannot_be_is_said_and_kept_to_mend(values: dict[str, Any], wrong: str) -> None:
    membership = made()
    response = client_of(membership).post(page(membership), changed(**values))
    assert response.context["form"].errors.keys() == {wrong}
    assert not membership.confirmations.exists()


def test_a_stale_tab_is_told_who_was_quicker() -> None:
    membership = made()
    manager = add_person(membership.organisation, name="Quick Example")
    sign_in(manager, factor=False).post(page(membership), same())
    response = client_of(membership).post(page(membership), changed(), follow=True)
    assert "by Quick Example. Nothing else was changed." in response.text
    assert membership.confirmations.count() == 1


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.ACTIVE, "Nothing to do now"),
        (Standing.SUSPENDED, "Your membership is suspended"),
        (Standing.LAPSED, "Your membership ended on"),
    ],
)
def test_when_nothing_is_asked_the_page_says_how_it_stands(standing: Standing, words: str) -> None:
    membership = made(standing)
    client = client_of(membership)
    assert words in client.get(page(membership)).text
    assert words in client.post(page(membership), same(), follow=True).text
    assert not membership.confirmations.exists()


def test_others_learn_nothing() -> None:
    membership, foreign = made(), made(name="Cedar House")
    colleague = add_person(membership.organisation, Role.MEMBER)
    gone = add_person(membership.organisation)
    gone.affiliations.update(ended_at=timezone.now())
    for somebody in (colleague, gone, primary_of(foreign)):
        client = sign_in(somebody, factor=False)
        for name in ("confirm", "withdraw"):
            assert client.get(page(membership, name)).status_code == 404
            assert client.post(page(membership, name), same()).status_code == 404
    manager = sign_in(add_person(membership.organisation), factor=False)
    assert manager.get(page(membership, "withdraw")).status_code == 404


def test_a_manager_elsewhere_who_is_a_plain_member_here_gets_nothing_here() -> None:
    """One person's two places are not mixed up."""
    membership, other = made(), made(name="Cedar House")
    person = add_person(membership.organisation, Role.MEMBER)
    add_person(other.organisation, Role.MANAGER, user=person)
    client = sign_in(person, factor=False)
    assert client.get(page(membership)).status_code == 404
    assert client.get(page(other)).status_code == 200


def test_who_answers_for_two_can_switch() -> None:
    membership, other = made(), made(name="Cedar House")
    add_person(other.organisation, user=primary_of(membership))
    response = client_of(membership).get(page(membership))
    assert list(response.context["others"]) == [other.organisation]


def test_the_dashboard_says_by_when() -> None:
    membership = made()
    add_person(made(name="Cedar House").organisation, Role.MEMBER, user=primary_of(membership))
    response = client_of(membership).get("/dashboard/")
    due = membership.due_on()
    assert response.context["to_confirm"] == [(membership.organisation, due, False)]
    assert page(membership) in response.text


def test_the_dashboard_asks_nobody_while_it_is_off() -> None:
    membership = made(Standing.GRACE)
    ask_from(None)
    assert client_of(membership).get("/dashboard/").context["to_confirm"] == []


def test_the_dashboard_says_that_a_membership_is_suspended() -> None:
    membership = made(Standing.SUSPENDED)
    text = client_of(membership).get("/dashboard/").text
    assert "Membership is suspended" in text
    assert "Membership has ended" not in text


def test_leaving_asks_first_then_ends_it() -> None:
    membership = made(Standing.ACTIVE)
    client = client_of(membership)
    assert "Leave the network?" in client.get(page(membership, "withdraw")).text
    response = client.post(page(membership, "withdraw"), {"seen": 0, "reason": ""}, follow=True)
    membership.refresh_from_db()
    assert membership.ending == "withdrawn"
    assert "You have left the network" in response.text
    assert client.get(page(membership, "withdraw")).status_code == 302


def test_leaving_twice_ends_it_once() -> None:
    membership = made(Standing.ACTIVE)
    client = client_of(membership)
    for _press in range(2):
        client.post(page(membership, "withdraw"), {"seen": 0, "reason": "We close."})
    assert membership.events.count() == 1
    assert OutgoingMail.objects.count() == 2  # to them and to the co-ordinator


def test_leaving_from_a_stale_page_does_nothing() -> None:
    membership = made(Standing.ACTIVE)
    moves.suspend(membership=membership, reason="Why", seen=0, by=make_staff(), now=timezone.now())
    response = client_of(membership).post(page(membership, "withdraw"), {"seen": 0}, follow=True)
    membership.refresh_from_db()
    assert membership.ends_on is None
    assert "Meanwhile: Suspended" in response.text
