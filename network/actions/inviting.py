"""Personal links for one address: sent, accepted and taken back, whatever they lead into."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from network.choices import Source
from network.models import User
from network.models.invitations import PersonalInvitation
from portal import audit, outbox
from portal.tokens import hash_token, new_token

INVITATION_LIVES = timedelta(days=14)


class AlreadyThere(Exception):
    """The invited address belongs to somebody who is in already."""


class WrongAddress(Exception):
    """The invitation was made for another address than the signed-in person's."""


class InvitationOver(Exception):
    """The invitation was used, taken back, or has run out."""


def send(
    invitations: Any,
    *,
    email: str,
    by: User,
    now: datetime,
    letter: Callable[..., outbox.Letter],
    source: str = Source.SITE,
    **fields: Any,
) -> Any:
    """Make one of `invitations` (a related manager) in place of the address's open one; mail it.

    `fields` are what its kind has beside the address. Call it under the lock of what it leads into.
    """
    invitations.open().filter(email=email).update(revoked_at=now)
    token = new_token()
    invitation = invitations.create(
        email=email,
        token_hash=token.hash,
        invited_by=by,
        created_at=now,
        expires_at=now + INVITATION_LIVES,
        **fields,
    )
    outbox.enqueue_credential(
        cause=f"{invitation._meta.model_name}:{invitation.pk}",
        letter=letter(invitation, secret=token.secret),
        expires_at=invitation.expires_at,
        now=now,
    )
    new = {"source": source, **fields}
    audit.record(by=by, action="invitation.send", target=invitation.target, new=new, now=now)
    return invitation


def find(invitations: Any, secret: str, *, now: datetime) -> Any:
    """The one of `invitations` behind a link's secret while it can be accepted; else None."""
    usable = invitations.usable(now).select_related("invited_by")
    return usable.filter(token_hash=hash_token(secret)).first()


def claim[Kind: PersonalInvitation](invitation: Kind, *, by: User, now: datetime) -> Kind:
    """Mark an invitation as accepted; return it, locked. Raises WrongAddress or InvitationOver.

    Call it under the lock of what it leads into.
    """
    rows: Any = type(invitation)._default_manager
    locked: Kind = rows.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.email != by.email:
        raise WrongAddress
    if not rows.usable(now).filter(pk=locked.pk).exists():
        raise InvitationOver
    locked.accepted_at = now
    locked.save(update_fields=["accepted_at"])
    audit.record(by=by, action="invitation.accept", target=locked.target, now=now)
    return locked


@transaction.atomic
def revoke(*, invitation: PersonalInvitation, by: User, now: datetime) -> bool:
    """Take an invitation back; return whether it was still waiting."""
    rows: Any = type(invitation)._default_manager
    done = rows.open().filter(pk=invitation.pk).update(revoked_at=now)
    if done:
        audit.record(by=by, action="invitation.revoke", target=invitation.target, now=now)
    return bool(done)
