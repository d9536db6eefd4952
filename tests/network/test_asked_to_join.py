"""Requests to join an organisation, answered by its primary contact."""

import pytest
from django.utils import timezone

from network.actions import membership, places
from network.models import JoinRequest, Organisation
from portal.models import AuditEntry, OutgoingMail
from tests.factories.people import roles_in
from tests.factories.staff import make_staff
from tests.network.organisation_people import Team, as_, said, url

pytestmark = pytest.mark.django_db


def test_primary_contact_is_told_of_a_request(team: Team, asked: JoinRequest) -> None:
    mail = OutgoingMail.objects.get(to=team["primary"].user.email)
    assert mail.subject == "Zoë Example asks to join Baobab Mentoring"
    assert (
        "Somebody asks to join Baobab Mentoring"
        in as_(team["primary"].user).get("/dashboard/").text
    )


def test_primary_contact_lets_in_and_their_word_is_the_proof(
    team: Team, here: Organisation, asked: JoinRequest
) -> None:
    client = as_(team["primary"].user)

    shown = client.get(url(here, "requests", asked.pk))
    client.post(url(here, "requests", asked.pk), {"act": "agree"})

    asked.refresh_from_db()
    assert "I keep the books" in shown.text
    assert (asked.proof, asked.decided_by) == ("primary-contact", team["primary"].user)
    assert roles_in(here)["Zoë Example"] == "member"
    assert AuditEntry.objects.filter(action="join-request.agreed").count() == 1


def test_primary_contact_declines(team: Team, here: Organisation, asked: JoinRequest) -> None:
    as_(team["primary"].user).post(url(here, "requests", asked.pk), {"act": "decline"})

    asked.refresh_from_db()
    assert asked.state == JoinRequest.State.REFUSED
    assert "Zoë Example" not in roles_in(here)


def test_who_answers_second_is_told(team: Team, here: Organisation, asked: JoinRequest) -> None:
    membership.refuse_to_join(request=asked, by=make_staff(), now=timezone.now())

    answered = as_(team["primary"].user).post(
        url(here, "requests", asked.pk), {"act": "agree"}, follow=True
    )

    assert said(answered) == ["This was answered already: refused. Nothing was changed."]
    assert "Zoë Example" not in roles_in(here)


@pytest.mark.parametrize("role", ["manager", "member"])
def test_requests_are_for_the_primary_contact_alone(
    team: Team, here: Organisation, asked: JoinRequest, role: str
) -> None:
    client = as_(team[role].user)

    assert client.get(url(here, "requests", asked.pk)).status_code == 404
    assert client.post(url(here, "requests", asked.pk), {"act": "agree"}).status_code == 404
    assert "Zoë Example" not in client.get(url(here)).text


def test_former_primary_contact_lets_nobody_in(team: Team, asked: JoinRequest) -> None:
    with pytest.raises(places.NotAllowed):
        membership.decide_as_primary_contact(
            request=asked, is_agreed=True, by=team["manager"].user, now=timezone.now()
        )
