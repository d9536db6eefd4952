"""Rows in hand: claimed in batches under a lease, given back, and settled one by one.

Written as SQL and planned once per connection, as each message costs two of these statements:
Django would take longer to write them, and PostgreSQL to plan them, than to carry them out. Every
write asks for the claim it was made under: who has lost a claim changes nothing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bulletins.models import Delivery, Suppression
from portal.planned import planned_cursor

BATCH = 100
FEWEST = 10  # towards the end, so that no lane is left alone with a hundred
LEASE = timedelta(minutes=5)  # longer than the network steps of one message (environment.mailer)
RENEW_AFTER = timedelta(minutes=1)
States = Delivery.State

# Chosen in a step of its own: within the UPDATE, PostgreSQL may choose again for each row.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM bulletins_delivery
    WHERE bulletin_id = %(bulletin)s AND state = 'pending' AND next_attempt_at <= %(now)s
        AND EXISTS (SELECT FROM bulletins_bulletin
                    WHERE id = %(bulletin)s AND state = 'sending')
    ORDER BY next_attempt_at, id
    LIMIT LEAST(%(most)s, GREATEST(%(fewest)s, (
        SELECT count(*) FROM (SELECT FROM bulletins_delivery
            WHERE bulletin_id = %(bulletin)s AND state = 'pending' AND next_attempt_at <= %(now)s
            LIMIT %(most)s * %(shares)s) waiting) / %(shares)s))
    FOR UPDATE SKIP LOCKED)
UPDATE bulletins_delivery d SET state = 'claimed', claim = %(claim)s, claimed_at = %(now)s,
    lease_until = %(lease)s, handing_over_at = NULL
FROM due WHERE d.id = due.id
RETURNING d.id, d.edition_id, d.address, d.name, d.user_id, d.subscriber_id, d.attempts
"""
# Who left, must not be written to, or belongs to no member any more, since the rows were made:
# what is for members alone stays with them, in corrections and second tries as well.
_DROP = """
UPDATE bulletins_delivery d SET state = 'suppressed', claim = NULL, lease_until = NULL,
    last_error = 'left, suppressed or no member meanwhile'
WHERE d.claim = %(claim)s AND d.state = 'claimed' AND (
    (d.user_id IS NULL AND d.subscriber_id IS NULL)
    OR EXISTS (SELECT FROM bulletins_suppression s WHERE s.address = d.address)
    OR EXISTS (SELECT FROM bulletins_preference p
               JOIN bulletins_bulletin b ON b.id = d.bulletin_id
               WHERE p.user_id = d.user_id AND (p.left_at IS NOT NULL OR NOT CASE b.kind
                   WHEN 'policy-alert' THEN p.wants_policy_alerts
                   WHEN 'event-notice' THEN p.wants_event_notices
                   WHEN 'weekly-digest' THEN p.digest = 'week'
                   WHEN 'monthly-digest' THEN p.digest = 'month'
                   ELSE p.wants_bulletins END))
    OR EXISTS (SELECT FROM bulletins_subscriber s
               WHERE s.id = d.subscriber_id AND s.state <> 'confirmed')
    OR EXISTS (SELECT FROM bulletins_edition e
               WHERE e.id = d.edition_id AND e.audience = 'members' AND NOT EXISTS (
                   SELECT FROM network_affiliation a
                   JOIN network_user u ON u.id = a.user_id AND u.is_active
                   JOIN network_membership m ON m.organisation_id = a.organisation_id
                   WHERE a.user_id = d.user_id AND a.ended_at IS NULL
                       AND m.starts_on <= %(today)s
                       AND (m.ends_on IS NULL OR m.ends_on >= %(today)s))))
RETURNING d.id
"""
# Found by its key. What has a claim is in hand (delivery_in_hand_has_a_claim): saying so would let
# PostgreSQL look through an index of all that is in hand, for each message.
_SETTLE = """
UPDATE bulletins_delivery SET state = %(state)s, claim = NULL, lease_until = NULL,
    sent_at = %(sent_at)s, last_error = %(error)s, attempts = attempts + 1
WHERE id = %(id)s AND claim = %(claim)s
"""
# Both only while the bulletin is being sent: a pause holds from the very next message. Each is one
# statement, which is a transaction of its own: one way to PostgreSQL and back.
# A mark alone is committed without waiting for the disk: were it lost, `settle_abandoned` knows.
_MARK = """
WITH first AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE bulletins_delivery d SET handing_over_at = %(now)s
FROM bulletins_bulletin b, first
WHERE d.id = %(next)s AND d.claim = %(claim)s AND b.id = d.bulletin_id AND b.state = 'sending'
"""
# The message before is settled whatever the bulletin's state. One update of two rows costs less
# than two.
_SETTLE_AND_MARK = """
WITH changed AS (UPDATE bulletins_delivery d SET
    state = CASE d.id WHEN %(id)s THEN %(state)s ELSE d.state END,
    claim = CASE d.id WHEN %(id)s THEN NULL ELSE d.claim END,
    lease_until = CASE d.id WHEN %(id)s THEN NULL ELSE d.lease_until END,
    sent_at = CASE d.id WHEN %(id)s THEN %(sent_at)s ELSE d.sent_at END,
    last_error = CASE d.id WHEN %(id)s THEN %(error)s ELSE d.last_error END,
    attempts = d.attempts + CASE d.id WHEN %(id)s THEN 1 ELSE 0 END,
    handing_over_at = CASE d.id WHEN %(next)s THEN %(now)s ELSE d.handing_over_at END
WHERE d.id IN (%(id)s, %(next)s) AND d.claim = %(claim)s
    AND (d.id = %(id)s OR EXISTS (SELECT FROM bulletins_bulletin b
                                  WHERE b.id = d.bulletin_id AND b.state = 'sending'))
RETURNING d.id)
SELECT FROM changed WHERE id = %(next)s
"""
_LATER = """
UPDATE bulletins_delivery SET state = 'pending', claim = NULL, lease_until = NULL,
    handing_over_at = NULL, next_attempt_at = %(at)s, last_error = %(error)s,
    attempts = attempts + %(counted)s
WHERE id = %(id)s AND claim = %(claim)s
"""
_RENEW = """
UPDATE bulletins_delivery SET lease_until = %(lease)s WHERE claim = %(claim)s AND state = 'claimed'
"""
_GIVE_BACK = """
UPDATE bulletins_delivery SET state = 'pending', claim = NULL, lease_until = NULL
WHERE claim = %(claim)s AND state = 'claimed' AND handing_over_at IS NULL
"""
# A claim whose run died. Marks are not waited for on disk and die with PostgreSQL: of a claim
# older than its start, without any mark, the next row in line may have been handed over.
_SETTLE_ABANDONED = """
WITH abandoned AS (
    SELECT id, claim, handing_over_at, claimed_at,
        bool_or(handing_over_at IS NOT NULL) OVER (PARTITION BY claim) AS is_marked,
        row_number() OVER (PARTITION BY claim ORDER BY id) AS place
    FROM bulletins_delivery WHERE state = 'claimed' AND lease_until < %(now)s)
UPDATE bulletins_delivery d SET claim = NULL, lease_until = NULL,
    state = CASE WHEN a.is_doubtful THEN 'in-doubt' ELSE 'pending' END,
    last_error = CASE WHEN a.is_doubtful THEN 'the worker stopped while handing over'
        ELSE d.last_error END
FROM (SELECT id, claim, handing_over_at IS NOT NULL OR (NOT is_marked AND place = 1
          AND claimed_at < pg_postmaster_start_time()) AS is_doubtful FROM abandoned) a
WHERE d.id = a.id AND d.claim = a.claim AND d.state = 'claimed' AND d.lease_until < %(now)s
"""
_PACE = """
UPDATE bulletins_pace SET next_at = GREATEST(next_at, %(now)s)
    + make_interval(secs => %(number)s::float / per_second)
WHERE per_second > 0
RETURNING next_at - make_interval(secs => %(number)s::float / per_second), per_second
"""


