"""Inviting colleagues to an organisation, by a link for one address."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.actions import colleagues, inviting, membership
from network.models import JoinRequest, Organisation, OrganisationInvitation
from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.people import roles_in
from tests.network.organisation_people import (
    ADDRESS,
    Team,
    as_,
    invite,
    links,
    open_link,
    said,
    url,
)

pytestmark = pytest.mark.django_db


def test_invited_person_accepts_and_the_primary_contact_is_told(
    team: Team, here: Organisation, deliver: Any
) -> None:
    invite(here, team["primary"].user, role="manager")
    [secret] = links(deliver)
    client = as_(make_person(ADDRESS, name="Zoë Example"))

    opened = client.get(open_link(secret))
    before = roles_in(here)
    accepted = client.post(open_link(secret))

    assert "Join Baobab Mentoring" in opened.text
    assert "Zoë Example" not in before
    assert accepted.headers["Location"] == url(here)
    assert roles_in(here)["Zoë Example"] == "manager"
    subject = "Zoë Example has joined Baobab Mentoring"
    assert OutgoingMail.objects.filter(to=team["primary"].user.email, subject=subject).exists()


def test_invitation_is_a_credential_that_nobody_can_read(team: Team, here: Organisation) -> None:
    invite(here, team["primary"].user)

    mail = OutgoingMail.objects.get(to=ADDRESS)
    assert (mail.is_credential, mail.text, mail.html) == (True, "", "")


def test_link_used_by_another_address_is_refused(
    team: Team, here: Organisation, deliver: Any
) -> None:
    invite(here, team["primary"].user)
    [secret] = links(deliver)
    other = make_person(name="Other Example")

    answers = [as_(other).get(open_link(secret)), as_(other).post(open_link(secret))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ADDRESS not in answers[0].text
    assert "Other Example" not in roles_in(here)


def test_visitor_reads_the_invitation_and_signs_in_first(
    team: Team, here: Organisation, deliver: Any, client: Client
) -> None:
    invite(here, team["primary"].user)
    [secret] = links(deliver)

    assert client.get(open_link(secret)).status_code == 200
    posted = client.post(open_link(secret))
    assert posted.headers["Location"].startswith("/accounts/login/?next=/network/invitation/")


@pytest.mark.parametrize("over", ["used", "taken back", "run out", "sent again"])
def test_link_that_is_over_is_gone(team: Team, here: Organisation, deliver: Any, over: str) -> None:
    invite(here, team["primary"].user)
    [secret] = links(deliver)
    rows, now = OrganisationInvitation.objects, timezone.now()
    if over == "run out":
        rows.update(created_at=now - timedelta(days=20), expires_at=now)
    elif over == "sent again":
        colleagues.send_again(invitation=rows.get(), by=team["primary"].user, now=now)
    else:
        rows.update(**{"accepted_at" if over == "used" else "revoked_at": now})

    client = as_(make_person(ADDRESS))

    assert client.get(open_link(secret)).status_code == 410
    assert client.post(open_link(secret)).status_code == 410
    assert here.affiliations.filter(user__email=ADDRESS).count() == 0


def test_pressing_accept_twice_makes_one_place(
    team: Team, here: Organisation, deliver: Any
) -> None:
    invite(here, team["primary"].user)
    [secret] = links(deliver)
    client = as_(make_person(ADDRESS))

    answers = [client.post(open_link(secret)).status_code for _ in range(2)]

    assert answers == [302, 410]
    assert here.affiliations.filter(user__email=ADDRESS).count() == 1


def test_sent_again_by_button_makes_a_new_link_for_the_same_role(
    team: Team, here: Organisation, deliver: Any
) -> None:
    invite(here, team["primary"].user, role="manager")
    first = OrganisationInvitation.objects.get()

    as_(team["primary"].user).post(url(here, "invitations", first.pk), {"act": "again"})

    second = OrganisationInvitation.objects.open().get()
    assert (second.email, second.role) == (ADDRESS, "manager")
    assert second.pk != first.pk
    assert len(set(links(deliver))) == 2


def test_taken_back_by_button(team: Team, here: Organisation) -> None:
    invite(here, team["primary"].user)
    invitation = OrganisationInvitation.objects.get()
    client = as_(team["manager"].user)

    answers = [
        client.post(url(here, "invitations", invitation.pk), {"act": "take-back"}, follow=True)
        for _ in range(2)
    ]

    assert [said(answer) for answer in answers] == [
        ["The invitation has been taken back."],
        ["This invitation was used or taken back already."],
    ]


def test_inviting_again_replaces_the_first(team: Team, here: Organisation) -> None:
    invite(here, team["primary"].user)
    invite(here, team["manager"].user, email=ADDRESS.upper())

    assert OrganisationInvitation.objects.count() == 2
    assert OrganisationInvitation.objects.open().count() == 1


def test_managers_invite_members_only(team: Team, here: Organisation) -> None:
    response = invite(here, team["manager"].user, role="manager")

    assert list(response.context["form"].errors) == ["role"]
    assert OrganisationInvitation.objects.count() == 0


def test_members_invite_nobody(team: Team, here: Organisation) -> None:
    response = invite(here, team["member"].user)

    assert response.headers["Location"] == url(here)
    assert OrganisationInvitation.objects.count() == 0


def test_who_is_there_cannot_be_invited(team: Team, here: Organisation) -> None:
    response = invite(here, team["primary"].user, email=team["member"].user.email)

    assert response.context["form"].errors["email"] == [
        "This person belongs to the organisation already"
    ]


def test_invitations_are_limited(team: Team, here: Organisation) -> None:
    client = as_(team["primary"].user)
    for number in range(21):
        response = client.post(
            url(here, "invite"), {"email": f"n{number}@example.org", "role": "member"}
        )

    assert "Try again tomorrow" in response.context["form"].errors["email"][0]
    assert OrganisationInvitation.objects.count() == 20


def test_accepting_answers_a_request_of_the_same_person(
    team: Team, here: Organisation, deliver: Any
) -> None:
    person = make_person(ADDRESS)
    membership.ask_to_join(organisation=here, by=person, message="", now=timezone.now())
    invite(here, team["primary"].user)
    secret = links(deliver)[-1]

    as_(person).post(open_link(secret))

    assert person.join_requests.get().state == JoinRequest.State.AGREED


def test_claim_refuses_another_address_under_the_lock(team: Team, here: Organisation) -> None:
    invite(here, team["primary"].user)

    with pytest.raises(inviting.WrongAddress):
        colleagues.accept(
            invitation=OrganisationInvitation.objects.get(), by=make_person(), now=timezone.now()
        )
