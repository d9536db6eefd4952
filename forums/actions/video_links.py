"""How to get in online: the log knows that it was changed, never what it is."""

from datetime import datetime

from django.db import transaction

from forums.actions.moving import locked
from forums.actions.organising import touch
from forums.models import Forum, JoiningLink
from network.models import User
from portal import audit


@transaction.atomic
def set_link(
    *, forum: Forum, version: int, url: str, dial_in: str, by: User, now: datetime
) -> None:
    """Set the video link and the number to dial; neither: there is no way in. Raises Stale."""
    row = locked(forum, version)
    known = JoiningLink.objects.filter(forum=row).first()
    old = (known.url, known.dial_in) if known else ("", "")
    if old == (url, dial_in):
        return
    if url or dial_in:
        said = {"url": url, "dial_in": dial_in, "changed_at": now, "changed_by": by}
        JoiningLink.objects.update_or_create(forum=row, defaults=said)
    elif known:
        known.delete()
    touch(row, now)
    new = {"has_link": bool(url), "has_number": bool(dial_in)}
    audit.record(by=by, action="forum.joining-link", target=row, new=new, now=now)
