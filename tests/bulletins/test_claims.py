"""Rows in hand: whose they are, what is written when, and how they are found."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bulletins.actions import claims, moving
from bulletins.actions.claims import BATCH, LEASE, Claim, settle_abandoned
from bulletins.models import Delivery
from tests.factories.bulletins import sending, states_of, subscribe, subscribe_many
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
S = Delivery.State


def test_pause_holds_from_the_next_message_of_a_claim_in_hand() -> None:
    subscribe_many(3)
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    assert claim.mark(claim.rows[0], now)
    claim.accepted(claim.rows[0], now)

    moving.pause(bulletin=bulletin, by=make_staff(), why="a wrong date", now=now)

    assert not claim.mark(claim.rows[1], now)
    assert Counter(states_of(bulletin).values()) == {S.SENT: 1, S.CLAIMED: 2}


def test_claims_are_disjoint() -> None:
    subscribe_many(10)
    bulletin, now = sending(), timezone.now()

    first, second = Claim(bulletin.pk, now, most=6), Claim(bulletin.pk, now, most=6)

    assert [len(first.rows), len(second.rows)] == [6, 4]
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


def test_lost_claim_writes_nothing() -> None:
    subscribe()
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    settle_abandoned(now=now + LEASE + timedelta(seconds=1))

    assert not claim.mark(claim.rows[0], now)
    claim.accepted(claim.rows[0], now)
    claim.settle()
    assert Counter(states_of(bulletin).values()) == {S.PENDING: 1}


def test_claim_that_died_leaves_only_the_message_in_hand_in_doubt() -> None:
    subscribe_many(5)
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    claim.mark(claim.rows[0], now)
    claim.accepted(claim.rows[0], now)
    claim.mark(claim.rows[1], now)

    settle_abandoned(now=now + LEASE + timedelta(seconds=1))

    assert Counter(states_of(bulletin).values()) == {S.SENT: 1, S.IN_DOUBT: 1, S.PENDING: 3}
    assert bulletin.deliveries.get(state=S.IN_DOUBT).pk == claim.rows[1].id


def test_claim_older_than_the_database_leaves_the_next_in_line_in_doubt() -> None:
    """The mark of what was in hand died with PostgreSQL."""
    subscribe_many(3)
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    claim.accepted(claim.rows[0], now)
    claim.settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time() - interval '1 minute'")
        (before,) = cursor.fetchone()
    bulletin.deliveries.filter(state=S.CLAIMED).update(claimed_at=before)

    settle_abandoned(now=now + LEASE + timedelta(seconds=1))

    assert bulletin.deliveries.get(state=S.IN_DOUBT).pk == claim.rows[1].id
    assert Counter(states_of(bulletin).values()) == {S.SENT: 1, S.IN_DOUBT: 1, S.PENDING: 1}


def test_claim_lost_after_a_message_was_taken_marks_no_other() -> None:
    subscribe_many(3)
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    claim.mark(claim.rows[0], now)
    settle_abandoned(now=now + LEASE + timedelta(seconds=1))

    claim.accepted(claim.rows[0], now)

    assert not claim.mark(claim.rows[1], now)
    assert Counter(states_of(bulletin).values()) == {S.IN_DOUBT: 1, S.PENDING: 2}


@pytest.mark.parametrize("statement", [claims._SETTLE, claims._SETTLE_AND_MARK, claims._MARK])
def test_row_is_found_by_its_key_however_large_the_batch(statement: str) -> None:
    """An index on claims would have PostgreSQL look at all rows in hand for each message."""
    subscribe_many(BATCH)
    bulletin, now = sending(), timezone.now()
    claim = Claim(bulletin.pk, now)
    values = {"claim": claim.id, "now": now, "next": claim.rows[1].id, "id": claim.rows[0].id}
    values |= {"state": S.SENT, "sent_at": now, "error": ""}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "bulletins_delivery_pkey" in plan
    assert "delivery_claim" not in plan
