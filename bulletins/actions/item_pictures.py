"""Pictures of items: made light as those of posts, each with words of its own."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from bulletins.actions.pictures import FOLDER
from bulletins.light import light
from bulletins.models import Picture
from network.actions.files import delete_after_commit, kept_file
from network.models import User
from network.uploads import RefusedUpload, Upload, inspect


@transaction.atomic
def keep(
    *, upload: Upload, alternative: str, credit: str = "", by: User | None, now: datetime
) -> Picture:
    """An inspected picture, made light. Raises OSError for a full disk."""
    made = light(upload)
    with kept_file(FOLDER, made.upload, now) as stored:
        return Picture.objects.create(
            file=stored,
            content_type=made.upload.content_type,
            size=len(made.upload.data),
            width=made.width,
            height=made.height,
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
