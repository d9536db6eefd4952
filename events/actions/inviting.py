"""Asking contributors, by a personal link; and what staff may see of their needs."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from events import letters
from events.models import Contributor, Event
from network.models import User
from portal import audit, outbox
from portal.sealing import unseal
from portal.tokens import new_token

RIGHT = "events.view_needs"
State = Contributor.State


class NoAddress(Exception):
    """The contributor has no e-mail address that a link could go to."""


class EventOver(Exception):
    """The event is over or cancelled: nobody is asked any more."""


@transaction.atomic
def invite(*, contributor: Contributor, by: User, now: datetime) -> Contributor:
    """Send a contributor the link to their own page; a link sent before stops working.

    Who has accepted already stays accepted; everybody else is asked anew. The link works until
    the event is over. Raises NoAddress or EventOver.
    """
    row = (
        Contributor.objects.select_related("event")
        .select_for_update(of=("self",))
        .get(pk=contributor.pk)
    )
    if row.event.is_over(now) or row.event.state == Event.State.CANCELLED:
        raise EventOver
    if not row.email:
        raise NoAddress
    token = new_token()
    row.token_hash, row.invited_at = token.hash, now
    if row.state != State.ACCEPTED:
        row.state, row.answered_at = State.INVITED, None
    row.save(update_fields=["token_hash", "invited_at", "state", "answered_at"])
    outbox.enqueue_credential(
        cause=f"contributor:{row.pk}:{now.isoformat()}",
        letter=letters.contributor_invitation(row, secret=token.secret),
        expires_at=row.event.ends_at,
        now=now,
    )
    audit.record(by=by, action="contributor.invite", target=row, now=now)
    return row


def look_at_needs(*, event: Event, by: User, now: datetime) -> dict[int, str]:
    """What contributors said they need, by their number; written down before it is opened.

    Raises PermissionDenied without the right to see needs.
    """
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    rows = list(Contributor.objects.filter(event=event).exclude(needs=b"").order_by("name", "pk"))
    if rows:
        new = {"contributors": [row.pk for row in rows]}
        audit.record(by=by, action="needs.looked-at", target=event, new=new, now=now)
    return {row.pk: unseal(bytes(row.needs)) for row in rows}
