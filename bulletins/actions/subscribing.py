"""Subscribing of people of the wider sector: asked for, then confirmed by a mailed link.

Whatever is known of an address, asking writes one sealed mail to it, so that neither the page nor
its speed tells anything about the address.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from bulletins.actions import lists
from bulletins.mail import subscribing as mail
from bulletins.models import Subscriber
from bulletins.models.lists import current_affiliations
from network.models import User
from portal import audit, outbox
from portal.outbox import Letter
from portal.tokens import hash_token, new_token

State, Source = Subscriber.State, Subscriber.Source
LINK_WORKS = timedelta(days=7)


class Outcome(StrEnum):
    """What the mail says; for staff alone to know."""

    ASKED = "asked"
    SUBSCRIBED = "subscribed"
    MEMBER = "member"


class LinkOver(Exception):
    """No such link, or a newer one was sent, or it has run out."""


class LinkUsed(Exception):
    """The address was confirmed by this link already."""


@transaction.atomic
def ask(
    *,
    email: str,
    name: str,
    wording: str,
    now: datetime,
    source: str = Source.SITE,
    by: User | None = None,
) -> Outcome:
    """Mail a link to confirm the address with, or what is the case already.

    `email` is in lower case, `wording` what they agreed to. A new link ends the one before.
    """
    if _is_member(email, now):
        _send(f"subscribe-member:{email}:{now}", mail.member_already(to=email), now)
        return Outcome.MEMBER
    kept = {"name": name, "consent_wording": wording, "consented_at": now, "source": source}
    row = _row(email, kept)
    if row.state == State.CONFIRMED:
        _send(f"subscribed:{row.pk}:{now}", mail.subscribed_already(row), now)
        return Outcome.SUBSCRIBED
    _send_link(row, now)
    if by:
        audit.record(by=by, action="subscriber.add", target=row, new={"source": source}, now=now)
    return Outcome.ASKED


def whose(*, token: str, now: datetime) -> Subscriber:
    """Who confirms by this link. Raises LinkOver, LinkUsed."""
    return _usable(Subscriber.objects.filter(token_hash=hash_token(token)).first(), now)


@transaction.atomic
def confirm(*, token: str, wording: str, now: datetime) -> Subscriber:
    """They are subscribed from now on, by a wish of their own that stands above a complaint.

    `wording` is what the page asked them; it replaces what those who had left agreed to before.
    Raises LinkOver, LinkUsed.
    """
    rows = Subscriber.objects.select_for_update()
    row = _usable(rows.filter(token_hash=hash_token(token)).first(), now)
    if row.state == State.LEFT:
        row.consent_wording, row.consented_at, row.source = wording, now, Source.SITE
    row.state, row.confirmed_at, row.left_at = State.CONFIRMED, now, None
    row.token_expires_at = None  # used
    row.save()
    audit.record(by=None, action="subscriber.confirm", target=row, now=now)
    lists.lift_suppression(address=row.email, why="confirmed anew", by=None, now=now)
    return row


def _usable(row: Subscriber | None, now: datetime) -> Subscriber:
    if row is None:
        raise LinkOver
    if row.token_expires_at is None:
        raise LinkUsed
    if row.token_expires_at <= now:
        raise LinkOver
    return row


def _is_member(email: str, now: datetime) -> bool:
    belonging = current_affiliations(now)
    return belonging.filter(user__email=email, user__is_active=True).exists()


def _row(email: str, kept: Mapping[str, Any]) -> Subscriber:
    """Locked. Only of who has not confirmed yet is the earlier asking replaced."""
    rows = Subscriber.objects.select_for_update()
    row, is_new = rows.get_or_create(email=email, defaults=kept)
    if row.state == State.ASKED and not is_new:
        for field, value in kept.items():
            setattr(row, field, value)
    return row


def _send_link(row: Subscriber, now: datetime) -> None:
    """A new one; whatever else of the row has changed is saved with it."""
    token = new_token()
    row.token_hash, row.token_expires_at = token.hash, now + LINK_WORKS
    row.save()
    _send(f"subscribe:{row.pk}:{token.hash}", mail.confirm(row, token=token.secret), now)


def _send(cause: str, letter: Letter, now: datetime) -> None:
    """Sealed, as each holds a personal link or tells what an address is to us."""
    outbox.enqueue_credential(cause=cause, letter=letter, expires_at=now + LINK_WORKS, now=now)
