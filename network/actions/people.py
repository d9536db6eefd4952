"""People working on one application together: invite, accept, take back."""

from datetime import datetime, timedelta

from django.db import transaction

from network import mail
from network.actions.applying import NotEditable
from network.actions.moves import lock
from network.models import Application, ApplicationPerson, Invitation, User
from network.models.applications import EDITABLE_STATES
from portal import audit, outbox
from portal.tokens import hash_token, new_token

INVITATION_LIVES = timedelta(days=14)


class AlreadyThere(Exception):
    """The invited address belongs to somebody who already works on the application."""


class WrongAddress(Exception):
    """The invitation was made for another address than the signed-in person's."""


class InvitationOver(Exception):
    """The invitation was used, taken back, or has run out."""


@transaction.atomic
def invite(*, application: Application, email: str, by: User, now: datetime) -> Invitation:
    """Invite an address to an application; a second invitation replaces the first.

    Raises NotEditable once the application cannot be changed, AlreadyThere for its people.
    """
    email = email.strip().lower()
    locked = lock(application)
    if locked.state not in EDITABLE_STATES:
        raise NotEditable
    if locked.people.filter(user__email=email).exists():
        raise AlreadyThere
    waiting = locked.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    waiting.filter(email=email).update(revoked_at=now)
    token = new_token()
    invitation = Invitation.objects.create(
        application=locked,
        email=email,
        token_hash=token.hash,
        invited_by=by,
        created_at=now,
        expires_at=now + INVITATION_LIVES,
    )
    outbox.enqueue_credential(
        cause=f"invitation:{invitation.pk}",
        letter=mail.invitation(invitation, secret=token.secret),
        expires_at=invitation.expires_at,
        now=now,
    )
    audit.record(by=by, action="invitation.send", target=locked, now=now)
    return invitation


def find_invitation(secret: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link's secret, as long as it can be accepted; else None."""
    return (
        Invitation.objects.usable(now)
        .select_related("application", "invited_by")
        .filter(token_hash=hash_token(secret), application__state__in=EDITABLE_STATES)
        .first()
    )


@transaction.atomic
def accept(*, invitation: Invitation, by: User, now: datetime) -> ApplicationPerson:
    """Join the application; raises WrongAddress or InvitationOver.

    An invitation is over as well once the application cannot be edited any more.
    """
    application = lock(invitation.application)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.email != by.email:
        raise WrongAddress
    is_usable = Invitation.objects.usable(now).filter(pk=locked.pk).exists()
    if not is_usable or application.state not in EDITABLE_STATES:
        raise InvitationOver
    locked.accepted_at = now
    locked.save(update_fields=["accepted_at"])
    person, _created = ApplicationPerson.objects.get_or_create(
        application=locked.application,
        user=by,
        defaults={"role": ApplicationPerson.Role.COLLEAGUE, "added_at": now},
    )
    audit.record(by=by, action="invitation.accept", target=locked.application, now=now)
    return person


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, now: datetime) -> bool:
    """Take an invitation back; return whether it was still waiting."""
    done = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now)
    if done:
        audit.record(by=by, action="invitation.revoke", target=invitation.application, now=now)
    return bool(done)
