"""Digests of news: made when they are due, from what was published since the last one."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bulletins.actions import moving
from bulletins.choices import BulletinKind
from bulletins.digest_rules import DIGESTS, REACHES_BACK, is_in_time, last_due, period_slug
from bulletins.models import Bulletin, BulletinSettings, Item, Post
from bulletins.models.lists import members_wanting
from portal import audit
from portal.letters import absolute


def make_due(*, now: datetime) -> list[Bulletin]:
    """Make and schedule the digests that are due and not made; return them. Off by default.

    None is made without news, or without anybody who asked for it.
    """
    if not BulletinSettings.current().sends_digests:
        return []
    made = [_make(kind, last_due(kind, now), now) for kind in DIGESTS]
    return [digest for digest in made if digest]


@transaction.atomic
def _make(kind: BulletinKind, due: datetime, now: datetime) -> Bulletin | None:
    """Of two calls at once one makes it: the other waits for its slug, and finds it taken."""
    slug = period_slug(kind, due)
    if not is_in_time(due, now) or Bulletin.objects.filter(slug=slug).exists():
        return None
    posts = list(_news(kind, due))
    if not posts or not members_wanting(kind, now).exists():
        return None
    digest, is_new = Bulletin.objects.get_or_create(slug=slug, defaults=_head(kind, due))
    if not is_new:
        return None
    audit.record(by=None, action="bulletin.make-digest", target=digest, now=now)
    _fill(digest, posts)
    digest = moving.approve(bulletin=digest, by=None, now=now)
    return moving.schedule(bulletin=digest, at=now, by=None, now=now)


def _news(kind: BulletinKind, due: datetime) -> QuerySet[Post]:
    """Published since the last digest of this kind was due, up to now's; oldest first."""
    since = due - REACHES_BACK[kind]
    digests = Bulletin.objects.filter(kind=kind, corrects=None, approved_at__isnull=False)
    before = digests.order_by("-approved_at").values_list("approved_at", flat=True).first()
    if before:
        since = max(since, last_due(kind, before))
    posts = Post.objects.published().filter(published_at__gt=since, published_at__lte=due)
    return posts.order_by("published_at", "pk")


def _head(kind: BulletinKind, due: datetime) -> dict[str, object]:
    day = date_format(localtime(due), "DATE_FORMAT")
    subjects = {
        BulletinKind.WEEKLY_DIGEST: _("News of the week, %(day)s"),
        BulletinKind.MONTHLY_DIGEST: _("News of the month, %(day)s"),
    }
    return {
        "kind": kind,
        "subject": subjects[kind] % {"day": day},
        "introduction": _("What has been published since the last digest, as you asked."),
        "goes_to_members": True,
        "goes_to_sector": False,
    }


def _fill(digest: Bulletin, posts: list[Post]) -> None:
    section = digest.sections.create(heading=_("News"))
    Item.objects.bulk_create(
        Item(
            section=section,
            title=post.title,
            text=post.summary,
            link=absolute("bulletins:post", post.slug),
            is_for_members=post.is_for_members,
            post=post,
            position=place,
        )
        for place, post in enumerate(posts, start=1)
    )
