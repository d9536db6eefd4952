"""Posts: published and taken off. What they say is changed in their record."""

from datetime import datetime

from django.db import transaction

from bulletins.actions import submissions
from bulletins.actions.pictures import InBulletin, are_in_bulletin, delete_files_of
from bulletins.choices import PostKind
from bulletins.models import Post
from network.models import User
from portal import audit

# What a post of each kind cannot be read without.
NEEDED: dict[str, tuple[str, ...]] = {
    PostKind.NEWS: ("body",),
    PostKind.BLOG: ("body",),
    PostKind.POLICY: ("what_changed", "what_it_means"),
    PostKind.PRACTICE: ("problem", "what_was_done", "stage", "theme", "setting"),
}


class PublishedAlready(Exception):
    """Somebody else published it."""


class NotPublished(Exception):
    """It is a draft, or was taken off already."""


class NotReady(Exception):
    """It lacks what readers of its kind need."""


class Changed(Exception):
    """It was saved after it was looked at."""


class NotADraft(Exception):
    """It was published once: it can be taken off, not deleted."""


def missing_of(post: Post) -> list[str]:
    """The names of the fields that are empty and must not be when it is published."""
    return [name for name in NEEDED[post.kind] if not getattr(post, name).strip()]


@transaction.atomic
def publish(*, post: Post, seen: str, by: User, now: datetime) -> Post:
    """Show it to its readers. What was taken off keeps its address and its first date.

    `seen` is the `version` of what was looked at. The member whose news it was made of is told,
    the first time. Raises PublishedAlready, Changed or NotReady.
    """
    row = _lock(post)
    if row.is_published:
        raise PublishedAlready
    if seen != row.version:
        raise Changed
    if missing_of(row):
        raise NotReady
    row = _move(row, Post.State.PUBLISHED, "post.publish", by=by, now=now)
    submissions.published_as_post(post=row, by=by, now=now)
    return row


@transaction.atomic
def withdraw(*, post: Post, by: User, now: datetime) -> Post:
    """Take it off all pages and the feed. Raises NotPublished.

    The member whose news it was made of is told.
    """
    row = _lock(post)
    if not row.is_published:
        raise NotPublished
    row = _move(row, Post.State.WITHDRAWN, "post.withdraw", by=by, now=now)
    submissions.taken_off_as_post(post=row, now=now)
    return row


@transaction.atomic
def delete_draft(*, post: Post, by: User, now: datetime) -> None:
    """Remove what was never published, with its pictures. Raises NotADraft or InBulletin."""
    row = _lock(post)
    if row.published_at is not None:
        raise NotADraft
    if are_in_bulletin(row.pictures.all()):
        raise InBulletin
    audit.record(by=by, action="post.delete", target=row, old={"slug": row.slug}, now=now)
    delete_files_of(row)
    row.delete()


def _lock(post: Post) -> Post:
    return Post.objects.select_for_update(no_key=True).get(pk=post.pk)


def _move(row: Post, state: Post.State, action: str, *, by: User, now: datetime) -> Post:
    old, row.state = row.state, state
    row.published_at = row.published_at or now
    row.changed_at = now
    row.save(update_fields=["state", "published_at", "changed_at"])
    new = {"state": state.value, "for_members": row.is_for_members}
    audit.record(by=by, action=action, target=row, old={"state": old}, new=new, now=now)
    return row
