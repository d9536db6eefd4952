"""A membership is confirmed once and moved once: real connections, beside a control."""

import uuid
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.actions import membership_moves as moves
from network.models import Membership
from network.standing import Standing
from portal.models import OutgoingMail
from tests.factories.memberships import add_person, ask_from, make_membership, primary_of
from tests.factories.staff import make_staff, sign_in
from tests.races.together import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
SURE = {"seen": 0, "reason": "Why", "sure": "yes"}


def press(client: Client, path: str, data: dict[str, Any]) -> int:
    """Send a form; the page's status."""
    return client.post(path, data).status_code


def made(standing: Standing) -> Membership:
    ask_from()
    return make_membership(standing, today=timezone.localdate())


def pressing(membership: Membership, move: str) -> Any:
    path = f"/admin/network/membership/{membership.pk}/{move}/"
    return partial(press, sign_in(make_staff()), path, SURE)


@pytest.mark.parametrize("pair", [("suspend", "end"), ("end", "end"), ("suspend", "suspend")])
def test_two_deciders_at_once_make_one_move(pair: tuple[str, str]) -> None:
    for _ in range(ROUNDS):
        membership = made(Standing.ACTIVE)
        answers = at_once([pressing(membership, move) for move in pair])
        assert sorted(answers) == [302, 409]
        assert membership.events.count() == 1
        assert OutgoingMail.objects.filter(to=primary_of(membership).email).count() == 1


@pytest.mark.parametrize("is_one_form", [True, False])
def test_who_presses_at_once_confirms_once(is_one_form: bool) -> None:
    for _ in range(ROUNDS):
        membership = made(Standing.DUE)
        people = [primary_of(membership), add_person(membership.organisation)]
        keys = [uuid.uuid4()] * 2 if is_one_form else [uuid.uuid4(), uuid.uuid4()]
        path = f"/network/organisation/{membership.organisation_id}/confirm/"
        at_once(
            [
                partial(
                    press,
                    sign_in(people[0] if is_one_form else person, factor=False),
                    path,
                    {"act": "same", "key": key, "seen": 0},
                )
                for person, key in zip(people, keys, strict=True)
            ]
        )
        assert membership.confirmations.count() == 1
        assert membership.events.count() == 1


def test_without_the_lock_both_would_move_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both have read before either writes."""
    membership, both_have_read = made(Standing.ACTIVE), Barrier(2)

    def read(one: Membership) -> Membership:
        found = Membership.objects.select_related("organisation").get(pk=one.pk)
        both_have_read.wait(PATIENCE)
        return found

    check = moves.check

    def check_then_wait(*args: Any, **values: Any) -> None:
        check(*args, **values)
        both_have_read.wait(PATIENCE)

    monkeypatch.setattr(moves, "lock", read)
    monkeypatch.setattr(moves, "check", check_then_wait)
    answers = at_once([pressing(membership, "suspend"), pressing(membership, "end")])
    assert answers == [302, 302]
    assert membership.events.count() == 2
