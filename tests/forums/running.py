"""What tests of running forums share."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from forums.actions.organising import Details
from forums.models import Forum

ADMIN = "/admin/forums/forum"
PLACE = {"venue": "Example Hall", "venue_address": "1 Example Street"}


def url(forum: Forum, page: str = "change/") -> str:
    return f"{ADMIN}/{forum.pk}/{page}"


def press(client: Client, forum: Forum, page: str, **data: Any) -> Any:
    """POST with the version that is shown now, or with the one given."""
    forum.refresh_from_db()
    return client.post(url(forum, page), {"version": forum.version} | data)


def details(**fields: Any) -> Details:
    """A forum of two hours, four weeks ahead."""
    starts_at = fields.pop("starts_at", timezone.now() + timedelta(days=28))
    values = {
        "title": "Forum, autumn 2026",
        "slug": "forum-autumn-2026",
        "about": "We meet.",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "venue": "Example Hall",
    }
    return Details(**values | fields)


def details_of(forum: Forum, **fields: Any) -> Details:
    """What is said of a forum, but for `fields`."""
    names = Details.__dataclass_fields__
    return Details(**{name: getattr(forum, name) for name in names} | fields)


def typed(**fields: Any) -> dict[str, Any]:
    """What is posted to begin a forum."""
    day = timezone.localdate() + timedelta(days=28)
    values = {
        "title": "Forum, autumn 2026",
        "slug": "forum-autumn-2026",
        "about": "We meet.",
        "starts_at": f"{day}T10:00",
        "ends_at": f"{day}T13:00",
        "venue": "Example Hall",
        "is_online": "on",
    }
    return values | fields
