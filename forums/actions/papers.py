"""Papers of a forum: for staff at first; who else may have one is an act of its own."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from forums.actions import moving
from forums.choices import Circle
from forums.models import Forum, Paper
from forums.widening import is_wider
from network.actions.files import delete_after_commit, kept_file, sweep
from network.models import User
from network.uploads import Upload
from portal import audit
from portal.letters import one_line

FOLDER = "forums"  # of Paper.file, with one folder below it for each year
MOST = 50  # of a forum


class TooMany(Exception):
    """There are as many as a forum may have."""


class Gone(Exception):
    """Somebody removed it in the meantime."""


class Changed(Exception):
    """Who may have it was changed meanwhile: nothing was widened past what was looked at."""


@transaction.atomic
def add(
    *, forum: Forum, title: str, upload: Upload, key: uuid.UUID, by: User, now: datetime
) -> Paper:
    """Keep an inspected file, for staff alone; the same `key` adds nothing more.

    Raises TooMany, and OSError for a full disk: then nothing is kept.
    """
    row = moving.lock(forum)
    if (known := row.papers.filter(key=key).first()) is not None:
        return known
    if row.papers.count() >= MOST:
        raise TooMany
    last = row.papers.aggregate(last=Max("position"))["last"] or 0
    paper = Paper(forum=row, key=key, title=one_line(title), position=last + 1)
    paper.added_at, paper.added_by = now, by
    with kept_file(FOLDER, upload, now) as stored:
        paper.file.name, paper.name = stored, upload.clean_name
        paper.content_type, paper.size = upload.content_type, len(upload.data)
        paper.save()
        new = {"title": paper.title}
        audit.record(by=by, action="paper.add", target=paper, new=new, now=now)
    return paper


@transaction.atomic
def rename(*, paper: Paper, title: str, by: User, now: datetime) -> None:
    """Raises Gone."""
    row, old = _locked(paper), paper.title
    row.title = one_line(title)
    if row.title != old:
        row.save(update_fields=["title"])
        new = {"title": row.title}
        audit.record(by=by, action="paper.change", target=row, old={"title": old}, new=new, now=now)


@transaction.atomic
def show_to(*, paper: Paper, circle: Circle, was: str, by: User, now: datetime) -> None:
    """Say who may have it; to widen, `was` must be what it still is. Raises Gone and Changed."""
    row = _locked(paper)
    old = row.shown_to
    if old == circle:
        return
    if is_wider(circle, old) and old != was:
        raise Changed
    row.shown_to = circle
    row.save(update_fields=["shown_to"])
    act = "paper.widen" if is_wider(circle, old) else "paper.narrow"
    audit.record(
        by=by, action=act, target=row, old={"shown_to": old}, new={"shown_to": circle}, now=now
    )


@transaction.atomic
def move(*, paper: Paper, up: bool, by: User, now: datetime) -> None:
    """One place up or down, if there is one. Raises Gone."""
    row = _locked(paper)
    order = list(Paper.objects.filter(forum=row.forum_id).order_by("position", "pk"))
    here = order.index(row)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    _number(order)
    audit.record(by=by, action="paper.move", target=row, new={"place": there + 1}, now=now)


def _number(order: Sequence[Paper]) -> None:
    for position, row in enumerate(order, start=1):
        row.position = position
    Paper.objects.bulk_update(order, ["position"])


@transaction.atomic
def remove(*, paper: Paper, by: User, now: datetime) -> None:
    """Remove row and file; the file only once the row is gone for good. Raises Gone."""
    row = _locked(paper)
    old = {"title": row.title, "shown_to": row.shown_to}
    audit.record(by=by, action="paper.remove", target=row, old=old, now=now)
    delete_after_commit([str(row.file.name)])
    row.delete()


def sweep_files(*, now: datetime) -> int:
    """Delete files over 24 hours old that no paper names; return how many."""
    return sweep(FOLDER, Paper.objects.all(), now)


def _locked(paper: Paper) -> Paper:
    moving.lock(paper.forum)
    row = Paper.objects.filter(pk=paper.pk).first()
    if row is None:
        raise Gone
    return row
