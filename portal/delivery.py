"""Sending what the outbox holds: claim, hand over, record.

A run claims a few rows under a lease, hands them to the mail server one by one and records each
result while the claim is still its own. "Handing over" is written just before the first byte of
a message goes out: a run that dies leaves at most that one mail in doubt, and the rest of its
claim waits again once the lease has run out. What is in doubt is never sent again by itself.

Trouble with one message (a refusal, a body that cannot be read) is that row's alone. Trouble
with the line or the server ends the run: what was claimed is given back, and nobody tries for
half a minute, so that an outage neither uses up attempts nor puts many mails in doubt.
"""

import json
import logging
import math
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.utils import timezone

from portal import smtp
from portal.attachments import Attachment, mime_part, unpack
from portal.models import Heartbeat, OutgoingMail
from portal.models.erasures import NO_MAIL
from portal.models.mail import OutgoingMailQuerySet
from portal.outbox import GOODBYE
from portal.sealing import unseal
from portal.wake import DELIVER_OUTBOX, wake

type Clock = Callable[[], datetime]

logger = logging.getLogger(__name__)

State = OutgoingMail.State
BATCH = 10
NOBODY = f"nobody{NO_MAIL}"
LEASE = timedelta(minutes=2)  # longer than the network steps of one message (environment.mailer)
BACK_OFF_MINUTES = (1, 5, 15, 60, 240, 720)
TROUBLE = "mail-trouble"  # the Heartbeat that says when server or line last failed
TROUBLE_LASTS = timedelta(seconds=30)
DATABASE_PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)  # seconds in which PostgreSQL may come back

_FREE: dict[str, Any] = {"claim": None, "lease_until": None}


class _LineTrouble(Exception):
    """The run must end; the row it was about is settled, or not begun."""


def deliver_due(*, now: datetime | None = None, seconds: float = math.inf) -> int:
    """Send what is due, for about `seconds` at most; return how many mails were handed over.

    Safe to run any number of times at once. With work left after `seconds`, a worker is woken
    for the rest. `now` stands still for the whole run when given (tests); rows it puts off are
    put off from then.
    """
    clock: Clock = (lambda: now) if now else timezone.now
    ends_at = time.monotonic() + seconds
    settle_abandoned(now=clock())
    if _is_in_trouble(clock()):
        return 0
    sent = 0
    while rows := claim_batch(now=clock()):
        batch = _Batch(rows, clock)
        try:
            batch.deliver(ends_at)
        except _LineTrouble:
            Heartbeat.objects.update_or_create(name=TROUBLE, defaults={"beat_at": clock()})
            break
        finally:
            sent += batch.sent
        if time.monotonic() >= ends_at:
            wake(DELIVER_OUTBOX)
            break
    return sent


def settle_abandoned(*, now: datetime) -> None:
    """Decide about rows whose run died, and drop credentials that have run out.

    Back to waiting; in doubt if it was being handed over; parked if it keeps killing workers.
    """
    abandoned = OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=now)
    abandoned.filter(handing_over_at__isnull=False).update(
        state=State.IN_DOUBT, last_error="the worker stopped while handing over", **_FREE
    )
    abandoned.filter(attempts__gt=len(BACK_OFF_MINUTES)).update(
        state=State.PARKED, last_error="workers stopped at it again and again", **_FREE
    )
    abandoned.update(state=State.WAITING, **_FREE)
    lapsed = OutgoingMail.objects.lapsed(now)
    lapsed.filter(cause__startswith=GOODBYE).update(state=State.EXPIRED, sealed=b"", to=NOBODY)
    lapsed.update(state=State.EXPIRED, sealed=b"")


def claim_batch(*, now: datetime) -> list[OutgoingMail]:
    """Claim up to ten due rows for this run, oldest first, under a lease of two minutes."""
    claim = uuid.uuid4()
    with transaction.atomic():
        rows = list(
            OutgoingMail.objects.due(now)
            .select_for_update(skip_locked=True)
            .order_by("next_attempt_at", "pk")[:BATCH]
        )
        OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.SENDING, claim=claim, lease_until=now + LEASE, handing_over_at=None
        )
    for row in rows:
        row.claim = claim
    return rows


