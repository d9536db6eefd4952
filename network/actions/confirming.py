"""The yearly confirmation: it counts at once, and what changed is looked at afterwards."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from network import mail_membership as mail
from network.actions.membership_moves import (
    NotTheirs,
    check,
    lock,
    record,
    refuse_own,
    settle_waiting,
    tell,
)
from network.choices import Source
from network.models import Confirmation, Membership, User
from network.standing import Move, check_move
from portal.models import SiteSettings
from portal.outbox import Letter

State = Confirmation.State


class AlreadyDecided(Exception):
    """Somebody decided first; `confirmation` is as they left it."""

    def __init__(self, confirmation: Confirmation) -> None:
        super().__init__("the confirmation is decided")
        self.confirmation = confirmation


@dataclass(frozen=True)
class Said:
    """What an organisation says: `categories` of None means that nothing has changed."""

    key: uuid.UUID
    categories: Sequence[str] | None = None
    changes: str = ""


@transaction.atomic
def confirm(
    *,
    membership: Membership,
    said: Said,
    seen: int,
    by: User,
    now: datetime,
    source: str = Source.SITE,
    entered_by: User | None = None,
) -> Confirmation:
    """Confirm for another year; the same key does so once.

    Changed categories, and words about what changed, wait for the co-ordinator; the membership
    is confirmed all the same. `by` is who said so, `entered_by` staff who typed it. Raises
    MovedOn and IllegalMove, NotTheirs where `by` does not answer for the organisation, and
    OwnMembership for staff of it.
    """
    locked = lock(membership)
    if (known := locked.confirmations.filter(key=said.key).first()) is not None:
        return known
    check(Move.CONFIRM, locked, seen=seen, now=now)
    if not locked.organisation.contacts().filter(pk=by.pk).exists():
        raise NotTheirs
    if entered_by is not None:
        refuse_own(locked, entered_by)
    settle_waiting(locked, by=None, now=now)
    locked.confirmed_on = timezone.localdate(now)
    locked.save(update_fields=["confirmed_on"])
    made = _written(locked, said, by=by, now=now, source=source, entered_by=entered_by)
    event = record(
        locked,
        Move.CONFIRM,
        by=entered_by or by,
        source=source,
        now=now,
        old={"categories": made.categories_before},
        new={"categories": made.categories, "state": made.state},
    )
    tell(event, _told(made))
    return made


def _written(
    locked: Membership,
    said: Said,
    *,
    by: User,
    now: datetime,
    source: str,
    entered_by: User | None,
) -> Confirmation:
    made = Confirmation(
        membership=locked,
        key=said.key,
        by=by,
        at=now,
        source=source,
        entered_by=entered_by,
        categories_before=locked.categories,
        categories=list(said.categories or locked.categories),
        changes=said.changes,
    )
    made.state = State.WAITING if made.changes_categories or made.changes else State.ACCEPTED
    made.save()
    return made


def _told(made: Confirmation) -> list[Letter]:
    letters = [mail.confirmed(made, one) for one in made.membership.organisation.contacts()]
    if made.state == State.WAITING:
        to = SiteSettings.current().coordinator_email
        letters.append(mail.confirmation_waiting(made, to=to))
    return letters


def check_decidable(confirmation: Confirmation, *, by: User) -> None:
    """Raise AlreadyDecided or OwnMembership where `by` cannot decide this one."""
    if confirmation.state != State.WAITING:
        raise AlreadyDecided(confirmation)
    refuse_own(confirmation.membership, by)


@transaction.atomic
def decide(
    *, confirmation: Confirmation, is_accepted: bool, reason: str, by: User, now: datetime
) -> Confirmation:
    """Take over what they said, or keep the categories as they were; they are told.

    Raises AlreadyDecided, OwnMembership, and IllegalMove once the membership is over.
    """
    membership = lock(confirmation.membership)
    locked = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    locked.membership = membership
    check_decidable(locked, by=by)
    move = Move.ACCEPT if is_accepted else Move.KEEP
    check_move(move, membership.standing_at(now))
    old = {"categories": membership.categories}
    if is_accepted:
        membership.categories = locked.categories
        membership.save(update_fields=["categories"])
    locked.state = State.ACCEPTED if is_accepted else State.KEPT
    locked.decided_at, locked.decided_by = now, by
    locked.save()
    new = {"categories": membership.categories}
    event = record(membership, move, by=by, now=now, reason=reason, old=old, new=new)
    tell(event, letters_deciding(locked, is_accepted=is_accepted, reason=reason))
    return locked


def letters_deciding(confirmation: Confirmation, *, is_accepted: bool, reason: str) -> list[Letter]:
    """What those who answer for the organisation are written about a decision."""
    people = confirmation.membership.organisation.contacts()
    return [
        mail.confirmation_decided(confirmation, one, is_accepted=is_accepted, reason=reason)
        for one in people
    ]
