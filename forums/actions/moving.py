"""The one place where a forum changes its state."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from forums.keeping import last_day
from forums.models import Forum
from forums.states import Move, State, target
from network.models import User
from portal import audit


class Stale(Exception):
    """The forum was changed meanwhile: `current` is how it stands."""

    def __init__(self, current: Forum) -> None:
        super().__init__(str(current))
        self.current = current


def lock(forum: Forum) -> Forum:
    """The row as it is now, locked until the transaction ends; every act locks it first."""
    return Forum.objects.select_for_update().get(pk=forum.pk)


def move(row: Forum, wanted: Move, *, by: User | None, now: datetime, **more: Any) -> Forum:
    """Make one legal move on a locked row, in the caller's transaction. Raises IllegalMove.

    `more` are fields to set with it.
    """
    old, new = State(row.state), target(wanted, State(row.state))
    row.state, row.changed_at = new, now
    row.version += 1
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    values = {"state": new} | more
    audit.record(
        by=by, action=f"forum.{wanted.value}", target=row, old={"state": old}, new=values, now=now
    )
    return row


def locked(forum: Forum, version: int) -> Forum:
    """The forum, locked, as the editor saw it. Raises Stale."""
    row = lock(forum)
    if row.version != version:
        raise Stale(row)
    return row


@transaction.atomic
def open_to_members(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """Members see it and say whether they come. Raises IllegalMove and Stale."""
    return move(locked(forum, version), Move.OPEN, by=by, now=now, opened_at=now)


@transaction.atomic
def hold(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """It took place. Its confidential notes go a year later. Raises IllegalMove and Stale."""
    row = locked(forum, version)
    until = last_day(timezone.localdate(row.ends_at))
    return move(row, Move.HOLD, by=by, now=now, held_at=now, notes_until=row.notes_until or until)


@transaction.atomic
def close(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """Nothing more is done about it. Raises IllegalMove and Stale."""
    return move(locked(forum, version), Move.CLOSE, by=by, now=now)
