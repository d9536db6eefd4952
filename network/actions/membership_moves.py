"""The one place where a membership is suspended, ended and taken up again.

Each act locks the organisation, then the membership, compares what the page had seen last, and
writes an event, an audit row and the letters in one transaction (`network.standing.MOVES`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from network import mail_membership as mail
from network.actions.membership import AlreadyMember
from network.choices import Source
from network.models import (
    Affiliation,
    Confirmation,
    Membership,
    MembershipEvent,
    Organisation,
    User,
)
from network.standing import ENDINGS, Move, check_move, first_day_back, last_day_before
from portal import audit, outbox
from portal.models import SiteSettings
from portal.outbox import Letter


class MovedOn(Exception):
    """Something was done to the membership since the page was opened; `event` is the newest."""

    def __init__(self, event: MembershipEvent | None) -> None:
        super().__init__("the membership has moved on")
        self.event = event


class OwnMembership(Exception):
    """Staff do not decide about an organisation that they belong to."""


class NotTheirs(Exception):
    """Who asks does not, or no longer, answer for the organisation."""


def lock(membership: Membership) -> Membership:
    """The membership as it is now, locked after its organisation as an approval does it."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=membership.pk)


def last_event(membership: Membership) -> MembershipEvent | None:
    """What was done last."""
    return membership.events.select_related("by").order_by("-pk").first()


def seen_of(event: MembershipEvent | None) -> int:
    """What a page says that it has seen of a membership's history; 0 is nothing yet."""
    return event.pk if event else 0


def lock_for(move: Move, membership: Membership, *, seen: int, now: datetime) -> Membership:
    """The locked membership on which `move` can be made now. Raises as `check` does."""
    locked = lock(membership)
    check(move, locked, seen=seen, now=now)
    return locked


def check(move: Move, locked: Membership, *, seen: int, now: datetime) -> None:
    """Raise MovedOn where the page had not seen what was done last, IllegalMove by the table."""
    newest = last_event(locked)
    if seen_of(newest) != seen:
        raise MovedOn(newest)
    check_move(move, locked.standing_at(now))


def belongs_to(user: User, organisation: Organisation) -> bool:
    """Whether somebody is one of the organisation's people now."""
    return organisation.affiliations.filter(user=user, ended_at__isnull=True).exists()


def refuse_own(locked: Membership, by: User) -> None:
    """Raise OwnMembership for staff who belong to the organisation themselves."""
    if belongs_to(by, locked.organisation):
        raise OwnMembership