@dataclass(frozen=True)
class Row:
    """A delivery in hand."""

    id: int
    edition: int
    address: str
    name: str
    user: int | None
    subscriber: int | None
    attempts: int


class Claim:
    """Rows of one bulletin that this run alone may send, in order.

    As many as one of `shares` of what waits, within bounds.
    """

    def __init__(self, bulletin: int, now: datetime, *, most: int = BATCH, shares: int = 1) -> None:
        self.id = uuid.uuid4()
        self._renewed_at = now
        self._accepted: tuple[Row, datetime] | None = None
        values: dict[str, Any] = {"bulletin": bulletin, "claim": self.id, "now": now}
        values |= {"most": most, "fewest": FEWEST, "shares": shares}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CLAIM, values | {"lease": now + LEASE})
            rows = sorted((Row(*found) for found in cursor.fetchall()), key=lambda row: row.id)
            cursor.execute(_DROP, {"claim": self.id, "today": timezone.localdate(now)})
            dropped = {found[0] for found in cursor.fetchall()}
        self.rows = [row for row in rows if row.id not in dropped]

    def mark(self, row: Row, now: datetime) -> bool:
        """Note that the message is about to go out, and that the one before was accepted.

        False: it must not go out.
        """
        if now - self._renewed_at > RENEW_AFTER:
            self._write(_RENEW, lease=now + LEASE)
            self._renewed_at = now
        if self._accepted is None:
            return self._write(_MARK, next=row.id, now=now)
        marked = self._write(_SETTLE_AND_MARK, next=row.id, now=now, **_sent(*self._accepted))
        self._accepted = None
        return marked

    def accepted(self, row: Row, at: datetime) -> None:
        """The server took it: written with the next mark or by `settle`, whichever is first."""
        self._accepted = (row, at)

    def settle(self) -> None:
        """Write what was accepted last."""
        if self._accepted is not None:
            self._write(_SETTLE, **_sent(*self._accepted))
            self._accepted = None

    def failed(self, row: Row, error: str) -> bool:
        """For good."""
        return self._write(_SETTLE, id=row.id, state=States.FAILED, sent_at=None, error=error)

    def doubtful(self, row: Row, error: str) -> bool:
        """It may have arrived: nobody sends it again unasked."""
        return self._write(_SETTLE, id=row.id, state=States.IN_DOUBT, sent_at=None, error=error)

    def later(self, row: Row, at: datetime, error: str, *, counts: bool) -> bool:
        """Not before `at`; `counts` if the trouble was about this message."""
        return self._write(_LATER, id=row.id, at=at, error=error, counted=int(counts))

    def give_back(self) -> None:
        """What was accepted is written; what was not begun waits again."""
        self.settle()
        self._write(_GIVE_BACK)

    def _write(self, sql: str, **values: Any) -> bool:
        with planned_cursor() as cursor:
            cursor.execute(sql, {"claim": self.id, **values})
            return bool(cursor.rowcount)


def _sent(row: Row, at: datetime) -> dict[str, Any]:
    return {"id": row.id, "state": States.SENT, "sent_at": at, "error": ""}


def settle_abandoned(*, now: datetime) -> None:
    """Decide about rows whose run died: in doubt if one was handing it over, else waiting again."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE_ABANDONED, {"now": now})


def starts_at(number: int, *, now: datetime) -> tuple[datetime, int]:
    """When `number` messages may go out, and how many a second; 0 is as fast as it goes."""
    with connection.cursor() as cursor:
        cursor.execute(_PACE, {"number": number, "now": now})
        found = cursor.fetchone()
    return found or (now, 0)


def suppress(address: str, *, reason: Suppression.Reason, detail: str, now: datetime) -> None:
    """No bulletin goes to this address any more, those that wait included."""
    Suppression.objects.get_or_create(
        address=address.lower(),
        defaults={"reason": reason, "detail": detail[:300], "created_at": now},
    )
    Delivery.objects.filter(address=address.lower(), state=States.PENDING).update(
        state=States.SUPPRESSED, last_error="suppressed"
    )
