"""Who is on the lists: leaving them, and coming back."""

from datetime import datetime

from django.db import transaction

from bulletins.leaving import Who
from bulletins.models import Delivery, Preference, Subscriber, Suppression
from network.models import User
from portal import audit

LEFT = "left"


def address_of(who: Who) -> str:
    """The address that bulletins go to; "" for who is not there any more."""
    model, number = (User, who.user) if who.user else (Subscriber, who.subscriber)
    found = model._default_manager.filter(pk=number or 0).values_list("email", flat=True)
    return found.first() or ""


def is_on_a_list(who: Who) -> bool:
    """Whether bulletins would go to this person's address, as a member or as a subscriber."""
    address = address_of(who)
    if not address:
        return False
    left = Preference.objects.filter(user__email=address, left_at__isnull=False)
    subscribed = Subscriber.objects.subscribed().filter(email=address)
    return subscribed.exists() or (bool(who.user) and not left.exists())


@transaction.atomic
def leave(*, who: Who, now: datetime, by: User | None = None) -> bool:
    """No bulletin goes to this person's address any more, those that wait to be sent included.

    Both lists are left: somebody who asks to be let alone is. False for who is not there.
    """
    address = address_of(who)
    if not address:
        return False
    leave_everything(address=address, now=now, by=by)
    return True


@transaction.atomic
def leave_everything(*, address: str, now: datetime, by: User | None = None) -> None:
    """As `leave`, for an address in lower case that may be on any list or none."""
    for user in User.objects.filter(email=address):
        _set_left(user, at=now, by=by, now=now)
    leave_sector(address=address, by=by, now=now)
    waiting = Delivery.objects.filter(address=address, state=Delivery.State.PENDING)
    waiting.update(state=Delivery.State.SUPPRESSED, last_error=LEFT)


@transaction.atomic
def leave_sector(*, address: str, by: User | None, now: datetime) -> bool:
    """Off the list of the wider sector, and of that alone. Was it this call that did it?"""
    rows = Subscriber.objects.subscribed().filter(email=address).select_for_update()
    row = rows.first()
    if row is None:
        return False
    row.state, row.left_at = Subscriber.State.LEFT, now
    row.save()
    audit.record(by=by, action="subscriber.leave", target=row, now=now)
    return True


@transaction.atomic
def come_back(*, who: Who, now: datetime) -> bool:
    """Take back a `leave`, all that it ended: shared mailboxes are left by whoever reads first.

    A list that was left before, by itself, stays left. Who can press this reads our mail:
    whatever was held against the address is lifted.
    """
    address, left_at = address_of(who), _left_at(who)
    if not address:
        return False
    lift_suppression(address=address, why="came back", by=None, now=now)
    if left_at is None:
        return True
    for user in User.objects.filter(email=address, mail_preference__left_at=left_at):
        _set_left(user, at=None, by=None, now=now)
    left = Subscriber.objects.filter(email=address, state=Subscriber.State.LEFT, left_at=left_at)
    for row in left.filter(confirmed_at__isnull=False).select_for_update():
        row.state, row.left_at = Subscriber.State.CONFIRMED, None
        row.save()
        audit.record(by=None, action="subscriber.come-back", target=row, now=now)
    return True


def _left_at(who: Who) -> datetime | None:
    """When the one whose link it is left, if they did."""
    if who.user:
        return Preference.objects.filter(user=who.user).values_list("left_at", flat=True).first()
    rows = Subscriber.objects.filter(pk=who.subscriber or 0)
    return rows.values_list("left_at", flat=True).first()


@transaction.atomic
def lift_suppression(*, address: str, why: str, by: User | None, now: datetime) -> bool:
    """Bulletins may go to this address again. Was it this call that lifted it?"""
    row = Suppression.objects.select_for_update().filter(address=address).first()
    if row is None:
        return False
    old = {"reason": row.reason, "since": row.created_at}
    audit.record(by=by, action="suppression.lift", target=row, old=old, new={"why": why}, now=now)
    row.delete()
    return True


def _set_left(user: User, *, at: datetime | None, by: User | None, now: datetime) -> None:
    """Leave everything at `at`, or take up again (None) what they wanted before."""
    row, _is_new = Preference.objects.get_or_create(user=user, defaults={"changed_at": now})
    changed = Preference.objects.filter(pk=row.pk, left_at__isnull=at is not None)
    if changed.update(left_at=at, changed_at=now):
        new = {"left": at is not None}
        audit.record(by=by, action="preference.leave", target=user, new=new, now=now)