def record(
    locked: Membership,
    move: Move,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    source: str = Source.SITE,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> MembershipEvent:
    """Write what was done into the membership's history and into the audit log."""
    audit.record(by=by, action=f"membership.{move.value}", target=locked, old=old, new=new, now=now)
    return MembershipEvent.objects.create(
        membership=locked, move=move, at=now, by=by, reason=reason, source=source
    )


def tell(event: MembershipEvent, letters: Sequence[Letter]) -> None:
    """Queue one mail per address for an event, once however often it is called."""
    cause = f"membership-event:{event.pk}"
    outbox.enqueue_all(letters={f"{cause}:{one.to}": one for one in letters}, now=event.at)


def letters_about(move: Move, membership: Membership, *, reason: str) -> list[Letter]:
    """What the people who answer for the organisation are written when `move` is made."""
    people = membership.organisation.contacts()
    return [mail.moved(membership, person, move=move, reason=reason) for person in people]


@transaction.atomic
def suspend(
    *, membership: Membership, reason: str, seen: int, by: User, now: datetime
) -> MembershipEvent:
    """Close members' parts to an organisation at once, until it is lifted.

    Raises MovedOn, IllegalMove and OwnMembership, as all acts of staff below do.
    """
    locked = lock_for(Move.SUSPEND, membership, seen=seen, now=now)
    refuse_own(locked, by)
    locked.suspended_at, locked.suspended_note = now, reason
    locked.save(update_fields=["suspended_at", "suspended_note"])
    return _done(locked, Move.SUSPEND, reason=reason, by=by, now=now)


@transaction.atomic
def lift(
    *, membership: Membership, reason: str, seen: int, by: User, now: datetime
) -> MembershipEvent:
    """End a suspension; the membership stands as its dates say again."""
    locked = lock_for(Move.LIFT, membership, seen=seen, now=now)
    refuse_own(locked, by)
    locked.suspended_at, locked.suspended_note = None, ""
    locked.save(update_fields=["suspended_at", "suspended_note"])
    return _done(locked, Move.LIFT, reason=reason, by=by, now=now)


@transaction.atomic
def end(
    *, membership: Membership, reason: str, seen: int, by: User, now: datetime
) -> MembershipEvent:
    """The network ends a membership, today."""
    locked = lock_for(Move.END, membership, seen=seen, now=now)
    refuse_own(locked, by)
    return _ended(locked, Move.END, reason=reason, by=by, now=now)


@transaction.atomic
def lapse(*, membership: Membership, seen: int, by: User, now: datetime) -> MembershipEvent:
    """End a membership that nobody confirmed, long after the day: the co-ordinator says so."""
    locked = lock_for(Move.LAPSE, membership, seen=seen, now=now)
    refuse_own(locked, by)
    return _ended(locked, Move.LAPSE, by=by, now=now)


@transaction.atomic
def withdraw(
    *, membership: Membership, reason: str, seen: int, by: User, now: datetime
) -> MembershipEvent:
    """The organisation leaves, by its primary contact; the co-ordinator is told as well.

    Raises MovedOn, IllegalMove, and NotTheirs for anybody else.
    """
    locked = lock_for(Move.WITHDRAW, membership, seen=seen, now=now)
    theirs = locked.organisation.affiliations.filter(user=by, ended_at__isnull=True)
    if not theirs.filter(role=Affiliation.Role.PRIMARY).exists():
        raise NotTheirs
    event = _ended(locked, Move.WITHDRAW, reason=reason, by=by, now=now)
    tell(event, [mail.left(locked, reason=reason, to=SiteSettings.current().coordinator_email)])
    return event


@transaction.atomic
def withdraw_on_behalf(
    *, membership: Membership, reason: str, source: str, seen: int, by: User, now: datetime
) -> MembershipEvent:
    """Staff enter that an organisation leaves that rang up or wrote; its people are told."""
    locked = lock_for(Move.WITHDRAW, membership, seen=seen, now=now)
    refuse_own(locked, by)
    return _ended(locked, Move.WITHDRAW, reason=reason, source=source, by=by, now=now)


@transaction.atomic
def take_up_again(
    *,
    membership: Membership,
    categories: Sequence[str],
    reason: str,
    seen: int,
    by: User,
    now: datetime,
) -> MembershipEvent:
    """A new period after the last one; who belonged to the organisation still does.

    The event belongs to the new period. Raises AlreadyMember where a later period is there.
    """
    locked = lock_for(Move.RETURN, membership, seen=seen, now=now)
    refuse_own(locked, by)
    if not is_newest(locked):
        raise AlreadyMember(locked.organisation)
    back = next_period(locked, now=now)
    back.categories = list(categories)
    back.save()
    new = {"categories": list(categories)}
    return _done(back, Move.RETURN, reason=reason, by=by, now=now, new=new)


def next_period(over: Membership, *, now: datetime) -> Membership:
    """The period, not saved yet, that follows one that is over."""
    if over.ends_on is None:
        raise ValueError("a membership that runs is not taken up again")
    return Membership(
        organisation=over.organisation,
        starts_on=first_day_back(timezone.localdate(now), over.ends_on),
        categories=over.categories,
    )


def is_newest(membership: Membership) -> bool:
    """Whether no other period of the organisation came after this one."""
    periods = Membership.objects.filter(organisation=membership.organisation_id)
    return not periods.filter(starts_on__gt=membership.starts_on).exists()


def settle_waiting(locked: Membership, *, by: User | None, now: datetime) -> None:
    """What still waits for the co-ordinator stays as it was: something newer came first."""
    locked.confirmations.waiting().update(
        state=Confirmation.State.KEPT, decided_at=now, decided_by=by
    )


def _ended(
    locked: Membership, move: Move, *, now: datetime, by: User, **said: str
) -> MembershipEvent:
    locked.ends_on = last_day_before(timezone.localdate(now), locked.starts_on)
    locked.ending = ENDINGS[move].value
    locked.save(update_fields=["ends_on", "ending"])
    settle_waiting(locked, by=by, now=now)
    new = {"ends_on": locked.ends_on, "ending": locked.ending}
    return _done(locked, move, by=by, now=now, new=new, **said)


def _done(
    locked: Membership,
    move: Move,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    source: str = Source.SITE,
    new: Mapping[str, Any] | None = None,
) -> MembershipEvent:
    """Written down, and told to those who answer for the organisation."""
    event = record(locked, move, by=by, now=now, reason=reason, source=source, new=new)
    tell(event, letters_about(move, locked, reason=reason))
    return event
