"""Memberships suspended, ended and taken up again: by the table, once, told and written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from network.actions import membership_moves as moves
from network.actions.membership import AlreadyMember
from network.models import Confirmation, Membership, MembershipEvent
from network.standing import IllegalMove, Move, Standing
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import NOW
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
YESTERDAY = TODAY - timedelta(days=1)
REASON = "Because of the letter of 1 October."
ACTS: dict[Move, tuple[Callable[..., MembershipEvent], dict[str, Any]]] = {
    Move.SUSPEND: (moves.suspend, {"reason": REASON}),
    Move.LIFT: (moves.lift, {"reason": REASON}),
    Move.END: (moves.end, {"reason": REASON}),
    Move.LAPSE: (moves.lapse, {}),
    Move.WITHDRAW: (moves.withdraw_on_behalf, {"reason": REASON, "source": "telephone"}),
    Move.RETURN: (moves.take_up_again, {"reason": REASON, "categories": ["designed"]}),
}
FROM = {Move.LIFT: Standing.SUSPENDED, Move.RETURN: Standing.LAPSED, Move.LAPSE: Standing.OVERDUE}


@pytest.fixture(autouse=True)
def _asking() -> None:
    ask_from()


def make(move: Move, membership: Membership, **changes: Any) -> MembershipEvent:
    act, said = ACTS[move]
    values = {"seen": 0, "by": make_staff(), "now": NOW} | said | changes
    return act(membership=membership, **values)


@pytest.mark.parametrize("move", ACTS)
def test_each_act_is_written_down_audited_and_told_once(move: Move) -> None:
    membership = make_membership(FROM.get(move, Standing.ACTIVE))
    staff = make_staff()

    event = make(move, membership, by=staff)

    assert (event.move, event.by, event.at) == (move, staff, NOW)
    assert AuditEntry.objects.get(action=f"membership.{move.value}").actor == staff
    mail = OutgoingMail.objects.get()
    assert mail.to == primary_of(membership).email
    assert "Baobab Mentoring" in mail.subject
    assert (REASON in mail.text) == (move in {Move.SUSPEND, Move.LIFT, Move.END, Move.RETURN})


@pytest.mark.parametrize(
    ("move", "standing"),
    [
        (Move.SUSPEND, Standing.SUSPENDED),
        (Move.LAPSE, Standing.LAPSED),
        (Move.END, Standing.ENDED),
        (Move.WITHDRAW, Standing.WITHDRAWN),
    ],
)
def test_members_parts_close_at_once(move: Move, standing: Standing) -> None:
    membership = make_membership(FROM.get(move, Standing.ACTIVE))

    make(move, membership)

    membership.refresh_from_db()
    assert membership.standing_at(NOW) == standing
    assert not Membership.objects.active_at(NOW).exists()


def test_what_began_today_can_end_today_at_once() -> None:
    membership = make_membership(starts_on=TODAY)
    make(Move.END, membership)
    membership.refresh_from_db()
    assert (membership.ends_on, membership.standing_at(NOW)) == (TODAY, Standing.ENDED)
    assert not Membership.objects.active_at(NOW).exists()
    back = make(Move.RETURN, membership, seen=membership.events.get().pk).membership
    assert back.starts_on == TODAY + timedelta(days=1)


def test_lifting_opens_it_again_as_its_dates_say() -> None:
    membership = make_membership(Standing.SUSPENDED)
    make(Move.LIFT, membership)
    assert Membership.objects.active_at(NOW).get() == membership
    membership.refresh_from_db()
    assert (membership.suspended_at, membership.suspended_note) == (None, "")


@pytest.mark.parametrize("move", ACTS)
def test_the_second_of_two_deciders_is_told_and_nothing_is_done_twice(move: Move) -> None:
    membership = make_membership(FROM.get(move, Standing.ACTIVE))
    first = make(move, membership)

    with pytest.raises((moves.MovedOn, AlreadyMember)) as refused:
        make(move, membership)

    if move != Move.RETURN:  # its event is the new period's
        assert refused.value.event == first
    assert MembershipEvent.objects.get() == first
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("move", "standing"),
    [
        (Move.LIFT, Standing.ACTIVE),
        (Move.LAPSE, Standing.GRACE),
        (Move.SUSPEND, Standing.SUSPENDED),
        (Move.END, Standing.LAPSED),
        (Move.WITHDRAW, Standing.ENDED),
        (Move.RETURN, Standing.ACTIVE),
    ],
)
def test_what_the_table_has_not_is_refused(move: Move, standing: Standing) -> None:
    with pytest.raises(IllegalMove):
        make(move, make_membership(standing))
    assert not MembershipEvent.objects.exists()


@pytest.mark.parametrize("move", ACTS)
def test_nobody_decides_about_their_own_organisation(move: Move) -> None:
    membership = make_membership(FROM.get(move, Standing.ACTIVE))
    staff = make_staff()
    add_person(membership.organisation, Role.MEMBER, user=staff)
    with pytest.raises(moves.OwnMembership):
        make(move, membership, by=staff)
    assert not OutgoingMail.objects.exists()


def test_coming_back_is_a_new_period_with_the_people_from_before() -> None:
    membership = make_membership(Standing.LAPSED)
    manager = add_person(membership.organisation)

    back = make(Move.RETURN, membership).membership

    assert (back.starts_on, back.ends_on, back.categories) == (TODAY, None, ["designed"])
    assert list(back.organisation.memberships.order_by("starts_on")) == [membership, back]
    assert set(back.organisation.contacts()) == {primary_of(membership), manager}
    assert back.standing_at(NOW) == Standing.ACTIVE


def test_only_the_last_period_is_taken_up() -> None:
    old = make_membership(Standing.ENDED, ends_on=YESTERDAY - timedelta(days=30))
    Membership.objects.create(
        organisation=old.organisation,
        starts_on=YESTERDAY - timedelta(days=3),
        ends_on=YESTERDAY,
        ending="ended",
        categories=["led"],
    )
    with pytest.raises(AlreadyMember):
        make(Move.RETURN, old)


def test_the_primary_contact_takes_the_organisation_out_and_the_coordinator_hears_of_it() -> None:
    membership = make_membership()
    primary = primary_of(membership)

    moves.withdraw(membership=membership, reason="We close.", seen=0, by=primary, now=NOW)

    membership.refresh_from_db()
    assert (membership.ends_on, membership.ending) == (YESTERDAY, "withdrawn")
    mails = dict(OutgoingMail.objects.values_list("to", "text"))
    assert mails.keys() == {primary.email, "coordinator@example.org"}
    assert "We close." in mails["coordinator@example.org"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER])
def test_nobody_else_takes_it_out(role: str) -> None:
    membership = make_membership()
    other = add_person(membership.organisation, role)
    with pytest.raises(moves.NotTheirs):
        moves.withdraw(membership=membership, reason="", seen=0, by=other, now=NOW)
    assert membership.standing_at(NOW) == Standing.ACTIVE


def test_what_waits_is_settled_when_a_membership_ends() -> None:
    membership = make_membership()
    waiting = membership.confirmations.create(
        key="0c0a8f5e-0000-4000-8000-000000000001",
        at=NOW,
        categories_before=["led"],
        categories=["supports"],
        state=Confirmation.State.WAITING,
    )
    make(Move.END, membership)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_at) == (Confirmation.State.KEPT, NOW)


def test_nobody_is_written_to_who_has_left_or_is_no_contact() -> None:
    membership = make_membership()
    add_person(membership.organisation, Role.MEMBER)
    gone = add_person(membership.organisation)
    gone.affiliations.update(ended_at=NOW)
    make(Move.SUSPEND, membership)
    assert OutgoingMail.objects.get().to == primary_of(membership).email
