"""Some who did not get a bulletin, or may not have: put back in line, or settled by a person."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from bulletins.actions.moving import DRAIN, locked, moved, recount
from bulletins.models import Bulletin, Delivery, Suppression
from bulletins.states import STARTED, Move
from network.models import User
from portal import audit
from portal.wake import wake

States = Delivery.State


class NothingToRetry(Exception):
    """Nobody is in that state any more, or nothing may go to the address."""


class Corrected(Exception):
    """A correction of it has gone out: who got the wrong one now would not get that."""


def is_corrected(bulletin: Bulletin) -> bool:
    """Whether a correction has gone out, or is going out."""
    return bulletin.corrections.filter(state__in=sorted(STARTED)).exists()


def retryable(bulletin: Bulletin) -> QuerySet[Delivery]:
    """Those who failed, but for addresses that nothing may go to."""
    refused = Suppression.objects.filter(address=OuterRef("address"))
    return bulletin.deliveries.filter(~Exists(refused), state=States.FAILED)


@transaction.atomic
def retry(*, bulletin: Bulletin, delivery: int | None = None, by: User, now: datetime) -> int:
    """Put all that failed, or one, back in line; return how many.

    What was sent goes back to being sent. Raises NothingToRetry, Corrected, IllegalMove.
    """
    row = locked(bulletin)
    failed = retryable(row) if delivery is None else retryable(row).filter(pk=delivery)
    return _put_back(row, failed, "bulletin.retry", by, now)


@transaction.atomic
def send_again(*, bulletin: Bulletin, delivery: int, by: User, now: datetime) -> None:
    """Send to somebody in doubt once more, who may then have it twice.

    Its Message-ID stays, so that mail programs can tell. Raises NothingToRetry, Corrected,
    IllegalMove.
    """
    row = locked(bulletin)
    refused = Suppression.objects.filter(address=OuterRef("address"))
    doubtful = row.deliveries.filter(~Exists(refused), pk=delivery, state=States.IN_DOUBT)
    _put_back(row, doubtful, "bulletin.send-again", by, now)


@transaction.atomic
def count_as_sent(*, bulletin: Bulletin, delivery: int, by: User, now: datetime) -> None:
    """It did arrive, as somebody found out. Raises NothingToRetry."""
    row = locked(bulletin)
    doubtful = row.deliveries.filter(pk=delivery, state=States.IN_DOUBT)
    if not doubtful.update(state=States.SENT, sent_at=now, last_error=""):
        raise NothingToRetry
    recount(row)
    new = {"delivery": delivery}
    audit.record(by=by, action="bulletin.count-as-sent", target=row, new=new, now=now)


def _put_back(row: Bulletin, some: QuerySet[Delivery], action: str, by: User, now: datetime) -> int:
    if is_corrected(row):
        raise Corrected
    number = some.update(
        state=States.PENDING, attempts=0, next_attempt_at=now, handing_over_at=None, last_error=""
    )
    if not number:
        raise NothingToRetry
    moved(row, Move.RETRY)
    row.finished_at = row.outcome = None
    row.save()
    audit.record(by=by, action=action, target=row, new={"deliveries": number}, now=now)
    transaction.on_commit(partial(wake, DRAIN, bulletin=row.pk))
    return number
