"""What leaves the lists on its date: unconfirmed addresses, and what was kept of who left."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from bulletins.models import Subscriber
from bulletins.models.lists import SubscriberQuerySet
from portal import audit
from portal.keeping import LEFT_LONG_AGO, UNCONFIRMED

UNCONFIRMED_KEPT = UNCONFIRMED.period
LEFT_KEPT = LEFT_LONG_AGO.period
REDUCED = "@left.invalid"


def forget(*, now: datetime) -> dict[str, int]:
    """Delete who never confirmed, reduce who left long ago; return how many of each."""
    return {
        "deleted": sum(_delete(row) for row in unconfirmed(now).order_by("pk")),
        "reduced": sum(_reduce(row) for row in left_long_ago(now).order_by("pk")),
    }


def unconfirmed(now: datetime) -> SubscriberQuerySet:
    """Who asked and never confirmed."""
    return Subscriber.objects.filter(
        state=Subscriber.State.ASKED, consented_at__lt=now - UNCONFIRMED_KEPT
    )


def left_long_ago(now: datetime) -> SubscriberQuerySet:
    """Who left, and is still known by their address."""
    left = Subscriber.objects.filter(state=Subscriber.State.LEFT, left_at__lt=now - LEFT_KEPT)
    return left.exclude(email__endswith=REDUCED)


def reduced(address: str) -> str:
    """What stands for an address that left long ago: who has the address can find it, none else."""
    digest = salted_hmac("bulletins.left", address, algorithm="sha256").hexdigest()
    return f"{digest}{REDUCED}"


def note_departed(addresses: Iterable[str], *, at: datetime) -> int:
    """Note that these addresses, in lower case, left at `at`; return how many were not on record.

    What stands for them is kept, not the addresses: no list brings them in again. Who is on
    record by their address, whatever their state, stays as they are.
    """
    stand_ins = {reduced(address): address for address in addresses}
    known = Subscriber.objects.filter(email__in=[*stand_ins, *stand_ins.values()])
    on_record = set(known.values_list("email", flat=True))
    new = [sign for sign, address in stand_ins.items() if not on_record & {sign, address}]
    Subscriber.objects.bulk_create(
        (
            Subscriber(email=sign, state=Subscriber.State.LEFT, consented_at=at, left_at=at)
            for sign in new
        ),
        ignore_conflicts=True,
    )
    return len(new)


@transaction.atomic
def _delete(row: Subscriber) -> bool:
    """Only if they have not confirmed, or asked again, meanwhile."""
    same = Subscriber.objects.filter(pk=row.pk, state=row.state, consented_at=row.consented_at)
    deleted, _ = same.delete()
    if deleted:
        audit.erase_object(target=row, erasure=_erasure(row))
    return bool(deleted)


@transaction.atomic
def _reduce(row: Subscriber) -> bool:
    """That, and when, this address left stays provable; address, name and consent go."""
    same = Subscriber.objects.filter(pk=row.pk, state=row.state, left_at=row.left_at)
    if not same.select_for_update().exists():
        return False
    # A second time of leaving stands for the first as well.
    Subscriber.objects.filter(email=reduced(row.email)).delete()
    same.update(
        email=reduced(row.email),
        name="",
        consent_wording="",
        confirmed_at=None,
        token_hash="",
        token_expires_at=None,
    )
    audit.erase_object(target=row, erasure=_erasure(row))
    return True


def _erasure(row: Subscriber) -> str:
    return f"subscriber-{row.pk}-retention"
