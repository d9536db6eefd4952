"""A bulletin's life: what may follow what, and what approval freezes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.actions import moving
from bulletins.actions.claims import Claim
from bulletins.models import Edition, Item
from bulletins.states import MOVES, IllegalMove, Move, State, target
from portal.models import AuditEntry
from tests.factories.bulletins import (
    approved,
    make_bulletin,
    scheduled,
    sending,
    subscribe,
    subscribe_many,
)
from tests.factories.staff import make_staff

ILLEGAL = [(move, state) for move in Move for state in State if state not in MOVES[move]]


@pytest.mark.parametrize(("move", "state"), ILLEGAL)
def test_every_other_move_is_illegal(move: Move, state: State) -> None:
    with pytest.raises(IllegalMove):
        target(move, state)


def test_table_names_every_move() -> None:
    assert set(MOVES) == set(Move)


@pytest.mark.django_db
def test_approval_freezes_an_edition_for_each_audience() -> None:
    bulletin = approved()

    assert list(bulletin.editions.order_by("audience").values_list("audience", flat=True)) == [
        "members",
        "sector",
    ]


@pytest.mark.django_db
def test_items_for_members_drop_out_of_the_sectors_edition() -> None:
    bulletin = approved()
    members, sector = bulletin.editions.order_by("audience")

    assert [members.html.count("Where we meet next"), members.text.count("Only for us.")] == [1, 1]
    assert [sector.html.count("Where we meet next"), sector.text.count("Only for us.")] == [0, 0]


@pytest.mark.django_db
def test_section_left_empty_drops_out() -> None:
    bulletin = make_bulletin()
    Item.objects.update(is_for_members=True)

    moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now())

    assert Edition.objects.get(audience="sector").text.count("NEWS OF MEMBERS") == 0


@pytest.mark.django_db
def test_taking_back_voids_approval_and_time() -> None:
    bulletin = scheduled()

    row = moving.take_back(bulletin=bulletin, by=make_staff(), now=timezone.now())

    assert (row.state, row.approved_at, row.scheduled_at) == (State.DRAFT, None, None)
    assert not row.editions.exists()


@pytest.mark.django_db
def test_second_approval_is_told() -> None:
    bulletin = make_bulletin()
    moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now())

    with pytest.raises(IllegalMove):
        moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now())


@pytest.mark.django_db
def test_time_that_is_past_is_refused() -> None:
    bulletin, now = approved(), timezone.now()

    with pytest.raises(moving.TimeIsPast):
        moving.schedule(bulletin=bulletin, at=now - timedelta(minutes=1), by=make_staff(), now=now)

    bulletin.refresh_from_db()
    assert bulletin.state == State.APPROVED


@pytest.mark.django_db
def test_stopping_leaves_nobody_waiting() -> None:
    subscribe()
    bulletin = sending()
    moving.pause(bulletin=bulletin, by=make_staff(), why="a wrong date", now=timezone.now())

    row = moving.stop(bulletin=bulletin, by=make_staff(), now=timezone.now())

    assert row.state == State.STOPPED
    assert row.deliveries.counts()["suppressed"] == 1


@pytest.mark.django_db
def test_stopping_leaves_what_was_being_handed_over_in_doubt() -> None:
    subscribe_many(3)
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    claim.mark(claim.rows[0], now)
    moving.pause(bulletin=bulletin, by=make_staff(), why="a wrong date", now=now)

    row = moving.stop(bulletin=bulletin, by=make_staff(), now=now)

    assert bulletin.deliveries.get(state="in-doubt").pk == claim.rows[0].id
    assert (row.outcome["in-doubt"], row.outcome["suppressed"]) == (1, 2)
    entry = AuditEntry.objects.get(action="bulletin.stop")
    assert entry.new == {"not sent": 2, "in doubt": 1}
