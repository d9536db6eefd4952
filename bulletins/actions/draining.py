"""Sending what bulletins have in line: a few lanes at most, each with a connection of its own.

A lane claims rows, hands them to the mail server one by one and records each result. Trouble
with one message is that row's alone. Trouble with the line or the server ends the lane: what it
had claimed is given back. A lane that dies leaves at most the message in hand in doubt.
"""

import logging
import math
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import mailers
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins import leaving
from bulletins.actions import claims, moving, starting
from bulletins.actions.claims import Claim, Row
from bulletins.mail.sending import paused
from bulletins.mime import Head, Mould, Recipient, deliverable
from bulletins.models import Bulletin, Delivery, Edition, Suppression
from bulletins.states import IllegalMove
from portal import outbox, smtp
from portal.models import SiteSettings
from portal.wake import wake

type Clock = Callable[[], datetime]

logger = logging.getLogger(__name__)

BACK_OFF_MINUTES = (2, 10, 30, 120, 360, 720)
MOST_TROUBLES = 10  # in a row, of server or line, before a bulletin pauses by itself
SHARES = 4  # of what waits, for each lane: others may be at work as well
TROUBLE_LASTS = timedelta(seconds=30)
# Threads of one process work in turn, and changing turns costs them: where the server answers at
# once, two processes send a third more with a lane each than with four. Whether it does is seen
# by the quickest message of the last moment: what else a machine has to do only makes some longer.
AT_ONCE = 0.005  # seconds for one message
LOOK = 0.05  # seconds between two looks
STUCK = 0.2  # seconds without a message
NO_SUCH_MAILBOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")  # RFC 3463, 3.2; RFC 7505


class _LineTrouble(Exception):
    """The lane must end; the row it was about is settled, or not begun."""


@dataclass
class Run:
    """What the lanes of one run share. `left_until` is on the monotonic clock."""

    bulletin: Bulletin
    clock: Clock
    ends_at: float
    lanes: int
    moulds: dict[int, Mould] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at


def drain(
    *,
    bulletin: int,
    lanes: int | None = None,
    seconds: float = math.inf,
    now: datetime | None = None,
) -> int:
    """Send what a bulletin has in line, for about `seconds`; return how many were handed over.

    Safe to run any number of times at once. `now` stands still when given (tests).
    """
    clock: Clock = (lambda: now) if now else timezone.now
    claims.settle_abandoned(now=clock())
    row = Bulletin.objects.sending().filter(pk=bulletin).first()
    if row is None or _is_in_trouble(row, clock()):
        return 0
    number = lanes or settings.BULLETIN_CONNECTIONS
    run = Run(row, clock, time.monotonic() + seconds, number, _moulds(row))
    sent = _run_lanes(run)
    starting.finish(bulletin=row, now=clock())
    return sent


def _run_lanes(run: Run) -> int:
    """One in this thread; others beside it where it waits, each with its own line to PostgreSQL."""
    leaving.look_up()
    lanes = [Lane(run) for _ in range(run.lanes)]
    is_over = threading.Event()
    beside = threading.Thread(target=_run_beside, args=[lanes, is_over])
    beside.start()
    try:
        lanes[0].run()
    finally:
        is_over.set()
        beside.join()
    return sum(lane.sent for lane in lanes)


