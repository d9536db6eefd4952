"""An organisation's people on their own page: invitations, acts on each other, requests to join."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.actions import colleagues, inviting, membership, places
from network.models import Affiliation, JoinRequest, Organisation, OrganisationInvitation, User
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.people import make_place, make_team, roles_in
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
Team = dict[str, Affiliation]
ADDRESS = "new@example.org"


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def here(team: Team) -> Organisation:
    return team["primary"].organisation


def url(organisation: Organisation, *parts: object) -> str:
    return "/".join(["/network/organisation", str(organisation.pk), *map(str, parts), ""])


def as_(user: User) -> Client:
    return sign_in(user, factor=False)


def invite(here: Organisation, by: User, email: str = ADDRESS, **fields: Any) -> Any:
    return as_(by).post(url(here, "invite"), {"email": email, "role": "member"} | fields)


def links(deliver: Any, email: str = ADDRESS) -> list[str]:
    """The links that were mailed, in the order in which they were."""
    mails = [message for message in deliver() if email in message.to]
    return [m.text.split("/network/invitation/")[1].split("/")[0] for m in mails]


def open_link(secret: str) -> str:
    return f"/network/invitation/{secret}/"


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# Invitations --------------------------------------------------------------------------------------


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


# Acts on each other -------------------------------------------------------------------------------


def acts_shown(viewer: Affiliation, other: Affiliation) -> list[str]:
    response = as_(viewer.user).get(url(other.organisation, "people", other.pk))
    return [name for name, _title, _hint in response.context["acts"]]


def test_person_page_offers_what_one_may_do(team: Team) -> None:
    primary, manager, member = team["primary"], team["manager"], team["member"]

    assert acts_shown(primary, member) == ["manager", "hand-over", "remove"]
    assert acts_shown(primary, manager) == ["member", "hand-over", "remove"]
    assert acts_shown(manager, member) == ["remove"]
    assert acts_shown(manager, primary) == []
    assert acts_shown(member, manager) == []
    assert acts_shown(primary, primary) == []


def test_while_somebody_is_asked_only_that_can_be_taken_back(team: Team) -> None:
    places.offer(place=team["member"], by=team["primary"].user, now=timezone.now())

    assert acts_shown(team["primary"], team["member"]) == ["manager", "take-back", "remove"]
    assert acts_shown(team["primary"], team["manager"]) == ["member", "remove"]


def test_colleagues_address_is_for_who_may_act(team: Team, here: Organisation) -> None:
    address = team["manager"].user.email

    seen = {role: address in as_(team[role].user).get(url(here)).text for role in team}

    assert seen == {"primary": True, "manager": True, "member": False}


@pytest.mark.parametrize("act", ["manager", "hand-over", "remove"])
def test_acts_ask_first(team: Team, here: Organisation, act: str) -> None:
    before = roles_in(here)

    response = as_(team["primary"].user).get(url(here, "people", team["member"].pk, act))

    assert "Kwame Example" in response.context["title"]
    assert roles_in(here) == before
    assert OutgoingMail.objects.count() == 0


def test_acts_not_offered_are_not_asked_either(team: Team, here: Organisation) -> None:
    client = as_(team["manager"].user)

    response = client.get(url(here, "people", team["primary"].pk, "remove"))

    assert response.headers["Location"] == url(here)


def test_hand_over_by_the_pages(team: Team, here: Organisation) -> None:
    primary, member = as_(team["primary"].user), as_(team["member"].user)

    primary.post(url(here, "people", team["member"].pk, "hand-over"))
    asked = member.get("/dashboard/")
    answered = member.post(url(here, "take-over"), {"act": "accept"}, follow=True)
    again = member.post(url(here, "take-over"), {"act": "accept"}, follow=True)

    assert "Will you be the primary contact of Baobab Mentoring?" in asked.text
    assert said(answered) == ["Thank you. You are the primary contact now."]
    assert said(again) == ["Nobody is asked to take over here any more. Nothing was changed."]
    assert roles_in(here)["Kwame Example"] == "primary"


def test_stale_tab_of_the_former_primary_contact_does_nothing(
    team: Team, here: Organisation
) -> None:
    now = timezone.now()
    places.offer(place=team["member"], by=team["primary"].user, now=now)
    places.accept_offer(place=team["member"], by=team["member"].user, now=now)

    answered = as_(team["primary"].user).post(
        url(here, "people", team["manager"].pk, "member"), follow=True
    )

    assert said(answered) == ["You cannot do this, or no longer: roles may have changed meanwhile."]
    assert roles_in(here)["Ada Example"] == "manager"


def test_removed_person_sees_the_page_no_more(team: Team, here: Organisation) -> None:
    client = as_(team["member"].user)
    as_(team["primary"].user).post(url(here, "people", team["member"].pk, "remove"))

    assert client.get(url(here)).status_code == 404


def test_leaving_asks_first_and_ends_on_the_dashboard(team: Team, here: Organisation) -> None:
    client = as_(team["member"].user)

    asked = client.get(url(here, "leave"))
    left = client.post(url(here, "leave"), follow=True)
    pressed_twice = client.post(url(here, "leave"))

    assert asked.context["title"] == "Leave Baobab Mentoring?"
    assert said(left) == ["You no longer belong to Baobab Mentoring."]
    assert pressed_twice.headers["Location"] == "/dashboard/"
    assert client.get(url(here)).status_code == 404


def test_primary_contact_is_told_to_hand_over_first(team: Team, here: Organisation) -> None:
    client = as_(team["primary"].user)

    answers = [client.get(url(here, "leave")), client.post(url(here, "leave"))]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Choose a colleague" in answers[0].text
    assert roles_in(here)["Chair Example"] == "primary"


def test_last_person_is_led_to_the_coordinator(here: Organisation, team: Team) -> None:
    for who in ("manager", "member"):
        places.leave(place=team[who], by=team[who].user, now=timezone.now())

    response = as_(team["primary"].user).get(url(here, "leave"))

    assert response.context["is_last"]
    assert 'href="/network/guidance/"' in response.text


# Requests to join ---------------------------------------------------------------------------------


@pytest.fixture
def asked(here: Organisation) -> JoinRequest:
    request = membership.ask_to_join(
        organisation=here,
        by=make_person(ADDRESS, name="Zoë Example"),
        message="I keep the books",
        now=timezone.now(),
    )
    assert request is not None
    return request


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


# Between organisations ----------------------------------------------------------------------------


def test_what_is_of_another_organisation_is_not_there(
    team: Team, here: Organisation, asked: JoinRequest
) -> None:
    """Neither under its own address nor under that of one's own organisation."""
    invite(here, team["primary"].user, email="i@example.org")
    invitation = OrganisationInvitation.objects.get()
    elsewhere = make_team("River Crossing")
    client, own = as_(elsewhere["primary"].user), elsewhere["primary"].organisation
    parts = [
        ("people", team["member"].pk),
        ("people", team["member"].pk, "remove"),
        ("requests", asked.pk),
        ("invitations", invitation.pk),
    ]

    answers = {
        client.post(url(organisation, *part)).status_code
        for organisation in (here, own)
        for part in parts
        if part[-1] != team["member"].pk  # shows only
    }
    shown = {
        client.get(url(organisation, *part)).status_code
        for organisation in (here, own)
        for part in parts[:3]
    }

    assert (answers, shown) == ({404}, {404})
    assert roles_in(here)["Kwame Example"] == "member"


