"""Bulletins whose time has come: one row per recipient, in one transaction, before any mail."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, QuerySet, Value, When

from bulletins.actions import from_forums, recipients, submissions
from bulletins.actions.moving import DRAIN, LATE_AFTER, locked, moved
from bulletins.mail.sending import held, withheld
from bulletins.models import Bulletin, Delivery
from bulletins.states import ENDED, Move, State
from portal import audit, outbox
from portal.models import SiteSettings
from portal.wake import wake

COLUMNS = (
    "bulletin_id",
    "edition_id",
    "address",
    "name",
    "user_id",
    "subscriber_id",
    "state",
    "attempts",
    "next_attempt_at",
    "last_error",
)


def start_due(*, now: datetime) -> int:
    """Begin with what is due; return how many began. Two beats at once begin nothing twice."""
    begun = 0
    for pk in Bulletin.objects.due(now).order_by("scheduled_at", "pk").values_list("pk", flat=True):
        begun += start(bulletin=pk, now=now)
    return begun


@transaction.atomic
def start(*, bulletin: int, now: datetime) -> bool:
    """From scheduled to being sent: freeze who gets which edition. Did this call begin it?

    What is found `LATE_AFTER` its time is held instead, and what tells more of a forum or an issue
    than may be told by now is not sent; the co-ordinator is told.
    """
    row = (
        Bulletin.objects.due(now)
        .select_for_update(no_key=True, skip_locked=True, of=("self",))
        .filter(pk=bulletin)
        .first()
    )
    if row is None or row.scheduled_at is None or _waits_for_the_first(row):
        return False
    if now - row.scheduled_at > LATE_AFTER:
        return _hold(row, now)
    if from_forums.tells_too_much(row):
        return _withhold(row, now)
    moved(row, Move.START)
    row.started_at, row.troubles = now, 0
    row.recipients = _prepare(row, now)
    row.save()
    submissions.published_in_bulletin(bulletin=row, now=now)
    audit.record(
        by=None, action="bulletin.start", target=row, new={"recipients": row.recipients}, now=now
    )
    transaction.on_commit(partial(wake, DRAIN, bulletin=row.pk))
    return True


@transaction.atomic
def hold_due(*, now: datetime) -> int:
    """Hold all whose time has come, and tell the co-ordinator; return how many.

    For a restored database, which does not know what went out since it was backed up.
    """
    due = Bulletin.objects.due(now).select_for_update(no_key=True, of=("self",)).order_by("pk")
    for row in due:
        _hold(row, now)
    return len(due)


@transaction.atomic
def finish(*, bulletin: Bulletin, now: datetime) -> bool:
    """Nothing waits or is in hand any more: it is sent. Was it this call that finished it?"""
    row = locked(bulletin)
    if row.state not in {State.SENDING, State.PAUSED} or row.deliveries.open().exists():
        return False
    counts = row.deliveries.counts()
    if sum(counts.values()) != row.recipients:
        raise AssertionError(f"bulletin {row.pk}: {counts} of {row.recipients}")
    moved(row, Move.FINISH)
    row.finished_at, row.pause_reason, row.outcome = now, "", counts
    row.save()
    audit.record(by=None, action="bulletin.finish", target=row, new=counts, now=now)
    return True


def _waits_for_the_first(row: Bulletin) -> bool:
    """Whether what it corrects goes on: locked, so that nobody is put back in line meanwhile."""
    return row.corrects is not None and locked(row.corrects).state not in ENDED


def _hold(row: Bulletin, now: datetime) -> bool:
    moved(row, Move.HOLD)
    row.save()
    letter = held(row, to=SiteSettings.current().coordinator_email)
    outbox.enqueue(cause=f"bulletin-held:{row.pk}:{row.scheduled_at}", letter=letter, now=now)
    return False


def _withhold(row: Bulletin, now: datetime) -> bool:
    moved(row, Move.UNSCHEDULE)
    row.save()
    audit.record(by=None, action="bulletin.withhold", target=row, now=now)
    letter = withheld(row, to=SiteSettings.current().coordinator_email)
    outbox.enqueue(cause=f"bulletin-withheld:{row.pk}:{now.isoformat()}", letter=letter, now=now)
    return False


def _prepare(row: Bulletin, now: datetime) -> int:
    """Insert the deliveries; members first, so that who is on both lists gets their edition."""
    editions = dict(row.editions.values_list("audience", "pk"))
    return sum(
        _insert(recipients.wanted(row, audience, now), row, editions[audience], now)
        for audience in row.audiences
    )


def _insert(people: QuerySet[Any], row: Bulletin, edition: int, now: datetime) -> int:
    """One statement, however many people; who has a row of this bulletin already is left out."""
    refused = recipients.SUPPRESSED
    states = Delivery.State
    selected = people.values_list(
        Value(row.pk),
        Value(edition),
        "to",
        "name",
        "of_user",
        "of_subscriber",
        Case(When(refused, then=Value(states.SUPPRESSED)), default=Value(states.PENDING)),
        Value(0),
        Value(now),
        Case(When(refused, then=Value("suppressed")), default=Value("")),
    )
    sql, values = selected.order_by("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Delivery._meta.db_table} ({', '.join(COLUMNS)}) {sql}"
            " ON CONFLICT (bulletin_id, address) DO NOTHING",
            values,
        )
        return int(cursor.rowcount)
