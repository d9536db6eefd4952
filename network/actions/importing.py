"""Taking over a list of members: brought in, looked through, decided about, taken over, invited.

Workers do what is long, in batches of one transaction each: one that dies leaves nothing half
done, and the next goes on from there. Each press moves the list on from the state that it was
pressed in, so that a second one moves nothing.
"""

import logging
import math
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import cast

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet

from network.actions import colleagues, import_rows
from network.actions.inviting import AlreadyThere
from network.choices import Source
from network.member_lists import missing, recognise
from network.models import ImportRow, ListedContact, MemberImport, User
from network.roles import Role
from portal import audit, keeping
from portal.table_files import Table
from portal.wake import wake

logger = logging.getLogger(__name__)

WORK_OFF = "network.work_off_imports"
BATCH = 100  # rows
LETTERS = 20  # invitations: each takes several queries

State = MemberImport.State
Rows = ImportRow.State
BEFORE = {State.CHECKING: State.MATCHING, State.RUNNING: State.CHECKED, State.INVITING: State.DONE}


class MovedOn(Exception):
    """The list does not stand any more as the page had it."""


class NotMatched(Exception):
    """Columns that it takes are matched to no heading: `columns`."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__("columns are missing")
        self.columns = columns


@transaction.atomic
def begin(*, key: uuid.UUID, name: str, table: Table, by: User, now: datetime) -> MemberImport:
    """Keep a list with its rows; the same `key` again gives the same list.

    It is looked through at once where its headings say all that is needed.
    """
    columns = recognise(table.headings)
    work, is_new = MemberImport.objects.get_or_create(
        key=key,
        defaults={
            "name": name[:200],
            "headings": table.headings,
            "columns": columns,
            "created_at": now,
            "created_by": by,
            "pressed_by": by,
        },
    )
    if is_new:
        rows = (
            ImportRow(member_import=work, number=number, cells=cells)
            for number, cells in table.rows
        )
        ImportRow.objects.bulk_create(rows, batch_size=1000)
        audit.record(
            by=by, action="import.begin", target=work, new={"rows": len(table.rows)}, now=now
        )
        if not missing(columns):
            _press(work, State.MATCHING, State.CHECKING, by=by, now=now)
            work.refresh_from_db(fields=["state"])
    return work


@transaction.atomic
def match(*, work: MemberImport, columns: Mapping[str, int], by: User, now: datetime) -> None:
    """Say which heading stands for which column; have the list looked through by that.

    Raises NotMatched, and MovedOn once the list was looked through.
    """
    if lacking := missing(columns):
        raise NotMatched(lacking)
    _press(work, State.MATCHING, State.CHECKING, by=by, now=now, columns=dict(columns))


@transaction.atomic
def decide(*, work: MemberImport, answers: Mapping[int, bool], by: User, now: datetime) -> int:
    """By row: whether it is another organisation than those like it, or the same; how many.

    Raises MovedOn unless the list is to be looked at.
    """
    locked = _lock(work)
    if locked.state != State.CHECKED:
        raise MovedOn
    asked = locked.rows.filter(state=Rows.ALIKE)
    others = [pk for pk, is_another in answers.items() if is_another]
    added = asked.filter(pk__in=others).update(state=Rows.READY, is_another=True)
    same = asked.filter(pk__in=answers).update(state=Rows.SAME)
    new = {"another": added, "same": same}
    audit.record(by=by, action="import.decide", target=locked, new=new, now=now)
    return added + same


@transaction.atomic
def start(*, work: MemberImport, by: User, now: datetime) -> None:
    """Have what is ready taken over; nothing else is. Raises MovedOn for a second press."""
    _press(work, State.CHECKED, State.RUNNING, by=by, now=now)


@transaction.atomic
def invite(*, work: MemberImport, by: User, now: datetime) -> None:
    """Have the list's contacts written to, who were not yet. Raises MovedOn for a second press."""
    _press(work, State.DONE, State.INVITING, by=by, now=now)


@transaction.atomic
def discard(*, work: MemberImport, by: User, now: datetime) -> None:
    """Take nothing over, or nothing more, and delete the rows. Raises MovedOn while at work."""
    locked = _lock(work)
    if locked.state not in {State.MATCHING, State.CHECKED}:
        raise MovedOn
    is_used = locked.members.exists()
    _forget(locked, now)
    locked.state = State.DONE if is_used else State.DISCARDED
    locked.save(update_fields=["state"])
    audit.record(by=by, action="import.discard", target=locked, new=locked.counts, now=now)


def _press(
    work: MemberImport, old: str, new: str, *, by: User, now: datetime, **fields: object
) -> None:
    """Move a list on that stands as `old`; a worker goes on with it. Raises MovedOn."""
    standing = MemberImport.objects.filter(pk=work.pk, state=old)
    if not standing.update(state=new, pressed_by=by, was_halted=False, **fields):
        raise MovedOn
    audit.record(
        by=by, action=f"import.{new}", target=work, old={"state": old}, new={"state": new}, now=now
    )
    transaction.on_commit(partial(wake, WORK_OFF))


def _lock(work: MemberImport) -> MemberImport:
    return MemberImport.objects.select_for_update().get(pk=work.pk)


