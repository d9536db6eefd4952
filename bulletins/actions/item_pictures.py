"""Pictures of items: kept at a size that suits a mail, under a name that nobody guesses."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from bulletins.models import Picture
from network.actions.files import delete_after_commit, kept_file
from network.models import User
from network.uploads import Kind, RefusedUpload, Upload, inspect

FOLDER = "pictures"  # of Picture.file, with one folder below it for each year
WIDEST = 1200  # pixels: twice the column of a mail, for sharp screens
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}


@transaction.atomic
def keep(
    *, upload: Upload, alternative: str, credit: str = "", by: User | None, now: datetime
) -> Picture:
    """An inspected picture, made no wider than `WIDEST`. Raises OSError for a full disk."""
    smaller, (width, height) = _fitted(upload)
    with kept_file(FOLDER, smaller, now) as stored:
        return Picture.objects.create(
            file=stored,
            content_type=smaller.content_type,
            size=len(smaller.data),
            width=width,
            height=height,
            alternative=alternative,
            credit=credit,
            added_at=now,
            added_by=by,
        )


def keep_stored(
    *, name: str, alternative: str, credit: str = "", by: User | None, now: datetime
) -> Picture | None:
    """A copy of a picture that lies in the storage already, of a post or a submission.

    None if it cannot be read any more. Raises OSError for a full disk.
    """
    try:
        with default_storage.open(name) as file:
            upload = inspect(file.read(), name.rpartition("/")[2])
    except (OSError, RefusedUpload):
        return None
    return keep(upload=upload, alternative=alternative, credit=credit, by=by, now=now)


def copied(
    picture: Picture, *, alternative: str = "", by: User | None, now: datetime
) -> Picture | None:
    """One of its own for an item, with other words if there are any; as `keep_stored`."""
    return keep_stored(
        name=str(picture.file.name),
        alternative=alternative or picture.alternative,
        credit=picture.credit,
        by=by,
        now=now,
    )


def reworded(
    picture: Picture, alternative: str, *, by: User | None, now: datetime
) -> Picture | None:
    """The picture of an item with other words; a copy where something else shows it as well."""
    if picture.post_id or picture.items.count() > 1:
        return copied(picture, alternative=alternative, by=by, now=now)
    picture.alternative = alternative
    picture.save(update_fields=["alternative"])
    return picture


def let_go(picture: Picture | None) -> None:
    """Delete a picture that nothing shows any more, and its file once that is certain."""
    if picture is None or picture.post_id or picture.items.exists():
        return
    delete_after_commit([str(picture.file.name)])
    picture.delete()


def _fitted(upload: Upload) -> tuple[Upload, tuple[int, int]]:
    picture: Image.Image = Image.open(BytesIO(upload.data), formats=[FORMATS[upload.kind]])
    if picture.width <= WIDEST:
        return upload, picture.size
    picture.thumbnail((WIDEST, picture.height))
    out = BytesIO()
    picture.save(out, FORMATS[upload.kind], quality=85, optimize=True)
    return replace(upload, data=out.getvalue()), picture.size
