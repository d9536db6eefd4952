"""A person's private calendar link: made anew, or ended. The secret is returned once, not kept."""

from datetime import datetime

from django.db import transaction

from events.models import CalendarFeed
from network.models import User
from portal import audit
from portal.tokens import new_token


@transaction.atomic
def make_link(*, by: User, now: datetime) -> str:
    """A new link's secret for `by`; an earlier link stops at once."""
    token = new_token()
    CalendarFeed.objects.update_or_create(
        user=by, defaults={"token_hash": token.hash, "created_at": now}
    )
    audit.record(by=by, action="calendar.make-link", target=by, now=now)
    return token.secret


@transaction.atomic
def end_link(*, by: User, now: datetime) -> bool:
    """End the link of `by`; return whether there was one."""
    ended, _each = CalendarFeed.objects.filter(user=by).delete()
    if ended:
        audit.record(by=by, action="calendar.end-link", target=by, now=now)
    return bool(ended)