# What workers do --------------------------------------------------------------------------------


def work_off(*, now: datetime, seconds: float = math.inf) -> int:
    """Go on with whatever was pressed, for about `seconds`; return how many batches were done.

    Safe to run any number of times at once. With work left after `seconds`, a worker is woken.
    """
    ends_at, done = time.monotonic() + seconds, 0
    while _work_off_some(now):
        done += 1
        if time.monotonic() >= ends_at:
            wake(WORK_OFF)
            break
    return done


@transaction.atomic
def _work_off_some(now: datetime) -> bool:
    """One batch of the oldest list that nobody has in hand; return whether there was one."""
    waiting = MemberImport.objects.filter(state__in=MemberImport.WORKING)
    work = waiting.select_for_update(skip_locked=True).order_by("pk").first()
    if work is None:
        return False
    try:
        with transaction.atomic():
            _go_on(work, now)
    except OperationalError:  # of PostgreSQL or the line to it: tried again
        raise
    except Exception:  # a list that nobody thought of: the others go on
        logger.exception("list of members %s was halted", work.pk)
        _halt(work, now)
    return True


def _go_on(work: MemberImport, now: datetime) -> None:
    if work.state == State.INVITING:
        _invite_some(work, now)
    elif work.state == State.CHECKING:
        _batch(work, Rows.NEW, now)
    else:
        _batch(work, Rows.READY, now)


def _halt(work: MemberImport, now: datetime) -> None:
    """Back to where somebody can press again, or discard it, with a word that it stopped."""
    old = MemberImport.objects.get(pk=work.pk).state
    new = BEFORE[State(old)]
    MemberImport.objects.filter(pk=work.pk).update(state=new, was_halted=True)
    audit.record(
        by=work.pressed_by,
        action="import.halt",
        target=work,
        old={"state": old},
        new={"state": new},
        now=now,
    )


def _batch(work: MemberImport, state: str, now: datetime) -> None:
    rows = list(work.rows.filter(state=state).order_by("number")[:BATCH])
    if not rows:
        _finish(work, now)
    elif state == Rows.NEW:
        import_rows.look_through(work, rows, now)
    else:
        import_rows.take_over(work, rows, now)


def _finish(work: MemberImport, now: datetime) -> None:
    """What is to be decided keeps a list open; else, once it was taken over, it is done."""
    is_over = work.state == State.RUNNING and not work.rows.filter(state=Rows.ALIKE).exists()
    work.counts = work.counted()
    work.state = State.DONE if is_over else State.CHECKED
    work.save(update_fields=["state", "counts"])
    audit.record(
        by=work.pressed_by, action=f"import.{work.state}", target=work, new=work.counts, now=now
    )


def _invite_some(work: MemberImport, now: datetime) -> None:
    """A few letters; none are left when whoever pressed has gone: somebody else presses again."""
    waiting = work.contacts.waiting().select_related("organisation").order_by("pk")
    some = list(waiting[:LETTERS]) if work.pressed_by else []
    for contact in some:
        with suppress(AlreadyThere):  # who came in another way meanwhile needs none
            colleagues.invite(
                organisation=contact.organisation,
                email=contact.email,
                role=Role.MANAGER,
                by=cast(User, work.pressed_by),
                now=now,
                source=Source.DOCUMENT,
            )
        contact.invited_at = now
        contact.save(update_fields=["invited_at"])
    if not some:
        work.state = State.DONE
        work.save(update_fields=["state"])


# What leaves on its date ------------------------------------------------------------------------


def retire_imports(*, now: datetime) -> int:
    """Delete rows and contacts on their dates (portal.keeping); return how many lists lost theirs.

    What came of a list stays with it. One that nobody went on with is discarded.
    """
    old_contacts(now).delete()
    old = MemberImport.objects.filter(pk__in=old_rows(now).values("member_import"))
    return sum(_retire(work, now) for work in old.order_by("pk"))


def old_contacts(now: datetime) -> QuerySet[ListedContact]:
    """Contacts of lists that have been kept as long as they may be."""
    written = now - keeping.LISTED_CONTACTS.period
    return ListedContact.objects.filter(created_at__lte=written)


def old_rows(now: datetime) -> QuerySet[ImportRow]:
    """Rows of lists that have been kept as long as they may be, and that no worker has in hand."""
    brought_in = now - keeping.LISTED_ROWS.period
    rows = ImportRow.objects.filter(member_import__created_at__lte=brought_in)
    return rows.exclude(member_import__state__in=MemberImport.WORKING)


@transaction.atomic
def _retire(work: MemberImport, now: datetime) -> bool:
    locked = _lock(work)
    if locked.forgotten_at or locked.state in MemberImport.WORKING:
        return False
    _forget(locked, now)
    is_open = Q(state__in=[State.MATCHING, State.CHECKED])
    MemberImport.objects.filter(is_open, pk=locked.pk).update(
        state=State.DONE if locked.members.exists() else State.DISCARDED
    )
    return True


def _forget(locked: MemberImport, now: datetime) -> None:
    locked.counts, locked.forgotten_at = locked.counted(), now
    locked.save(update_fields=["counts", "forgotten_at"])
    locked.rows.all().delete()
