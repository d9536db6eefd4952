"""The outbox: mail is a row first, in the transaction of its cause; sending comes after.

PostgreSQL holds the truth: `enqueue` writes the row and wakes a worker after commit, and
`portal.delivery` sends what is due. Whatever happens to broker or worker, a later run finds
what is left.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.message import make_msgid
from django.db import transaction
from django.utils import timezone

from portal.attachments import Attachment, pack
from portal.models import OutgoingMail, SiteSettings
from portal.models.erasures import NO_MAIL
from portal.sealing import seal
from portal.wake import DELIVER_OUTBOX, wake

GOODBYE = "erasure:"  # so begins the cause of a mail whose address goes with it
_CAUSE_LENGTH = 200


@dataclass(frozen=True)
class Letter:
    """A message as its author wrote it. `html` may be empty: then plain text is sent alone.

    The files that go with it may have 200 kB in all: `enqueue` raises attachments.TooLarge.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


def enqueue(*, cause: str, letter: Letter, now: datetime | None = None) -> OutgoingMail:
    """Write a mail into the outbox, once per `cause`; return the row.

    Call it inside the transaction of what causes the mail. A second call with the same cause
    returns the first row and changes nothing. The worker is woken after commit.
    """
    return _write(cause, letter, now, _body(letter))


def enqueue_all(*, letters: Mapping[str, Letter], now: datetime | None = None) -> None:
    """Like `enqueue` for each cause and its letter, in one statement however many they are."""
    now = now or timezone.now()
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(cause=_fitting(cause), **_head(letter, now), **_body(letter))
            for cause, letter in letters.items()
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(partial(wake, DELIVER_OUTBOX))


def enqueue_credential(
    *, cause: str, letter: Letter, expires_at: datetime, now: datetime | None = None
) -> OutgoingMail:
    """Like `enqueue`, for codes and personal links: sealed at once, dropped at `expires_at`.

    Without files the sealed text has the shape that workers of an older version read.
    """
    files = [pack(letter.attachments)] if letter.attachments else []
    sealed = seal(json.dumps([letter.text, letter.html, *files]))
    values = {"is_credential": True, "sealed": sealed, "expires_at": expires_at}
    return _write(cause, letter, now, values)


def send_again(*, mail: OutgoingMail, now: datetime) -> bool:
    """Put a parked or doubtful mail back in line; return whether it was this call that did.

    Credentials are never sent again: whoever needs one asks for a new one. The Message-ID stays,
    so that a reader's mail program can tell a second copy.
    """
    again = OutgoingMail.objects.stuck().filter(pk=mail.pk, is_credential=False)
    changed = again.update(
        state=OutgoingMail.State.WAITING, attempts=0, next_attempt_at=now, handing_over_at=None
    )
    if changed:
        transaction.on_commit(partial(wake, DELIVER_OUTBOX))
    return bool(changed)


def _write(
    cause: str, letter: Letter, now: datetime | None, values: Mapping[str, object]
) -> OutgoingMail:
    head = _head(letter, now or timezone.now())
    if head["state"] == OutgoingMail.State.EXPIRED:
        values = {**values, "sealed": b""}
    mail, created = OutgoingMail.objects.get_or_create(
        cause=_fitting(cause), defaults={**head, **values}
    )
    if created:
        transaction.on_commit(partial(wake, DELIVER_OUTBOX))
    return mail


def _head(letter: Letter, now: datetime) -> dict[str, Any]:
    is_for_nobody = letter.to.endswith(NO_MAIL)
    return {
        "to": letter.to,
        "state": OutgoingMail.State.EXPIRED if is_for_nobody else OutgoingMail.State.WAITING,
        "reply_to": SiteSettings.current().coordinator_email,
        "subject": " ".join(_storable(letter.subject).split())[:250],
        "message_id": make_msgid(domain=urlsplit(settings.BASE_URL).hostname),
        "created_at": now,
        "next_attempt_at": now,
    }


def _body(letter: Letter) -> dict[str, Any]:
    return {
        "text": _storable(letter.text),
        "html": _storable(letter.html),
        "attachments": pack(letter.attachments),
    }


def _fitting(cause: str) -> str:
    """Causes may hold an address of any length: a long one ends in a hash of the whole."""
    if len(cause) <= _CAUSE_LENGTH:
        return cause
    digest = hashlib.sha256(cause.encode()).hexdigest()
    return f"{cause[: _CAUSE_LENGTH - len(digest) - 1]}#{digest}"


def _storable(text: str) -> str:
    """PostgreSQL stores any character but NUL."""
    return text.replace("\0", "")
