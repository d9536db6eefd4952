"""Beginning a forum, changing it, opening it to members, and calling it off."""

from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from forums.actions import announcing, moving
from forums.actions.moving import locked
from forums.models import AgendaItem, Forum, JoiningLink, Summary
from forums.opening_rules import Setting, obstacles
from forums.preset_agenda import PRESETS
from forums.states import Move, State
from network.models import User
from portal import audit

LONG_TEXTS = ("about", "venue_access")  # of which the log keeps only that they changed
WHERE = frozenset({"starts_at", "ends_at", "venue", "venue_address", "is_online"})


class NotReady(Exception):
    """It cannot be opened yet: `reasons` in words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class TooEarly(Exception):
    """It is not over yet."""


class Settled(Exception):
    """It is closed or cancelled, or was held: this cannot be changed any more."""


@dataclass(frozen=True)
class Details:
    """All that is said of a forum but its agenda."""

    title: str
    slug: str
    about: str
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    venue_address: str = ""
    venue_access: str = ""
    is_online: bool = True
    notes_until: date | None = None


def touch(row: Forum, now: datetime) -> None:
    """Somebody changed something of a locked forum: an older page is stale from now on."""
    row.version += 1
    row.changed_at = now
    row.save(update_fields=["version", "changed_at"])


@transaction.atomic
def begin(*, details: Details, by: User, now: datetime) -> Forum:
    """A draft with the usual agenda. Raises IntegrityError for an address that is taken."""
    forum = Forum.objects.create(**asdict(details), created_at=now, changed_at=now)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            forum=forum,
            position=position,
            title=str(preset.title),
            about=str(preset.about),
            minutes=preset.minutes,
            rule=preset.rule,
            is_break=preset.is_break,
        )
        for position, preset in enumerate(PRESETS, start=1)
    )
    audit.record(by=by, action="forum.begin", target=forum, new={"slug": forum.slug}, now=now)
    return forum


@transaction.atomic
def change(*, forum: Forum, version: int, details: Details, by: User, now: datetime) -> int:
    """Say something else of a forum; return how many were told that it is moved.

    Who comes is told of another day or place. Settled for what is `settled`, and for a forum that
    is closed or cancelled. Raises Stale, and IntegrityError for an address taken.
    """
    was = locked(forum, version)
    changed = _changed(was, details)
    if was.state in (State.CLOSED, State.CANCELLED) or settled(was, now) & set(changed):
        raise Settled
    if not changed:
        return 0
    row = as_changed(was, details)
    row.changed_at, row.version = now, was.version + 1
    row.save()
    old = {name: getattr(was, name) for name in changed}
    audit.record(
        by=by, action="forum.change", target=row, old=_brief(old), new=_brief(changed), now=now
    )
    return announcing.tell_moved(row, was=was, now=now)


def as_changed(forum: Forum, details: Details) -> Forum:
    """The forum as it would stand, unsaved."""
    row = copy(forum)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    return row


def _changed(row: Forum, details: Details) -> dict[str, Any]:
    return {name: value for name, value in asdict(details).items() if getattr(row, name) != value}


def settled(forum: Forum, now: datetime) -> frozenset[str]:
    """Which details are not changed any more, by name.

    What members know keeps its address, what has begun its beginning, as the rules of its items
    stand from then on, and what took place its day and place. How long notes of it are kept is
    said with the notes.
    """
    if forum.state == State.DRAFT:
        return frozenset()
    if forum.state == State.OPEN:
        return frozenset({"slug", "starts_at"} if forum.starts_at <= now else {"slug"})
    return WHERE | {"slug", "notes_until"}


def _brief(values: dict[str, Any]) -> dict[str, Any]:
    return {name: "…" if name in LONG_TEXTS else value for name, value in values.items()}


def setting_of(forum: Forum) -> Setting:
    """What there is of it, for `forums.opening_rules`. Two queries."""
    return Setting(
        starts_at=forum.starts_at,
        items=forum.items.count(),
        is_online=forum.is_online,
        has_place=bool(forum.venue),
        has_link=forum.is_online and JoiningLink.objects.filter(forum=forum).exists(),
    )


@transaction.atomic
def open_to_members(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """Members see it and say whether they come. Raises Stale, IllegalMove and NotReady."""
    row = moving.open_to_members(forum=forum, version=version, by=by, now=now)
    if reasons := obstacles(setting_of(row), now):
        raise NotReady(reasons)
    return row


@transaction.atomic
def hold(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """It took place, and is over. Raises Stale, IllegalMove and TooEarly."""
    row = moving.hold(forum=forum, version=version, by=by, now=now)
    if not row.is_over(now):
        raise TooEarly
    return row


@transaction.atomic
def reopen(*, forum: Forum, version: int, by: User, now: datetime) -> Forum:
    """Work on a closed forum again: its ticks and its summary.

    Raises Stale and IllegalMove, and Settled where its summary is agreed.
    """
    row = moving.move(locked(forum, version), Move.REOPEN, by=by, now=now)
    if has_agreed_summary(row):
        raise Settled
    return row


def has_agreed_summary(forum: Forum) -> bool:
    """One query."""
    return Summary.objects.filter(forum=forum, agreed_at__isnull=False).exists()


@transaction.atomic
def cancel(*, forum: Forum, version: int, why: str, by: User, now: datetime) -> int:
    """It does not take place; return how many were told. Raises Stale and IllegalMove."""
    more = {"cancelled_at": now, "cancelled_why": why}
    row = moving.move(locked(forum, version), Move.CANCEL, by=by, now=now, **more)
    return announcing.tell_cancelled(row, now=now)