def test_person_of_two_acts_for_the_one_in_the_address(team: Team, here: Organisation) -> None:
    elsewhere = make_team("River Crossing")["primary"].organisation
    Affiliation.objects.create(
        user=team["primary"].user, organisation=elsewhere, role="member", started_at=here.created_at
    )
    client = as_(team["primary"].user)

    chosen = client.get("/network/organisation/")
    page = client.get(url(elsewhere))

    assert [one.name for one in chosen.context["organisations"]] == [
        "Baobab Mentoring",
        "River Crossing",
    ]
    assert [one.name for one in page.context["others"]] == ["Baobab Mentoring"]
    assert "Invite a colleague" not in page.text
    assert "Invite a colleague" in client.get(url(here)).text


def test_one_organisation_is_gone_to_at_once(team: Team, here: Organisation) -> None:
    client = as_(team["member"].user)

    assert client.get("/network/organisation/").headers["Location"] == url(here)


def test_nobodys_person_is_told_what_to_do() -> None:
    text = as_(make_person()).get("/network/organisation/").text

    assert "You do not belong to an organisation here" in text


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999", "-1", "x"])
def test_odd_addresses_are_not_there(team: Team, pk: str) -> None:
    client = as_(team["primary"].user)

    assert client.get(f"/network/organisation/{pk}/").status_code == 404


def test_number_of_queries_does_not_grow_with_the_people(
    team: Team, here: Organisation, django_assert_num_queries: Any
) -> None:
    client = as_(team["primary"].user)
    client.get(url(here))

    with django_assert_num_queries(9):
        client.get(url(here))
    for number in range(5):
        make_place(here, name=f"Person {number}")
        inviting_one = {"email": f"i{number}@example.org", "role": "member"}
        colleagues.invite(
            organisation=here, by=team["primary"].user, now=timezone.now(), **inviting_one
        )
    with django_assert_num_queries(9):
        client.get(url(here))


def test_claim_refuses_another_address_under_the_lock(team: Team, here: Organisation) -> None:
    invite(here, team["primary"].user)

    with pytest.raises(inviting.WrongAddress):
        colleagues.accept(
            invitation=OrganisationInvitation.objects.get(), by=make_person(), now=timezone.now()
        )
