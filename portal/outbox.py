"""The outbox: mail is a row first, in the transaction of its cause; sending comes after.

PostgreSQL holds the truth. `enqueue` writes the row and wakes a worker after commit;
`deliver_due` claims rows under a lease, hands them to the mail server one by one and records
each result. Whatever happens to broker or worker, a later run finds what is left.
"""

import json
import smtplib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.message import make_msgid
from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal import smtp
from portal.models import OutgoingMail, SiteSettings
from portal.sealing import seal, unseal
from portal.wake import wake

State = OutgoingMail.State
BATCH = 20
LEASE = timedelta(minutes=5)
BACK_OFF_MINUTES = (1, 5, 15, 60, 240, 720)
DELIVER_TASK = "portal.deliver_outbox"


@dataclass(frozen=True)
class Letter:
    """A message as its author wrote it. `html` may be empty: then plain text is sent alone."""

    to: str
    subject: str
    text: str
    html: str = ""


def enqueue(*, cause: str, letter: Letter, now: datetime | None = None) -> OutgoingMail:
    """Write a mail into the outbox, once per `cause`; return the row.

    Call it inside the transaction of what causes the mail. A second call with the same cause
    returns the first row and changes nothing. The worker is woken after commit.
    """
    return _write(cause, letter, now, {"text": letter.text, "html": letter.html})


def enqueue_credential(
    *, cause: str, letter: Letter, expires_at: datetime, now: datetime | None = None
) -> OutgoingMail:
    """Like `enqueue`, for codes and personal links: sealed at once, dropped at `expires_at`."""
    sealed = seal(json.dumps([letter.text, letter.html]))
    values = {"is_credential": True, "sealed": sealed, "expires_at": expires_at}
    return _write(cause, letter, now, values)


def _write(
    cause: str, letter: Letter, now: datetime | None, values: dict[str, object]
) -> OutgoingMail:
    now = now or timezone.now()
    defaults = {
        "to": letter.to,
        "reply_to": SiteSettings.current().coordinator_email,
        "subject": " ".join(letter.subject.split())[:250],
        "message_id": make_msgid(domain=DNS_NAME.get_fqdn()),
        "created_at": now,
        "next_attempt_at": now,
    }
    mail, created = OutgoingMail.objects.get_or_create(cause=cause, defaults=defaults | values)
    if created:
        transaction.on_commit(partial(wake, DELIVER_TASK))
    return mail


def deliver_due(*, now: datetime | None = None) -> int:
    """Send everything that is due; return how many mails were handed over.

    Safe to run any number of times at once: rows are claimed with SKIP LOCKED, and every
    result is written only while the claim is still ours.
    """
    sent = 0
    settle_abandoned(now=now or timezone.now())
    while claimed := claim_batch(now=now or timezone.now()):
        sent += _deliver(claimed)
    return sent


def settle_abandoned(*, now: datetime) -> None:
    """Decide about rows whose worker died: back to waiting, or in doubt if it was handing over."""
    abandoned = OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=now)
    freed = {"claim": None, "lease_until": None}
    abandoned.filter(handing_over_at__isnull=True).update(state=State.WAITING, **freed)
    abandoned.filter(handing_over_at__isnull=False).update(
        state=State.IN_DOUBT, last_error="the worker stopped while handing over", **freed
    )
    OutgoingMail.objects.filter(
        state__in=[State.WAITING, State.PARKED, State.IN_DOUBT], expires_at__lte=now
    ).update(state=State.EXPIRED, sealed=b"")


def claim_batch(*, now: datetime) -> list[OutgoingMail]:
    """Claim up to 20 due rows for this run, oldest first, under a lease of five minutes."""
    claim = uuid.uuid4()
    with transaction.atomic():
        rows = list(
            OutgoingMail.objects.due(now)
            .select_for_update(skip_locked=True)
            .order_by("next_attempt_at", "pk")[:BATCH]
        )
        OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.SENDING,
            claim=claim,
            lease_until=now + LEASE,
            handing_over_at=None,
        )
    for row in rows:
        row.claim = claim
    return rows


def _deliver(rows: Iterable[OutgoingMail]) -> int:
    connection = mailers["default"]
    sent = 0
    try:
        for row in rows:
            sent += _deliver_one(row, connection)
    finally:
        smtp.close_quietly(connection)
    return sent


def _deliver_one(row: OutgoingMail, connection: smtp.Backend) -> bool:
    held = OutgoingMail.objects.filter(pk=row.pk, claim=row.claim, state=State.SENDING)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _try_later(held, row, error)
        return False
    if not held.update(handing_over_at=timezone.now(), lease_until=timezone.now() + LEASE):
        return False
    try:
        connection.send_messages([_message(row)])
    except (OSError, smtplib.SMTPException) as error:
        _record_failure(held, row, error, connection)
        return False
    except ValueError as error:  # an address or header that no server could take
        _park(held, row, error)
        return False
    _record_sent(held, row)
    return True


def _message(row: OutgoingMail) -> EmailMultiAlternatives:
    text, html = json.loads(unseal(row.sealed)) if row.is_credential else (row.text, row.html)
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.to],
        reply_to=[row.reply_to],
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _record_sent(held: QuerySet[OutgoingMail], row: OutgoingMail) -> None:
    held.update(
        state=State.SENT,
        sent_at=timezone.now(),
        attempts=row.attempts + 1,
        claim=None,
        lease_until=None,
        last_error="",
        sealed=b"",
    )


def _record_failure(
    held: QuerySet[OutgoingMail], row: OutgoingMail, error: Exception, connection: smtp.Backend
) -> None:
    unknown_fate = connection.was_handing_over and not isinstance(
        error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused
    )
    smtp.close_quietly(connection)
    if unknown_fate:
        held.update(
            state=State.IN_DOUBT,
            attempts=row.attempts + 1,
            claim=None,
            lease_until=None,
            last_error=_describe(error),
        )
    elif smtp.is_final(error):
        _park(held, row, error)
    else:
        _try_later(held, row, error)


def _try_later(held: QuerySet[OutgoingMail], row: OutgoingMail, error: Exception) -> None:
    if row.attempts >= len(BACK_OFF_MINUTES):
        _park(held, row, error)
        return
    held.update(
        state=State.WAITING,
        attempts=row.attempts + 1,
        next_attempt_at=timezone.now() + timedelta(minutes=BACK_OFF_MINUTES[row.attempts]),
        claim=None,
        lease_until=None,
        handing_over_at=None,
        last_error=_describe(error),
    )


def _park(held: QuerySet[OutgoingMail], row: OutgoingMail, error: Exception) -> None:
    held.update(
        state=State.PARKED,
        attempts=row.attempts + 1,
        claim=None,
        lease_until=None,
        last_error=_describe(error),
    )


def _describe(error: Exception) -> str:
    """Kind and SMTP code only: a server's words may repeat an address."""
    codes = smtp.reply_codes(error)
    return f"{type(error).__name__} {' '.join(map(str, codes))}".strip()


def send_again(*, mail: OutgoingMail, now: datetime) -> bool:
    """Put a parked or doubtful mail back in line; return whether it was this call that did.

    Credentials are never sent again: whoever needs one asks for a new one.
    """
    return bool(
        OutgoingMail.objects.stuck()
        .filter(pk=mail.pk, is_credential=False)
        .update(state=State.WAITING, attempts=0, next_attempt_at=now, handing_over_at=None)
    )

