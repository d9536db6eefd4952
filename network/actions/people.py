"""People working on one application together: invite, accept."""

from datetime import datetime

from django.db import transaction

from network import mail
from network.actions import inviting
from network.actions.applying import NotEditable
from network.actions.inviting import AlreadyThere, InvitationOver
from network.actions.moves import lock
from network.models import Application, ApplicationPerson, Invitation, User
from network.models.applications import EDITABLE_STATES


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
    sent: Invitation = inviting.send(
        locked.invitations, email=email, by=by, now=now, letter=mail.invitation
    )
    return sent


def find_invitation(secret: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link's secret, as long as it can be accepted; else None."""
    open_ones = Invitation.objects.filter(application__state__in=EDITABLE_STATES)
    found: Invitation | None = inviting.find(
        open_ones.select_related("application"), secret, now=now
    )
    return found


@transaction.atomic
def accept(*, invitation: Invitation, by: User, now: datetime) -> ApplicationPerson:
    """Join the application; raises WrongAddress or InvitationOver.

    An invitation is over as well once the application cannot be edited any more.
    """
    application = lock(invitation.application)
    claimed = inviting.claim(invitation, by=by, now=now)
    if application.state not in EDITABLE_STATES:
        raise InvitationOver
    person, _created = ApplicationPerson.objects.get_or_create(
        application=claimed.application,
        user=by,
        defaults={"role": ApplicationPerson.Role.COLLEAGUE, "added_at": now},
    )
    return person
