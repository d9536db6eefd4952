"""Two accounts of one person become one: looked at first, then done in one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from network import mail_merging_people as mail
from network.actions.merging import refuse_unless_seen
from network.models import AccountMerge, User
from portal import audit, keeping, merging, outbox
from portal.erasing import key_of
from portal.merging import Plan
from portal.models.erasures import NO_MAIL

FIELDS = ("name", "email", "phone")
FILLED = ("name", "phone")  # taken over where the account that stays says nothing


class AccountsMerged(Exception):
    """Somebody was first: at least one of the two is no account any more."""


class OwnAccount(Exception):
    """Nobody makes one of their own account and another."""


class StaffAccount(Exception):
    """What staff may do is given by a Manager alone, and comes by no merge."""


def plan(*, stays: User, goes: User, by: User) -> Plan:
    """As far as `by` may know of it; changes nothing."""
    return merging.plan(stays=stays, goes=goes, fields=FIELDS, by=by)


def refuse(stays: User, goes: User, *, by: User) -> None:
    """Whatever else is right: raises OwnAccount or StaffAccount."""
    if by.pk in {stays.pk, goes.pk}:
        raise OwnAccount
    if any(one.is_staff or one.is_superuser for one in (stays, goes)):
        raise StaffAccount


@transaction.atomic
def merge(*, stays: int, goes: int, seen: str, by: User, now: datetime) -> User:
    """Fold the account `goes` into `stays`; `seen` is that of the plan that was looked at.

    Locks both. Doing it twice merges once. Raises AccountsMerged, OwnAccount, StaffAccount,
    Changed or Blocked.
    """
    kept, gone = _lock(stays, goes)
    if gone is None:
        return kept
    refuse(kept, gone, by=by)
    refuse_unless_seen(plan(stays=kept, goes=gone, by=by), seen)
    sealed = merging.sealed_images(kept, gone)
    merging.settle(kept, gone, now=now)
    moved = merging.move_all(kept, gone)
    AccountMerge.objects.create(kept=kept, gone=gone, at=now, by=by, sealed=sealed)
    _tell(kept, gone, now)
    _fill(kept, gone)
    _close(gone)
    audit.record(by=by, action="person.merge", target=kept, new={"moved": moved}, now=now)
    return kept


def _lock(stays: int, goes: int) -> tuple[User, User | None]:
    """Both, locked in the order of their numbers; None for one that went into the other before."""
    both = User.objects.select_for_update().filter(pk__in=[stays, goes]).order_by("pk")
    there = {one.pk: one for one in both}
    if AccountMerge.objects.filter(kept=stays, gone=goes).exists():
        return there[stays], None
    if len(there) < 2 or any(one.is_erased for one in there.values()):
        raise AccountsMerged
    return there[stays], there[goes]


def _tell(kept: User, gone: User, now: datetime) -> None:
    """At both addresses, the one that ends among them."""
    outbox.enqueue_all(
        letters={
            f"account:{gone.pk}:merged:{name}": mail.accounts_merged(
                to=one.email, kept=kept.email, gone=gone.email
            )
            for name, one in (("kept", kept), ("gone", gone))
        },
        now=now,
    )


def _fill(kept: User, gone: User) -> None:
    for name in FILLED:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.save(update_fields=FILLED)


def _close(gone: User) -> None:
    """Nobody signs in to it; its name stays for the logs, its address is free."""
    gone.email, gone.phone, gone.is_active = f"{key_of(gone)[:40]}{NO_MAIL}", "", False
    gone.set_unusable_password()
    gone.save(update_fields=["email", "phone", "is_active", "password"])


def folded_into(user: User) -> QuerySet[User]:
    """What is left of the accounts that went into this one, for who is erased."""
    return User.objects.filter(folded__kept=user).order_by("pk")


def old_images(now: datetime) -> QuerySet[AccountMerge]:
    """Merges whose accounts as they were have been kept long enough."""
    rows = AccountMerge.objects.filter(at__lte=now - keeping.MERGED_BEFORE.period)
    return rows.exclude(sealed=b"")


def forget_merges(*, now: datetime) -> int:
    """Delete what was before; that two became one stays. Returns how many."""
    return old_images(now).update(sealed=b"")
