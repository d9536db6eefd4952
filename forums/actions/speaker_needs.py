"""What speakers need on the day: looked at by few, each look written down, soon deleted."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from forums.models import Forum, Speaker
from forums.states import State
from network.models import User
from portal import audit
from portal.sealing import unseal

KEPT_AFTER = timedelta(days=30)  # after the forum: what the words of consent promise
RIGHT = "forums.run_forum"


@transaction.atomic
def look_at(*, forum: Forum, by: User, now: datetime) -> dict[int, str]:
    """What speakers said they need, by their number; written down before it is opened.

    How many looked at, not whose: who reads the log may not know who has needs.
    Raises PermissionDenied without the right to run forums.
    """
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    rows = list(Speaker.objects.filter(forum=forum).exclude(needs=b"").order_by("name", "pk"))
    if rows:
        new = {"speakers": len(rows)}
        audit.record(by=by, action="needs.looked-at", target=forum, new=new, now=now)
    return {row.pk: unseal(bytes(row.needs)) for row in rows}


def forget(*, now: datetime) -> int:
    """Delete needs 30 days after their forum, and of forums that do not come about.

    Returns how many; running it twice deletes nothing more.
    """
    over = Q(forum__ends_at__lte=now - KEPT_AFTER) | Q(forum__state=State.CANCELLED)
    return (
        Speaker.objects.filter(over)
        .exclude(needs=b"")
        .update(needs=b"", needs_consented_at=None, needs_consent_wording="")
    )
