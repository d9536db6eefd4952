"""Bringing colleagues into an organisation by a personal link."""

from datetime import datetime

from django.db import transaction

from network import mail_organisations as mail
from network.actions import inviting, membership, places
from network.actions.inviting import AlreadyThere, InvitationOver
from network.actions.places import NotAllowed
from network.choices import Source
from network.models import Affiliation, Organisation, OrganisationInvitation, User
from network.roles import Role, roles_to_give
from portal import audit, outbox


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    by: User,
    now: datetime,
    source: str = Source.SITE,
) -> OrganisationInvitation:
    """Invite an address to an organisation; a second invitation replaces the first.

    Raises places.NotAllowed, and AlreadyThere for its people.
    """
    email = email.strip().lower()
    locked = places.lock(organisation.pk)
    if role not in roles_to_give(places.acting_role(locked, by=by, source=source)):
        raise NotAllowed
    if locked.affiliations.present().filter(user__email=email).exists():
        raise AlreadyThere
    sent: OrganisationInvitation = inviting.send(
        locked.invitations,
        email=email,
        by=by,
        now=now,
        letter=mail.invitation,
        source=source,
        role=Role(role),
    )
    return sent


@transaction.atomic
def send_again(
    *, invitation: OrganisationInvitation, by: User, now: datetime, source: str = Source.SITE
) -> OrganisationInvitation:
    """A new link to the same address; the one before is dead. Raises InvitationOver, as `invite`.

    One that has run out can be sent again, one that was accepted or taken back cannot.
    """
    places.lock(invitation.organisation_id)
    if not OrganisationInvitation.objects.open().filter(pk=invitation.pk).exists():
        raise InvitationOver
    return invite(
        organisation=invitation.organisation,
        email=invitation.email,
        role=invitation.role,
        by=by,
        now=now,
        source=source,
    )


def find_invitation(secret: str, *, now: datetime) -> OrganisationInvitation | None:
    """The invitation behind a link's secret, as long as it can be accepted; else None."""
    found: OrganisationInvitation | None = inviting.find(
        OrganisationInvitation.objects.select_related("organisation"), secret, now=now
    )
    return found


@transaction.atomic
def accept(*, invitation: OrganisationInvitation, by: User, now: datetime) -> Affiliation:
    """Belong to the organisation; its primary contact is told. Raises WrongAddress, InvitationOver.

    A request of the same person that waits is answered by it.
    """
    organisation = places.lock(invitation.organisation_id)
    claimed = inviting.claim(invitation, by=by, now=now)
    place = places.let_in(organisation, by, role=claimed.role, now=now)
    membership.settle_invited(organisation, by, invited_by=claimed.invited_by, now=now)
    audit.record(by=by, action="affiliation.start", target=place, new={"role": place.role}, now=now)
    primary = places.primary_of(organisation)
    if primary is not None and primary != place:
        outbox.enqueue(
            cause=f"organisationinvitation:{claimed.pk}:accepted",
            letter=mail.joined(place, to=primary.user),
            now=now,
        )
    return place