class _Batch:
    """The rows of one claim and the connection they go over."""

    def __init__(self, rows: list[OutgoingMail], clock: Clock) -> None:
        self.rows = rows
        self.clock = clock
        self.claimed = OutgoingMail.objects.filter(claim=rows[0].claim, state=State.SENDING)
        self.connection = cast("smtp.Backend", mailers["default"])
        self.sent = 0

    def deliver(self, ends_at: float) -> None:
        """Send row by row until `ends_at` (monotonic); what was not reached waits again.

        Raises _LineTrouble.
        """
        try:
            for row in self.rows:
                with _undisturbed():
                    self.sent += self._deliver_one(row)
                if time.monotonic() >= ends_at:
                    break
        finally:
            smtp.close_quietly(self.connection)
            _record(self.claimed.filter(handing_over_at=None), state=State.WAITING)

    def _deliver_one(self, row: OutgoingMail) -> bool:
        held = self.claimed.filter(pk=row.pk)
        now = self.clock()
        if row.expires_at and row.expires_at <= now:
            _record(held, state=State.EXPIRED, sealed=b"", **_forgotten(row))
            return False
        self._connect()
        self.claimed.update(lease_until=now + LEASE)
        if not held.update(attempts=row.attempts + 1):
            return False
        self.connection.before_message = partial(self._mark, held)
        try:
            self.connection.send_messages([_message(row)])
        except (DatabaseError, smtp.NoLongerOurs):  # before the first byte: nothing went out
            return self._hang_up()
        except Exception as error:  # whatever is wrong with one mail must not stop the others
            self._record_failure(held, row, error)
            return False
        now = self.clock()
        done: dict[str, Any] = {"state": State.SENT, "sent_at": now, "last_error": ""}
        return _record(held, **done, sealed=b"", **_forgotten(row))

    def _connect(self) -> None:
        try:
            self.connection.open()
        except OSError as error:
            logger.warning("no connection to the mail server: %s", smtp.describe(error))
            raise _LineTrouble from error

    def _hang_up(self) -> bool:
        smtp.close_quietly(self.connection)
        return False

    def _mark(self, held: OutgoingMailQuerySet) -> None:
        now = self.clock()
        if not held.update(handing_over_at=now, lease_until=now + LEASE):
            raise smtp.NoLongerOurs

    def _record_failure(
        self, held: OutgoingMailQuerySet, row: OutgoingMail, error: Exception
    ) -> None:
        """In doubt, parked or later; raises _LineTrouble when it was not about this mail."""
        values: dict[str, Any] = {"state": State.PARKED, "last_error": smtp.describe(error)}
        of_the_line = self.connection.was_handing_over or smtp.is_of_the_line(error)
        may_succeed = isinstance(error, OSError) and (of_the_line or not smtp.is_final(error))
        if self.connection.was_handing_over:
            values["state"] = State.IN_DOUBT
        elif may_succeed and row.attempts < len(BACK_OFF_MINUTES):
            pause = timedelta(minutes=BACK_OFF_MINUTES[row.attempts])
            values |= {"state": State.WAITING, "next_attempt_at": self.clock() + pause}
            values |= {"handing_over_at": None}
        _record(held, **values)
        if of_the_line:
            logger.warning("the mail server or the line to it fails: %s", smtp.describe(error))
            raise _LineTrouble from error


def _record(held: OutgoingMailQuerySet, **values: Any) -> bool:
    """Write a result and end the claim, over a restart of PostgreSQL if need be.

    Returns whether the row was still ours. A result that is known must not become a doubt.
    """
    for pause in DATABASE_PAUSES:
        try:
            return bool(held.update(**_FREE, **values))
        except (OperationalError, InterfaceError):
            connection = connections[held.db]
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    return bool(held.update(**_FREE, **values))


def _forgotten(row: OutgoingMail) -> dict[str, str]:
    """The last mail to who was erased is the only thing that still knew their address."""
    return {"to": NOBODY} if row.cause.startswith(GOODBYE) else {}


def _message(row: OutgoingMail) -> EmailMultiAlternatives:
    text, html, files = _contents(row)
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.to],
        reply_to=[row.reply_to],
        headers={
            "Message-ID": row.message_id,
            "Date": format_datetime(row.created_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    if html:
        message.attach_alternative(html, "text/html")
    for attachment in files:
        message.attach(mime_part(attachment))
    return message


def _contents(row: OutgoingMail) -> tuple[str, str, list[Attachment]]:
    """Text, HTML and files. Raises cryptography's InvalidToken."""
    if not row.is_credential:
        return row.text, row.html, unpack(row.attachments)
    text, html, *files = json.loads(unseal(bytes(row.sealed)))
    return text, html, unpack(files[0] if files else [])


def _is_in_trouble(now: datetime) -> bool:
    return Heartbeat.objects.filter(name=TROUBLE, beat_at__gt=now - TROUBLE_LASTS).exists()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """SIGTERM waits until the mail in hand is settled."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
