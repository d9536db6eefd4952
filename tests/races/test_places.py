"""One primary contact, whoever presses what at once; a control shows the race without the lock."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from network.actions import colleagues, places
from network.choices import Source
from network.models import Affiliation, Organisation, OrganisationInvitation
from tests.factories.applicants import NOW, make_person
from tests.factories.people import make_team, roles_in
from tests.factories.staff import make_staff
from tests.races.together import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
Team = dict[str, Affiliation]


def outcome(act: Callable[[], Any]) -> str:
    try:
        act()
    except Exception as error:  # the kind of answer is what is compared
        return type(error).__name__
    return "done"


def at_the_same_time(*acts: Callable[[], Any]) -> list[str]:
    return sorted(at_once([partial(outcome, act) for act in acts]))


def offering(team: Team, to: str) -> Callable[[], Any]:
    return partial(places.offer, place=team[to], by=team["primary"].user, now=NOW)


def accepting(team: Team) -> Callable[[], Any]:
    return partial(places.accept_offer, place=team["member"], by=team["member"].user, now=NOW)


def taking_back(team: Team) -> Callable[[], Any]:
    return partial(places.take_back_offer, place=team["member"], by=team["primary"].user, now=NOW)


def making(team: Team, who: str) -> Callable[[], Any]:
    return partial(
        places.make_primary, place=team[who], by=make_staff(), now=NOW, source=Source.TELEPHONE
    )


def leaving(team: Team) -> Callable[[], Any]:
    return partial(places.leave, place=team["member"], by=team["member"].user, now=NOW)


def primaries(team: Team) -> int:
    return list(roles_in(team["primary"].organisation).values()).count("primary")


def test_handing_over_to_two_people_at_once_asks_one() -> None:
    for _ in range(ROUNDS):
        team = make_team()

        answers = at_the_same_time(offering(team, "member"), offering(team, "manager"))

        assert answers == ["SomebodyAsked", "done"]
        assert Affiliation.objects.filter(offered_at__isnull=False, pk__in=pks(team)).count() == 1


def pks(team: Team) -> list[int]:
    return [place.pk for place in team.values()]


@pytest.mark.parametrize(
    ("other", "answers"),
    [
        (accepting, [["NotAsked", "done"]]),
        (taking_back, [["NotAsked", "done"], ["NotAllowed", "done"]]),
        (leaving, [["NotAllowed", "done"], ["MustHandOver", "done"]]),
        (lambda team: making(team, "manager"), [["NotAsked", "done"], ["done", "done"]]),
    ],
)
def test_there_is_one_primary_contact_whatever_meets_accepting(
    other: Callable[[Team], Callable[[], Any]], answers: list[list[str]]
) -> None:
    for _ in range(ROUNDS):
        team = make_team()
        offering(team, "member")()

        assert at_the_same_time(accepting(team), other(team)) in answers
        assert primaries(team) == 1


def test_two_members_of_staff_make_one_primary_contact() -> None:
    for _ in range(ROUNDS):
        team = make_team()

        answers = at_the_same_time(making(team, "member"), making(team, "manager"))

        assert answers == ["done", "done"]
        assert primaries(team) == 1


def test_invitation_is_accepted_once_by_many_presses() -> None:
    for _ in range(ROUNDS):
        team = make_team()
        invitation = invited(team)
        person = make_person(invitation.email)
        accept = partial(colleagues.accept, invitation=invitation, by=person, now=NOW)

        answers = at_the_same_time(accept, accept, accept)

        assert answers == ["InvitationOver", "InvitationOver", "done"]
        assert person.affiliations.count() == 1
        person.delete()


def invited(team: Team) -> OrganisationInvitation:
    return colleagues.invite(
        organisation=team["primary"].organisation,
        email="new@example.org",
        role="member",
        by=team["primary"].user,
        now=NOW,
    )


def test_control_without_the_lock_leaves_two_offers_to_the_database_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team = make_team()
    both_have_read = Barrier(2)
    offered_in = places.offered_in

    def read_only(organisation: int) -> Organisation:
        return Organisation.objects.get(pk=organisation)

    def wait(organisation: Organisation) -> Affiliation | None:
        found = offered_in(organisation)
        both_have_read.wait(PATIENCE)
        return found

    monkeypatch.setattr(places, "lock", read_only)
    monkeypatch.setattr(places, "offered_in", wait)

    answers = at_the_same_time(offering(team, "member"), offering(team, "manager"))

    assert answers == [IntegrityError.__name__, "done"]  # no clear answer to the second
