"""Confidential notes: written sealed, opened with a trace, gone on their day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from forums.actions import moving
from forums.keeping import may_go_on
from forums.models import AgendaItem, Forum, Note
from network.models import User
from portal import audit
from portal.models import AuditEntry
from portal.sealing import seal, unseal

RIGHT = "forums.read_notes"
OPENED = "notes.opened"


class Refused(Exception):
    """No notes of this item can be written."""


class Sanctuary(Refused):
    """Nothing is written down of a sanctuary item."""


class NotKept(Refused):
    """The forum was not held yet, or the day of its notes has come."""


class NotThatDay(Exception):
    """The notes cannot be told to go on that day."""


class Stale(Exception):
    """Somebody saved these notes meanwhile; who wants to see them opens them by `look_at_one`."""


@dataclass(frozen=True)
class Opened:
    """Notes of one item, unsealed. Hold them no longer than it takes to show them."""

    note: Note
    text: str


@transaction.atomic
def look_at(*, forum: Forum, by: User, now: datetime) -> dict[int, Opened]:
    """The notes of a forum that this person may read, by their item's number.

    Writes down who opened them, and of which items, before anything is opened.
    """
    rows = Note.objects.visible_to(by, now=now).filter(item__forum=forum)
    return _opened(forum, list(rows.order_by("item__position", "item")), by, now)


@transaction.atomic
def look_at_one(*, item: AgendaItem, by: User, now: datetime) -> Opened | None:
    """The notes of one item, or None; written down as `look_at` does. Raises PermissionDenied."""
    _check_right(by)
    rows = Note.objects.visible_to(by, now=now).filter(item=item)
    return _opened(item.forum, list(rows), by, now).get(item.pk)


def _opened(forum: Forum, rows: list[Note], by: User, now: datetime) -> dict[int, Opened]:
    if rows:
        items = [row.item_id for row in rows]
        audit.record(by=by, action=OPENED, target=forum, new={"items": items}, now=now)
    return {row.item_id: Opened(row, unseal(bytes(row.sealed))) for row in rows}


@transaction.atomic
def write(*, item: AgendaItem, text: str, version: int, by: User, now: datetime) -> Note | None:
    """Keep the notes of an item, sealed, in the place of `version` (0: there were none).

    An empty text removes them. Pressing twice keeps them once. Raises PermissionDenied,
    Sanctuary, NotKept and Stale.
    """
    _check_right(by)
    row = _locked(item, now)
    kept = Note.objects.filter(item=row).first()
    if kept and kept.changed_by_id == by.pk and unseal(bytes(kept.sealed)) == text:
        return kept
    if (kept.version if kept else 0) != version:
        raise Stale
    if not text:
        _remove(row, kept, by, now)
        return None
    return _keep(row, kept, text, by, now)


def _locked(item: AgendaItem, now: datetime) -> AgendaItem:
    """The forum and then the item, locked, as its rule is now."""
    forum = moving.lock(item.forum)
    if not (forum.was_held and forum.keeps_notes(now)):
        raise NotKept
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if row.is_sanctuary:
        raise Sanctuary
    row.forum = forum
    return row


def _keep(item: AgendaItem, kept: Note | None, text: str, by: User, now: datetime) -> Note:
    note = kept or Note(item=item, version=0)
    note.rule, note.sealed = item.rule, seal(text)
    note.version += 1
    note.changed_at, note.changed_by = now, by
    note.save()
    _log("notes.write", item, note.version, by, now)
    return note


def _remove(item: AgendaItem, kept: Note | None, by: User, now: datetime) -> None:
    if kept:
        kept.delete()
        _log("notes.remove", item, kept.version, by, now)


def _log(action: str, item: AgendaItem, version: int, by: User, now: datetime) -> None:
    """Which item, by its number alone, and which version; never a word of them."""
    values = {"item": item.pk, "version": version}
    audit.record(by=by, action=action, target=item.forum, new=values, now=now)


@transaction.atomic
def let_go_on(*, forum: Forum, day: date, version: int, by: User, now: datetime) -> Forum:
    """Set the day on which the notes go. Raises PermissionDenied, NotKept, NotThatDay, Stale.

    `version` is the forum's as it was seen; Stale is `moving.Stale`.
    """
    _check_right(by)
    row = moving.lock(forum)
    if not (row.was_held and row.keeps_notes(now)):
        raise NotKept
    if row.version != version:
        raise moving.Stale(row)
    held_on, today = timezone.localdate(row.ends_at), timezone.localdate(now)
    if not may_go_on(day, held_on=held_on, today=today):
        raise NotThatDay
    old, row.notes_until = row.notes_until, day
    row.version, row.changed_at = row.version + 1, now
    row.save()
    values: list[Mapping[str, object]] = [{"notes_until": one} for one in (old, day)]
    audit.record(by=by, action="notes.until", target=row, old=values[0], new=values[1], now=now)
    return row


def forget(*, now: datetime) -> int:
    """Delete the notes whose day has come, and write down how many; return that number.

    Running it twice deletes nothing more.
    """
    forums = Forum.objects.filter(items__note__in=over(now)).distinct()
    return sum(_forget(forum, now) for forum in forums.order_by("pk"))


def over(now: datetime) -> models.QuerySet[Note]:
    """Notes whose day has come."""
    return Note.objects.filter(item__forum__notes_until__lte=timezone.localdate(now))


@transaction.atomic
def _forget(forum: Forum, now: datetime) -> int:
    row = moving.lock(forum)
    if row.keeps_notes(now):  # its day was moved meanwhile
        return 0
    count, _each = Note.objects.filter(item__forum=row).delete()
    if count:
        values = {"notes": count, "notes_until": row.notes_until}
        audit.record(by=None, action="notes.deleted", target=row, new=values, now=now)
    return count


def who_opened(forum: Forum) -> models.QuerySet[AuditEntry]:
    """The log's entries of who opened this forum's notes, the newest first."""
    about = AuditEntry.objects.filter(object_type=forum._meta.label, object_id=str(forum.pk))
    return about.filter(action=OPENED).order_by("-at", "-pk")


def _check_right(by: User) -> None:
    if not by.has_perm(RIGHT):
        raise PermissionDenied
