"""A bulletin's moves, but for the sending itself: approve, schedule, pause, stop.

Each locks the bulletin's row and looks at its state there, so that of two people who press at
once the second is told (`IllegalMove`).
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from bulletins.mail.editions import digest_of, editions_of
from bulletins.models import Bulletin, BulletinSettings, Delivery, Item
from bulletins.states import Move, State, target
from bulletins.submission_states import TAKEN
from network.models import User
from portal import audit
from portal.wake import wake

DRAIN = "bulletins.drain"
LATE_AFTER = timedelta(hours=6)  # a bulletin found later than this asks before it is sent
STILL_TO_CANCEL = timedelta(minutes=10)  # what is sent now waits for so long


class TimeIsPast(Exception):
    """The time given for sending has gone by."""


class Changed(Exception):
    """It is not what was looked at: look again before you approve it, or give it another time."""


class NeedsAnother(Exception):
    """Who changed it last leaves the approval to somebody else."""


def locked(bulletin: Bulletin) -> Bulletin:
    """The row as it is now, locked until the transaction ends."""
    return Bulletin.objects.select_for_update(no_key=True).get(pk=bulletin.pk)


def moved(row: Bulletin, move: Move) -> None:
    """Set the state that `move` leads to; the caller saves. Raises IllegalMove."""
    row.state = target(move, State(row.state))


@transaction.atomic
def approve(
    *, bulletin: Bulletin, by: User | None, now: datetime, seen: str | None = None
) -> Bulletin:
    """Freeze each edition as it is now; `by` is None for digests.

    `seen` is the digest of what `by` looked at (mail.editions.digest_of); None does not ask.
    Raises IllegalMove, Changed, NeedsAnother, mime.BrokenEdition.
    """
    row = locked(bulletin)
    moved(row, Move.APPROVE)
    if needs_another(row, by):
        raise NeedsAnother
    if _tells_untaken(row):
        raise Changed
    editions = editions_of(row)
    if seen is not None and seen != digest_of(editions):
        raise Changed
    row.approved_at, row.approved_by = now, by
    row.save()
    for edition in editions:
        edition.save()
    digests = {edition.audience: edition.digest for edition in editions}
    audit.record(by=by, action="bulletin.approve", target=row, new=digests, now=now)
    return row


def _tells_untaken(row: Bulletin) -> bool:
    """Whether it has news that were declined or sent back, perhaps a moment ago."""
    picked = Item.objects.filter(section__bulletin=row, submission__isnull=False)
    return picked.exclude(submission__state__in=sorted(TAKEN)).exists()


def needs_another(row: Bulletin, by: User | None) -> bool:
    """Whether `by` changed it last, where the settings ask for a second person."""
    last = row.changed_by_id or row.created_by_id
    return by is not None and last == by.pk and BulletinSettings.current().needs_second_person


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
def schedule(
    *, bulletin: Bulletin, at: datetime, by: User | None, now: datetime, was: str | None = None
) -> Bulletin:
    """Have it sent at `at`; also to choose another time.

    `was` is the time that `by` saw (`time_as_seen`), so that of two people, or of two presses,
    the second moves nothing; None does not ask. Raises IllegalMove, TimeIsPast, Changed.
    """
    if at < now:
        raise TimeIsPast
    row = locked(bulletin)
    moved(row, Move.SCHEDULE)
    if was is not None and was != time_as_seen(row):
        raise Changed
    old, row.scheduled_at = row.scheduled_at, at
    row.save()
    times = {"old": {"scheduled_at": str(old)}, "new": {"scheduled_at": str(at)}}
    audit.record(by=by, action="bulletin.schedule", target=row, now=now, **times)
    return row


def send_now(*, bulletin: Bulletin, by: User, now: datetime, was: str) -> Bulletin:
    """In ten minutes, until when it can be cancelled. Raises IllegalMove, Changed."""
    return schedule(bulletin=bulletin, at=now + STILL_TO_CANCEL, by=by, now=now, was=was)


def time_as_seen(bulletin: Bulletin) -> str:
    """The time a page shows, to be posted with what is decided there; "" for none."""
    return bulletin.scheduled_at.isoformat() if bulletin.scheduled_at else ""


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
    """For good: who has not got it by now does not get it. Raises IllegalMove unless paused.

    What was being handed over may have arrived: that is in doubt, and no more.
    """
    row = locked(bulletin)
    moved(row, Move.STOP)
    free = {"claim": None, "lease_until": None}
    doubtful = row.deliveries.in_flight().update(
        state=Delivery.State.IN_DOUBT, last_error="stopped while it was handed over", **free
    )
    left = row.deliveries.open().update(
        state=Delivery.State.SUPPRESSED, last_error="stopped", **free
    )
    row.finished_at, row.outcome = now, row.deliveries.counts()
    row.save()
    new = {"not sent": left, "in doubt": doubtful}
    audit.record(by=by, action="bulletin.stop", target=row, new=new, now=now)
    return row


def recount(row: Bulletin) -> None:
    """Keep the outcome true where a delivery of what has ended is settled; `row` is locked."""
    if row.finished_at:
        row.outcome = row.deliveries.counts()
        row.save()
