"""What an organisation's people do to each other's places, on their own page."""

from typing import Any

import pytest
from django.utils import timezone

from network.actions import colleagues, places
from network.models import Affiliation, JoinRequest, Organisation, OrganisationInvitation
from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.people import make_place, make_team, roles_in
from tests.network.organisation_people import (
    Team,
    as_,
    invite,
    said,
    url,
)

pytestmark = pytest.mark.django_db


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
    assert [one.name for one, _url in page.context["others"]] == ["Baobab Mentoring"]
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
