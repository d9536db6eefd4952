"""The yearly confirmation: once per key, at once, and what changed is looked at afterwards."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from network.actions import confirming
from network.actions import membership_moves as moves
from network.actions.confirming import Said
from network.models import Confirmation, Membership
from network.standing import ASKED, IllegalMove, Move, Standing, a_year_after
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import NOW, make_person
from tests.factories.memberships import (
    TODAY,
    Role,
    add_person,
    ask_from,
    make_membership,
    primary_of,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
State = Confirmation.State
CHANGED = {"categories": ["led", "designed"], "changes": "We now run a project of our own."}


@pytest.fixture(autouse=True)
def _asking() -> None:
    ask_from()


def confirm(membership: Membership, said: Said | None = None, **changes: Any) -> Confirmation:
    values = {"by": primary_of(membership), "seen": 0, "now": NOW} | changes
    return confirming.confirm(membership=membership, said=said or Said(uuid.uuid4()), **values)


def waiting(membership: Membership | None = None) -> Confirmation:
    made = confirm(membership or make_membership(Standing.DUE), Said(uuid.uuid4(), **CHANGED))
    OutgoingMail.objects.all().delete()
    return made


@pytest.mark.parametrize("standing", sorted(ASKED))
def test_nothing_changed_is_accepted_and_gives_a_year(standing: Standing) -> None:
    membership = make_membership(standing)

    made = confirm(membership)

    membership.refresh_from_db()
    assert (made.state, made.categories) == (State.ACCEPTED, ["led", "supports"])
    assert membership.standing_at(NOW) == Standing.ACTIVE
    assert membership.due_on() == a_year_after(TODAY)
    assert membership.events.get().move == Move.CONFIRM
    assert AuditEntry.objects.get(action="membership.confirm").new["state"] == "accepted"
    assert OutgoingMail.objects.get().to == primary_of(membership).email


def test_a_change_counts_at_once_and_waits_for_the_coordinator() -> None:
    membership = make_membership(Standing.GRACE)

    made = confirm(membership, Said(uuid.uuid4(), **CHANGED))

    membership.refresh_from_db()
    assert (made.state, made.changes) == (State.WAITING, CHANGED["changes"])
    assert membership.standing_at(NOW) == Standing.ACTIVE
    assert membership.categories == ["led", "supports"]
    mails = dict(OutgoingMail.objects.values_list("to", "text"))
    assert mails.keys() == {primary_of(membership).email, "coordinator@example.org"}
    assert f"/admin/network/confirmation/{made.pk}/" in mails["coordinator@example.org"]


def test_the_same_categories_in_another_order_are_no_change() -> None:
    membership = make_membership(Standing.DUE)
    made = confirm(membership, Said(uuid.uuid4(), ["supports", "led"]))
    assert made.state == State.ACCEPTED


def test_pressing_twice_confirms_once() -> None:
    membership, said = make_membership(Standing.DUE), Said(uuid.uuid4())
    first = confirm(membership, said)
    assert confirm(membership, said) == first
    assert (membership.events.count(), OutgoingMail.objects.count()) == (1, 1)


def test_a_colleague_who_comes_second_is_told_who_was_first() -> None:
    membership = make_membership(Standing.DUE)
    manager = add_person(membership.organisation)
    confirm(membership, by=manager)
    with pytest.raises(moves.MovedOn) as late:
        confirm(membership)
    assert late.value.event is not None
    assert late.value.event.by == manager


@pytest.mark.parametrize("standing", sorted(set(Standing) - ASKED - {Standing.TO_COME}))
def test_only_who_is_asked_confirms(standing: Standing) -> None:
    with pytest.raises(IllegalMove):
        confirm(make_membership(standing))


def test_only_who_answers_for_the_organisation_confirms() -> None:
    membership = make_membership(Standing.DUE)
    colleague = add_person(membership.organisation, Role.MEMBER)
    for somebody in (colleague, make_person()):
        with pytest.raises(moves.NotTheirs):
            confirm(membership, by=somebody)


def test_staff_enter_what_was_said_on_the_telephone() -> None:
    membership, staff = make_membership(Standing.DUE), make_staff()

    made = confirm(membership, source="telephone", entered_by=staff)

    assert (made.by, made.entered_by, made.source) == (primary_of(membership), staff, "telephone")
    assert membership.events.get().by == staff
    assert str(staff) in OutgoingMail.objects.get().text


def test_staff_do_not_enter_it_for_their_own_organisation() -> None:
    membership, staff = make_membership(Standing.DUE), make_staff()
    add_person(membership.organisation, Role.MEMBER, user=staff)
    with pytest.raises(moves.OwnMembership):
        confirm(membership, source="telephone", entered_by=staff)


@pytest.mark.parametrize(
    ("is_accepted", "state", "categories", "subject"),
    [
        (True, State.ACCEPTED, ["led", "designed"], "is accepted"),
        (False, State.KEPT, ["led", "supports"], "stay as they were"),
    ],
)
def test_a_decision_holds_and_is_told(
    is_accepted: bool, state: str, categories: list[str], subject: str
) -> None:
    made, staff = waiting(), make_staff()

    confirming.decide(
        confirmation=made, is_accepted=is_accepted, reason="As we said.", by=staff, now=NOW
    )

    made.refresh_from_db()
    made.membership.refresh_from_db()
    assert (made.state, made.decided_by, made.decided_at) == (state, staff, NOW)
    assert made.membership.categories == categories
    mail = OutgoingMail.objects.get()
    assert mail.to == primary_of(made.membership).email
    assert subject in mail.subject
    assert "As we said." in mail.text


def test_it_is_decided_once() -> None:
    made, first = waiting(), make_staff()
    said: dict[str, Any] = {"confirmation": made, "reason": "", "now": NOW}
    confirming.decide(is_accepted=False, by=first, **said)
    with pytest.raises(confirming.AlreadyDecided) as late:
        confirming.decide(is_accepted=True, by=make_staff(), **said)
    assert late.value.confirmation.decided_by == first


def test_nobody_decides_what_their_own_organisation_said() -> None:
    made, staff = waiting(), make_staff()
    add_person(made.membership.organisation, Role.MEMBER, user=staff)
    with pytest.raises(moves.OwnMembership):
        confirming.decide(confirmation=made, is_accepted=True, reason="", by=staff, now=NOW)


def test_what_still_waits_after_a_year_gives_way_to_the_next() -> None:
    membership = make_membership(Standing.DUE)
    old = waiting(membership)
    later = NOW + timedelta(days=360)

    confirm(membership, seen=membership.events.get().pk, now=later)

    old.refresh_from_db()
    assert (old.state, old.decided_at, old.decided_by) == (State.KEPT, later, None)


def test_the_database_lets_one_wait() -> None:
    made = waiting()
    second = Confirmation(
        membership=made.membership,
        key=uuid.uuid4(),
        at=NOW,
        categories_before=["led"],
        categories=["led"],
        state=State.WAITING,
    )
    with pytest.raises(IntegrityError, match="confirmation_one_waits"), transaction.atomic():
        second.save()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"categories": []}, "confirmation_rests_on_a_category"),
        ({"decided_at": NOW}, "confirmation_waiting_is_not_decided"),
        ({"state": State.KEPT}, "confirmation_kept_has_its_time"),
    ],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, Any], name: str) -> None:
    made = waiting()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Confirmation.objects.filter(pk=made.pk).update(**values)
