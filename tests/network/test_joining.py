"""Requests to join: decided once, with proof, by somebody else."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from network.actions import membership
from network.models import Affiliation, JoinRequest
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import make_organisation
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/network/joinrequest/"
State, Role = JoinRequest.State, Affiliation.Role
AGREE = {
    "act": "agree",
    "sure": "yes",
    "proof": "telephone",
    "proof_note": "Rang the chair on 5 October.",
}
REFUSE = {"act": "refuse", "sure": "yes"}


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def ask(name: str = "Kwame Example", organisation_name: str = "Baobab Mentoring") -> JoinRequest:
    organisation = make_organisation(organisation_name, is_publicly_listed=True)
    request = membership.ask_to_join(
        organisation=organisation, by=make_person(name=name), message="I run the café", now=NOW
    )
    assert request is not None
    return request


def page(request: JoinRequest) -> str:
    return f"{LIST}{request.pk}/change/"


def with_primary(request: JoinRequest) -> JoinRequest:
    Affiliation.objects.create(
        organisation=request.organisation,
        user=make_person(name="Chair Example"),
        role=Role.PRIMARY,
        started_at=NOW,
    )
    return request


def test_list_shows_waiting_ones_first(client: Client) -> None:
    waiting, decided = ask(), ask("Sam Example", "River Crossing")
    membership.refuse_to_join(request=decided, by=make_staff(), now=NOW)

    shown = client.get(LIST).context["cl"].result_list
    everything = client.get(f"{LIST}?state=all").context["cl"].result_list

    assert list(shown) == [waiting]
    assert list(everything) == [waiting, decided]


def test_empty_list_says_so(client: Client) -> None:
    assert "No request waits" in client.get(LIST).text


def test_page_shows_who_asks_and_whom_to_ask(client: Client) -> None:
    request = with_primary(ask())

    text = client.get(page(request)).text

    assert "Kwame Example" in text
    assert "I run the café" in text
    assert "Chair Example" in text


def test_agreeing_lets_in_as_member_with_proof_audit_and_mail(client: Client) -> None:
    request = with_primary(ask())

    response = client.post(page(request), AGREE)

    request.refresh_from_db()
    assert response.status_code == 302
    assert (request.state, request.proof, request.proof_note) == (
        State.AGREED,
        "telephone",
        "Rang the chair on 5 October.",
    )
    assert request.organisation.affiliations.get(user=request.user).role == Role.MEMBER
    entry = AuditEntry.objects.get(action="join-request.agreed")
    assert entry.new["proof_note"] == "Rang the chair on 5 October."
    mail = OutgoingMail.objects.get(to=request.user.email)
    assert mail.subject == "You now belong to Baobab Mentoring"


def test_agreeing_where_nobody_is_left_makes_the_primary_contact(client: Client) -> None:
    request = ask()

    client.post(page(request), AGREE)

    assert request.organisation.affiliations.get().role == Role.PRIMARY


@pytest.mark.parametrize("missing", ["proof", "proof_note"])
def test_agreeing_needs_proof_in_words(client: Client, missing: str) -> None:
    request = ask()

    response = client.post(page(request), AGREE | {missing: ""})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {missing}
    assert request.organisation.affiliations.count() == 0


def test_refusing_needs_no_proof_and_is_told(client: Client) -> None:
    request = ask()

    client.post(page(request), REFUSE)

    request.refresh_from_db()
    assert request.state == State.REFUSED
    assert request.organisation.affiliations.count() == 0
    mail = OutgoingMail.objects.get(to=request.user.email)
    assert mail.subject == "Your request to join Baobab Mentoring"


@pytest.mark.parametrize("asked", [AGREE, REFUSE])
def test_one_press_asks_and_shows_the_very_mail_that_then_goes(
    client: Client, asked: dict[str, str]
) -> None:
    request = with_primary(ask())

    preview = client.post(page(request), asked | {"sure": ""})

    request.refresh_from_db()
    assert (preview.status_code, request.state) == (200, State.WAITING)
    assert not OutgoingMail.objects.filter(to=request.user.email).exists()
    assert "Nothing has been done yet" in preview.text
    assert client.post(page(request), asked).status_code == 302
    mail, letter = OutgoingMail.objects.get(to=request.user.email), preview.context["letter"]
    assert (mail.subject, mail.text) == (letter.subject, letter.text)


def test_going_back_from_the_preview_keeps_what_was_typed(client: Client) -> None:
    request = ask()

    response = client.post(page(request), AGREE | {"act": "change"})

    request.refresh_from_db()
    assert request.state == State.WAITING
    assert response.context["form"].initial == {
        "proof": "telephone",
        "proof_note": "Rang the chair on 5 October.",
    }
    assert "Rang the chair on 5 October." in response.text


def test_preview_says_who_becomes_primary_contact(client: Client) -> None:
    alone = client.post(page(ask()), AGREE | {"sure": ""}).text
    beside = with_primary(ask("Sam Example", "River Crossing"))

    assert "Kwame Example becomes the primary contact of Baobab Mentoring" in alone
    assert "Sam Example becomes a member" in client.post(page(beside), AGREE | {"sure": ""}).text


@pytest.mark.parametrize("second", [AGREE, REFUSE, AGREE | {"sure": ""}, REFUSE | {"sure": ""}])
def test_second_decision_is_told_and_changes_nothing(
    client: Client, second: dict[str, str]
) -> None:
    request = ask()
    client.post(page(request), REFUSE)

    response = client.post(page(request), second)

    assert response.status_code == 409
    assert "Decided already: refused by Staff Example" in response.text
    assert "no second mail was sent" in response.text
    assert request.organisation.affiliations.count() == 0
    assert OutgoingMail.objects.filter(to=request.user.email).count() == 1


def test_own_request_is_refused() -> None:
    amara = make_staff()
    request = membership.ask_to_join(
        organisation=make_organisation(), by=amara, message="", now=NOW
    )
    assert request is not None

    response = sign_in(amara).post(page(request), AGREE)

    assert response.status_code == 403
    assert request.organisation.affiliations.count() == 0


@pytest.mark.parametrize("group", [MANAGERS, EDITORS, EVENTS_OFFICERS])
def test_other_staff_do_not_decide(group: str) -> None:
    request = ask()
    client = sign_in(make_staff(group))

    assert client.get(LIST).status_code == 403
    assert client.get(page(request)).status_code == 403
    assert client.post(page(request), AGREE).status_code == 403
    request.refresh_from_db()
    assert request.state == State.WAITING


def test_unknown_request_is_not_found(client: Client) -> None:
    for pk in ("9999", "x", "1" * 40):
        assert client.get(f"{LIST}{pk}/change/").status_code == 404


def test_asking_twice_is_one_request() -> None:
    organisation, person = make_organisation(is_publicly_listed=True), make_person()

    for _ in range(2):
        membership.ask_to_join(organisation=organisation, by=person, message="", now=NOW)

    assert JoinRequest.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.create(organisation=organisation, user=person, created_at=NOW)


def test_database_refuses_agreement_without_proof() -> None:
    request = ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.filter(pk=request.pk).update(state=State.AGREED, decided_at=NOW)
