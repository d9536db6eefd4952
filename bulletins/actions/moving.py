"""A bulletin's moves, but for the sending itself: approve, schedule, pause, stop.

Each locks the bulletin's row and looks at its state there, so that of two people who press at
once the second is told (`IllegalMove`).
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from bulletins.mail.editions import edition_of
from bulletins.models import Bulletin, Delivery
from bulletins.states import Move, State, target
from network.models import User
from portal import audit
from portal.wake import wake

DRAIN = "bulletins.drain"
LATE_AFTER = timedelta(hours=6)  # a bulletin found later than this asks before it is sent


class TimeIsPast(Exception):
    """The time given for sending has gone by."""


class Changed(Exception):
    """The content is not what was looked at: read it again before approving."""


def locked(bulletin: Bulletin) -> Bulletin:
    """The row as it is now, locked until the transaction ends."""
    return Bulletin.objects.select_for_update(no_key=True).get(pk=bulletin.pk)


def moved(row: Bulletin, move: Move) -> None:
    """Set the state that `move` leads to; the caller saves. Raises IllegalMove."""
    row.state = target(move, State(row.state))


@transaction.atomic
def approve(*, bulletin: Bulletin, by: User | None, now: datetime) -> Bulletin:
    """Freeze each edition as it is now; `by` is None for digests.

    Raises IllegalMove, mime.BrokenEdition.
    """
    row = locked(bulletin)
    moved(row, Move.APPROVE)
    row.approved_at, row.approved_by = now, by
    row.save()
    for audience in row.audiences:
        edition_of(row, audience).save()
    digests = dict(row.editions.values_list("audience", "digest"))
    audit.record(by=by, action="bulletin.approve", target=row, new=digests, now=now)
    return row


@transaction.atomic
def take_back(*, bulletin: Bulletin, by: User, now: datetime) -> Bulletin:
    """Back to a draft: the approval is void, and so is the time it was to be sent at.

    Raises IllegalMove once sending has begun.
    """
    row = locked(bulletin)
    moved(row, Move.EDIT)
    row.approved_at = row.approved_by = row.scheduled_at = None
    row.save()
    row.editions.all().delete()
    audit.record(by=by, action="bulletin.take-back", target=row, now=now)
    return row


@transaction.atomic
def schedule(*, bulletin: Bulletin, at: datetime, by: User | None, now: datetime) -> Bulletin:
    """Have it sent at `at`; also to choose another time. Raises IllegalMove, TimeIsPast."""
    if at < now:
        raise TimeIsPast
    row = locked(bulletin)
    moved(row, Move.SCHEDULE)
    old, row.scheduled_at = row.scheduled_at, at
    row.save()
    times = {"old": {"scheduled_at": str(old)}, "new": {"scheduled_at": str(at)}}
    audit.record(by=by, action="bulletin.schedule", target=row, now=now, **times)
    return row


@transaction.atomic
def unschedule(*, bulletin: Bulletin, by: User, now: datetime) -> Bulletin:
    """Not to be sent yet; the approval stays. Raises IllegalMove."""
    row = locked(bulletin)
    moved(row, Move.UNSCHEDULE)
    row.scheduled_at = None
    row.save()
    audit.record(by=by, action="bulletin.unschedule", target=row, now=now)
    return row


@transaction.atomic
def pause(*, bulletin: Bulletin, by: User | None, why: str, now: datetime) -> Bulletin:
    """Hand over nothing more, from this moment. `by` is None when it pauses by itself."""
    row = locked(bulletin)
    moved(row, Move.PAUSE)
    row.pause_reason = why
    row.save()
    audit.record(by=by, action="bulletin.pause", target=row, new={"why": why}, now=now)
    return row


@transaction.atomic
def resume(*, bulletin: Bulletin, by: User, now: datetime) -> Bulletin:
    row = locked(bulletin)
    moved(row, Move.RESUME)
    row.pause_reason, row.troubles = "", 0
    row.save()
    audit.record(by=by, action="bulletin.resume", target=row, now=now)
    transaction.on_commit(partial(wake, DRAIN, bulletin=row.pk))
    return row


@transaction.atomic
def stop(*, bulletin: Bulletin, by: User, now: datetime) -> Bulletin:
    """For good: who has not got it by now does not get it. Raises IllegalMove unless paused."""
    row = locked(bulletin)
    moved(row, Move.STOP)
    row.finished_at = now
    row.save()
    left = row.deliveries.open().update(
        state=Delivery.State.SUPPRESSED, last_error="stopped", claim=None, lease_until=None
    )
    audit.record(by=by, action="bulletin.stop", target=row, new={"not sent": left}, now=now)
    return row