def _run_beside(lanes: Sequence["Lane"], is_over: threading.Event) -> None:
    """Run all but the first, once the first is seen to wait for the mail server, and until then
    none: a server that answers at once leaves a process nothing to do meanwhile."""
    while not lanes[0].waits():
        if is_over.wait(LOOK):
            return
    threads = [threading.Thread(target=_in_thread, args=[lane]) for lane in lanes[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _in_thread(lane: "Lane") -> None:
    try:
        lane.run()
    finally:
        connection.close()


class Lane:
    """One connection to the mail server, and the claims that go over it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._mailer = cast("smtp.Backend", mailers["default"])
        self._sender = smtp.bare_address(settings.DEFAULT_FROM_EMAIL)
        self._quickest = math.inf  # since somebody looked
        self._moved_at = time.monotonic()
        self.sent = 0

    def waits(self) -> bool:
        """Whether it has waited for the mail server since this was asked before."""
        quickest, self._quickest = self._quickest, math.inf
        if quickest < math.inf:
            self._moved_at = time.monotonic()
            return quickest > AT_ONCE
        return time.monotonic() - self._moved_at > STUCK

    def run(self) -> None:
        """Claim and send until nothing is due, time is over or the line fails."""
        try:
            while not self._run.is_over:
                shares = SHARES * self._run.lanes
                claim = Claim(self._run.bulletin.pk, self._run.clock(), shares=shares)
                if not claim.rows:
                    break
                self._send_all(claim)
        except (_LineTrouble, DatabaseError) as error:
            logger.warning("a lane ended: %s", type(error).__name__)
        finally:
            smtp.close_quietly(self._mailer)

    def _send_all(self, claim: Claim) -> None:
        before = self.sent
        begins_at, pace = claims.starts_at(len(claim.rows), now=self._run.clock())
        try:
            for place, row in enumerate(claim.rows):
                if self._run.is_over:
                    break
                if pace:
                    claim.settle()
                    self._wait_until(begins_at + timedelta(seconds=place / pace))
                if not self._send(claim, row):
                    break
        finally:
            claim.give_back()
            if self.sent > before and self._run.bulletin.troubles:
                Bulletin.objects.filter(pk=self._run.bulletin.pk).update(troubles=0)

    def _wait_until(self, moment: datetime) -> None:
        left = (moment - self._run.clock()).total_seconds()
        time.sleep(max(0.0, min(left, self._run.ends_at - time.monotonic())))

    def _send(self, claim: Claim, row: Row) -> bool:
        """False: the claim does not hold any more, or the bulletin is paused."""
        try:
            recipient = _recipient(self._run.bulletin, row)
        except UnicodeError:
            return claim.failed(row, "the address cannot be written to")
        self._connect()
        message = self._run.moulds[row.edition].fill(recipient)
        mark, begun_at = partial(self._mark, claim, row), time.monotonic()
        try:
            smtp.hand_over(self._mailer, self._sender, recipient.address, message, before=mark)
        except smtp.NoLongerOurs:  # nothing went out
            smtp.close_quietly(self._mailer)
            return False
        except OSError as error:
            self._record_failure(claim, row, error)
        else:
            claim.accepted(row, self._run.clock())
            self.sent += 1
            self._quickest = min(self._quickest, time.monotonic() - begun_at)
        return True

    def _mark(self, claim: Claim, row: Row) -> None:
        if not claim.mark(row, self._run.clock()):
            raise smtp.NoLongerOurs

    def _connect(self) -> None:
        try:
            self._mailer.open()
        except OSError as error:
            self._trouble(error)

    def _record_failure(self, claim: Claim, row: Row, error: OSError) -> None:
        """In doubt, failed or later; raises _LineTrouble when it was not about this mail."""
        words = smtp.describe(error)
        if self._mailer.was_handing_over:
            claim.doubtful(row, words)
            self._trouble(error)
        elif smtp.is_of_the_line(error):
            claim.later(row, self._run.clock(), words, counts=False)
            self._trouble(error)
        elif smtp.is_final(error) or row.attempts >= len(BACK_OFF_MINUTES):
            self._fail(claim, row, error)
        else:
            minutes = BACK_OFF_MINUTES[row.attempts] * random.uniform(0.8, 1.2)  # noqa: S311  # jitter
            claim.later(row, self._run.clock() + timedelta(minutes=minutes), words, counts=True)

    def _fail(self, claim: Claim, row: Row, error: OSError) -> None:
        words = smtp.describe(error)
        with transaction.atomic():
            claim.failed(row, words)
            if smtp.enhanced_code(error) in NO_SUCH_MAILBOX:
                reason = Suppression.Reason.REFUSED
                claims.suppress(row.address, reason=reason, detail=words, now=self._run.clock())

    def _trouble(self, error: OSError) -> None:
        logger.warning("the mail server or the line to it fails: %s", smtp.describe(error))
        note_trouble(bulletin=self._run.bulletin, error=smtp.describe(error), now=self._run.clock())
        raise _LineTrouble from error


def wake_for_due(*, now: datetime) -> list[int]:
    """Wake a worker for each bulletin with something to do; return their primary keys.

    Mails are due, a run may have died, or nothing is left but to finish: the last to wait may
    have left, or a worker have died between the last mail and the end.
    """
    due = Delivery.objects.due(now) | Delivery.objects.abandoned(now)
    waits = Delivery.objects.open().filter(bulletin=OuterRef("pk"))
    over = Bulletin.objects.sending().filter(~Exists(waits))
    found = set(due.order_by().values_list("bulletin", flat=True).distinct())
    bulletins = sorted(found.union(over.values_list("pk", flat=True)))
    for bulletin in bulletins:
        wake(moving.DRAIN, bulletin=bulletin)
    return bulletins


def note_trouble(*, bulletin: Bulletin, error: str, now: datetime) -> None:
    """Count trouble of server or line; at `MOST_TROUBLES` in a row pause, and say so once."""
    Bulletin.objects.filter(pk=bulletin.pk).update(troubles=F("troubles") + 1, troubled_at=now)
    row = Bulletin.objects.get(pk=bulletin.pk)
    if row.troubles < MOST_TROUBLES:
        return
    why = _("the mail server failed %(number)s times in a row (%(error)s).") % {
        "number": row.troubles,
        "error": error,
    }
    try:
        with transaction.atomic():
            row = moving.pause(bulletin=row, by=None, why=why, now=now)
            letter = paused(row, to=SiteSettings.current().coordinator_email)
            outbox.enqueue(cause=f"bulletin-paused:{row.pk}:{now}", letter=letter, now=now)
    except IllegalMove:  # another lane, or a person, was first
        return


def _is_in_trouble(row: Bulletin, now: datetime) -> bool:
    """Whether server or line failed a moment ago: nobody tries for a while."""
    return bool(row.troubles and row.troubled_at and row.troubled_at > now - TROUBLE_LASTS)


def _moulds(bulletin: Bulletin) -> dict[int, Mould]:
    return {edition.pk: _mould(bulletin, edition) for edition in bulletin.editions.all()}


def _mould(bulletin: Bulletin, edition: Edition) -> Mould:
    if bulletin.started_at is None:
        raise ValueError("sending has not begun")
    head = Head(
        subject=edition.subject,
        sender=settings.DEFAULT_FROM_EMAIL,
        reply_to=SiteSettings.current().coordinator_email,
        list_id=f"<bulletins.{message_host()}>",
        sent_at=bulletin.started_at,
    )
    return Mould(head, html=edition.html, text=edition.text)


def _recipient(bulletin: Bulletin, row: Row) -> Recipient:
    """Raises UnicodeError for an address that no mail server can be told."""
    first = row.name.split()[0] if row.name else ""
    return Recipient(
        name=row.name,
        address=deliverable(row.address),
        message_id=f"<bulletin-{bulletin.pk}.{row.id}@{message_host()}>",
        greeting=_("Dear %(name)s,") % {"name": first} if first else _("Hello,"),
        leave=leaving.leave_url(user=row.user, subscriber=row.subscriber),
    )


def message_host() -> str:
    """What stands behind the @ of a bulletin's Message-ID."""
    return urlsplit(settings.BASE_URL).hostname or ""
