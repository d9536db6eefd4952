"""Pictures of posts: added, described, put in order, removed with their files."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from bulletins.light import LightPicture
from bulletins.models import Item, Picture, Post
from bulletins.states import FROZEN
from network.actions.files import delete_after_commit, kept_file, sweep
from network.models import User
from portal import audit
from portal.ordering import number, swapped

FOLDER = "pictures"  # of Picture.file, with one folder below it for each year
MOST = 12  # of a post


class TooMany(Exception):
    """There are as many as a post may have."""


class Gone(Exception):
    """Somebody removed it in the meantime."""


class InBulletin(Exception):
    """A bulletin that is approved or sent shows it."""


@dataclass(frozen=True)
class About:
    """What is said of a picture: in words for those who do not see it, and who made it."""

    alternative: str
    credit: str = ""


@transaction.atomic
def add(
    *, post: Post, about: About, picture: LightPicture, key: uuid.UUID, by: User, now: datetime
) -> Picture:
    """Keep a picture at the end of the post's; the same `key` adds nothing more.

    Raises Gone, TooMany, and OSError for a full disk: then nothing is kept.
    """
    _lock(post)
    if (known := post.pictures.filter(key=key).first()) is not None:
        return known
    found = post.pictures.aggregate(last=Max("position", default=0))
    if post.pictures.count() >= MOST:
        raise TooMany
    if Picture.objects.filter(key=key).exists():  # another post's: a form made by hand
        key = uuid.uuid4()
    row = Picture(post=post, key=key, position=found["last"] + 1, added_by=by, added_at=now)
    with kept_file(FOLDER, picture.upload, now) as stored:
        _fill(row, about, picture, stored).save()
        audit.record(by=by, action="picture.add", target=row, new={"post": post.pk}, now=now)
    return row


def _fill(row: Picture, about: About, picture: LightPicture, stored: str) -> Picture:
    row.file.name, row.size = stored, len(picture.upload.data)
    row.content_type = picture.upload.content_type
    row.width, row.height = picture.width, picture.height
    row.alternative, row.credit = about.alternative, about.credit
    return row


@transaction.atomic
def describe(*, picture: Picture, about: About, by: User, now: datetime) -> Picture:
    """Say something else of it. Raises Gone."""
    row = _locked(picture)
    new = asdict(about)
    old = {name: getattr(row, name) for name in new}
    if old != new:
        row.alternative, row.credit = about.alternative, about.credit
        row.save(update_fields=["alternative", "credit"])
        audit.record(by=by, action="picture.describe", target=row, old=old, new=new, now=now)
    return row


@transaction.atomic
def move(*, picture: Picture, up: bool, by: User, now: datetime) -> None:
    """One place up or down among the post's, if there is one. Raises Gone."""
    row = _locked(picture)
    order = list(Picture.objects.filter(post=row.post_id).in_order())
    if swapped(order, order.index(row), up=up):
        number(order)
        new = {"place": order.index(row) + 1}
        audit.record(by=by, action="picture.move", target=row, new=new, now=now)


@transaction.atomic
def remove(*, picture: Picture, by: User, now: datetime) -> None:
    """Remove row and file; the file only once the row is gone for good.

    Raises Gone, and InBulletin for what mails show that are written or sent already.
    """
    row = _locked(picture)
    if are_in_bulletin([row]):
        raise InBulletin
    old = {"post": row.post_id, "alternative": row.alternative}
    audit.record(by=by, action="picture.remove", target=row, old=old, now=now)
    delete_after_commit([str(row.file.name)])
    row.delete()


def are_in_bulletin(rows: Iterable[Picture]) -> bool:
    """Whether a bulletin that is approved or sent shows any of them."""
    frozen = Item.objects.filter(section__bulletin__state__in=sorted(FROZEN))
    return frozen.filter(picture__in=rows).exists()


def _lock(post: Post) -> None:
    """One at a time for each post, so that numbers and order are what was looked at."""
    if Post.objects.select_for_update(no_key=True).filter(pk=post.pk).first() is None:
        raise Gone


def _locked(picture: Picture) -> Picture:
    if picture.post:
        _lock(picture.post)
    row = Picture.objects.filter(pk=picture.pk).first()
    if row is None:
        raise Gone
    return row


def delete_files_of(post: Post) -> None:
    """For a post that is about to be deleted: its files go once it has gone."""
    delete_after_commit(post.pictures.values_list("file", flat=True))


def sweep_files(*, now: datetime) -> int:
    """Delete files over 24 hours old that no picture names; return how many."""
    return sweep(FOLDER, Picture.objects.all(), now)
