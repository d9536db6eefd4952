"""Roles, handing over, leaving: always exactly one primary contact, and everybody is told."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from network.actions import colleagues, places
from network.choices import Source
from network.models import Affiliation
from network.roles import Role
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from tests.factories.applicants import NOW
from tests.factories.people import make_place, make_team, roles_in
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
Team = dict[str, Affiliation]


def mails() -> dict[str, str]:
    """Subjects by who reads them."""
    return dict(OutgoingMail.objects.values_list("to", "subject"))


def told(place: Affiliation) -> str:
    return mails()[place.user.email]


def offer(team: Team, to: str = "member") -> None:
    places.offer(place=team[to], by=team["primary"].user, now=NOW)


def test_primary_contact_gives_roles_and_the_person_is_told(team: Team) -> None:
    places.change_role(place=team["member"], role=Role.MANAGER, by=team["primary"].user, now=NOW)

    assert roles_in(team["primary"].organisation)["Kwame Example"] == "manager"
    assert told(team["member"]) == "You are now manager of Baobab Mentoring"
    entry = AuditEntry.objects.get(action="affiliation.role")
    assert (entry.old, entry.new) == ({"role": "member"}, {"role": "manager", "source": "site"})


@pytest.mark.parametrize("who", ["manager", "member"])
def test_nobody_else_gives_roles(team: Team, who: str) -> None:
    with pytest.raises(places.NotAllowed):
        places.change_role(place=team["member"], role=Role.MANAGER, by=team[who].user, now=NOW)


def test_no_act_makes_a_second_primary_contact_or_demotes_the_only_one(team: Team) -> None:
    change = partial(places.change_role, by=team["primary"].user, now=NOW)

    with pytest.raises(places.MustHandOver):
        change(place=team["member"], role=Role.PRIMARY)
    with pytest.raises(places.MustHandOver):
        change(place=team["primary"], role=Role.MEMBER)


def test_strangers_act_on_nobody(team: Team) -> None:
    elsewhere = make_team("River Crossing")

    for act in (places.remove, places.offer, places.take_back_offer):
        with pytest.raises(places.NotAllowed):
            act(place=team["member"], by=elsewhere["primary"].user, now=NOW)


def test_hand_over_changes_nothing_until_it_is_accepted(team: Team) -> None:
    before = roles_in(team["primary"].organisation)

    offer(team)

    assert roles_in(team["primary"].organisation) == before
    assert told(team["member"]) == "Will you be the primary contact of Baobab Mentoring?"


def test_accepting_makes_one_primary_contact_and_the_former_a_manager(team: Team) -> None:
    offer(team)

    places.accept_offer(place=team["member"], by=team["member"].user, now=NOW)

    assert roles_in(team["primary"].organisation) == {
        "Kwame Example": "primary",
        "Chair Example": "manager",
        "Ada Example": "manager",
    }
    subject = "Kwame Example is now the primary contact of Baobab Mentoring"
    assert told(team["primary"]) == subject
    assert mails()[SiteSettings.current().coordinator_email] == subject


def test_what_was_handed_over_can_be_handed_back(team: Team) -> None:
    offer(team)
    places.accept_offer(place=team["member"], by=team["member"].user, now=NOW)

    places.offer(place=team["primary"], by=team["member"].user, now=NOW)
    places.accept_offer(place=team["primary"], by=team["primary"].user, now=NOW)

    assert roles_in(team["primary"].organisation)["Chair Example"] == "primary"


def test_declining_leaves_all_as_it_was_and_tells_the_primary_contact(team: Team) -> None:
    offer(team)

    places.decline_offer(place=team["member"], by=team["member"].user, now=NOW)

    team["member"].refresh_from_db()
    assert team["member"].offered_at is None
    assert told(team["primary"]) == "Kwame Example would rather not be the primary contact"


def test_taken_back_offer_cannot_be_accepted(team: Team) -> None:
    offer(team)
    places.take_back_offer(place=team["member"], by=team["primary"].user, now=NOW)

    with pytest.raises(places.NotAsked):
        places.accept_offer(place=team["member"], by=team["member"].user, now=NOW)

    subject = "You are no longer asked to be the primary contact of Baobab Mentoring"
    assert OutgoingMail.objects.filter(to=team["member"].user.email, subject=subject).exists()


def test_nobody_accepts_for_another(team: Team) -> None:
    offer(team)

    with pytest.raises(places.NotAllowed):
        places.accept_offer(place=team["member"], by=team["manager"].user, now=NOW)


def test_a_second_offer_waits_for_the_first(team: Team) -> None:
    offer(team)

    with pytest.raises(places.SomebodyAsked) as refused:
        offer(team, to="manager")

    assert refused.value.place == team["member"]


def test_offering_twice_writes_one_mail(team: Team) -> None:
    offer(team)
    offer(team)

    assert OutgoingMail.objects.filter(to=team["member"].user.email).count() == 1


def test_removed_person_is_out_at_once_with_invitations_sent_and_got(team: Team) -> None:
    organisation, chair = team["primary"].organisation, team["primary"].user
    by_them = colleagues.invite(
        organisation=organisation,
        email="friend@example.org",
        role="member",
        by=team["manager"].user,
        now=NOW,
    )

    places.remove(place=team["manager"], by=chair, now=NOW)

    by_them.refresh_from_db()
    assert by_them.revoked_at == NOW
    assert "Ada Example" not in roles_in(organisation)
    assert told(team["manager"]) == "You no longer belong to Baobab Mentoring"


def test_manager_removes_members_only(team: Team) -> None:
    other = make_place(team["primary"].organisation, Role.MANAGER)
    remove = partial(places.remove, by=team["manager"].user, now=NOW)

    remove(place=team["member"])

    with pytest.raises(places.NotAllowed):
        remove(place=other)
    with pytest.raises(places.MustHandOver):
        remove(place=team["primary"])


def test_removing_twice_says_that_they_are_gone(team: Team) -> None:
    remove = partial(places.remove, place=team["member"], by=team["primary"].user, now=NOW)
    remove()

    with pytest.raises(places.NotThere):
        remove()


def test_who_leaves_is_out_and_the_primary_contact_told(team: Team) -> None:
    offer(team)

    places.leave(place=team["member"], by=team["member"].user, now=NOW)

    team["member"].refresh_from_db()
    assert (team["member"].ended_at, team["member"].offered_at) == (NOW, None)
    assert told(team["primary"]) == "Kwame Example has left Baobab Mentoring"


def test_primary_contact_hands_over_before_leaving(team: Team) -> None:
    with pytest.raises(places.MustHandOver):
        places.leave(place=team["primary"], by=team["primary"].user, now=NOW)


def test_last_person_does_not_leave_alone(team: Team) -> None:
    for who in ("manager", "member"):
        places.leave(place=team[who], by=team[who].user, now=NOW)

    with pytest.raises(places.LastPerson):
        places.leave(place=team["primary"], by=team["primary"].user, now=NOW)


def test_nobody_leaves_for_another(team: Team) -> None:
    with pytest.raises(places.NotAllowed):
        places.leave(place=team["member"], by=team["primary"].user, now=NOW)


def by_telephone(act: Any, place: Affiliation, **more: Any) -> None:
    act(place=place, by=make_staff(), now=NOW, source=Source.TELEPHONE, **more)


def test_staff_make_primary_contact_at_once_and_end_what_was_offered(team: Team) -> None:
    offer(team)

    by_telephone(places.make_primary, team["manager"])

    team["member"].refresh_from_db()
    assert team["member"].offered_at is None
    assert roles_in(team["primary"].organisation)["Ada Example"] == "primary"
    assert told(team["manager"]) == "You are now the primary contact of Baobab Mentoring"
    assert told(team["primary"]) == "Ada Example is now the primary contact of Baobab Mentoring"
    given = AuditEntry.objects.filter(action="affiliation.role").values_list("new", flat=True)
    assert {new["source"] for new in given} == {"telephone"}


def test_what_staff_do_is_told_to_the_primary_contact_as_well(team: Team) -> None:
    by_telephone(places.remove, team["member"])

    assert told(team["primary"]) == "Kwame Example no longer belongs to Baobab Mentoring"


def test_staff_take_out_the_last_person_but_no_primary_contact_before(team: Team) -> None:
    with pytest.raises(places.MustHandOver):
        by_telephone(places.remove, team["primary"])
    for who in ("manager", "member", "primary"):
        by_telephone(places.remove, team[who])

    assert roles_in(team["primary"].organisation) == {}


def test_staff_do_not_act_on_their_own_place(team: Team) -> None:
    staff = make_staff()
    own = Affiliation.objects.create(
        organisation=team["primary"].organisation, user=staff, role="member", started_at=NOW
    )

    with pytest.raises(places.OwnPlace):
        places.make_primary(place=own, by=staff, now=NOW, source=Source.TELEPHONE)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"role": "primary"}, "affiliation_one_primary_contact"),
        ({"offered_at": NOW, "ended_at": NOW}, "affiliation_offered_to_somebody_else_present"),
        ({"offered_at": NOW}, "affiliation_one_offer_at_a_time"),
    ],
)
def test_the_database_refuses_what_no_act_does(
    team: Team, values: dict[str, Any], constraint: str
) -> None:
    offer(team, to="manager")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Affiliation.objects.filter(pk=team["member"].pk).update(**values)
