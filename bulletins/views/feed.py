"""Public posts as an Atom feed (RFC 4287)."""

import hashlib
import re
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from bulletins.models import Post
from bulletins.models.posts import PostQuerySet
from portal.letters import absolute

MOST = 25
# What is outside of Char in XML 1.0, 2.2; and its control characters.
_NOT_IN_XML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _newest() -> PostQuerySet:
    return Post.objects.public().newest_first()


class NewsFeed(Feed):
    """Addresses are those of the site's own host, whatever the request said."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Race and Justice Network: news")

    author_name = title

    def subtitle(self) -> str:
        return _("News, blogs, policy updates and practice examples")

    def link(self) -> str:
        return absolute("bulletins:news")

    def feed_url(self) -> str:
        return absolute("bulletins:feed")

    def items(self) -> PostQuerySet:
        return _newest().select_related("organisation").defer("body", "searched")[:MOST]

    def item_link(self, item: Post) -> str:
        return absolute("bulletins:post", item.slug)

    def item_title(self, item: Post) -> str:
        """Text, which a feed's reader shows as it is."""
        return _readable(item.title)

    def item_description(self, item: Post) -> str:
        """HTML, as Django declares it."""
        return escape(_readable(item.summary))

    def item_author_name(self, item: Post) -> str:
        return _readable(item.byline or str(item.organisation or self.title()))

    def item_categories(self, item: Post) -> list[str]:
        return [item.get_kind_display()]

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.changed_at


def _readable(text: str) -> str:
    """Without control characters, and what else XML cannot hold."""
    return _NOT_IN_XML.sub(" ", text)


def _fingerprint(_request: HttpRequest, **_kwargs: Any) -> str:
    """Changes with whatever the feed shows: which posts, and when each was changed last."""
    rows = _newest().values_list("pk", "changed_at", "organisation__name")[:MOST]
    seen = "".join(f"{pk} {changed.isoformat()} {name}\n" for pk, changed, name in rows)
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


@login_not_required
@require_safe
@condition(etag_func=_fingerprint)
def feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)
