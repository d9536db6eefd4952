"""What is written to the people of an organisation, and to the co-ordinator about them."""

from collections.abc import Sequence
from typing import Any

from network.models import Affiliation, JoinRequest, Organisation, OrganisationInvitation, User
from portal.letters import absolute, from_template
from portal.outbox import Letter


def invitation(invited: OrganisationInvitation, *, secret: str) -> Letter:
    """A credential: the link is personal to the invited address."""
    return from_template(
        "network/mail/organisation_invitation.txt",
        to=invited.email,
        invitation=invited,
        link=absolute("network:invitation", secret),
    )


def join_asked(request: JoinRequest, *, to: User) -> Letter:
    """To the primary contact, who may answer as the co-ordinator does."""
    return from_template(
        "network/mail/organisation_join_asked.txt",
        to=to.email,
        person=to,
        join_request=request,
        link=_page(request.organisation_id),
    )


def joined(place: Affiliation, *, to: User) -> Letter:
    """To the primary contact: an invited person has come in."""
    return _about_place("organisation_joined", place, to)


def role_changed(place: Affiliation, *, to: User) -> Letter:
    return _about_place("organisation_role", place, to)


def removed(place: Affiliation, *, to: User) -> Letter:
    return _about_place("organisation_removed", place, to)


def left(place: Affiliation, *, to: User) -> Letter:
    """To the primary contact: somebody has left by themselves."""
    return _about_place("organisation_left", place, to)


def hand_over_asked(place: Affiliation, *, by: User) -> Letter:
    return _about_place("hand_over_asked", place, place.user, by=by)


def hand_over_taken_back(place: Affiliation) -> Letter:
    return _about_place("hand_over_taken_back", place, place.user)


def hand_over_declined(place: Affiliation, *, to: User) -> Letter:
    return _about_place("hand_over_declined", place, to)


def primary_contact_changed(place: Affiliation, *, to: str) -> Letter:
    """To who was it before, to the new one where staff acted, and to the co-ordinator."""
    return from_template(
        "network/mail/primary_contact_changed.txt",
        to=to,
        place=place,
        is_for_them=to == place.user.email,
    )


def facts_changed(
    organisation: Organisation, changes: Sequence[dict[str, Any]], *, by: User, to: str
) -> Letter:
    """To the co-ordinator, who looks them up: `changes` are label, old and new in words."""
    return from_template(
        "network/mail/organisation_facts.txt",
        to=to,
        organisation=organisation,
        changes=changes,
        by=by,
        link=absolute("admin:network_organisation_change", organisation.pk),
    )


def _about_place(template: str, place: Affiliation, to: User, **more: Any) -> Letter:
    return from_template(
        f"network/mail/{template}.txt",
        to=to.email,
        person=to,
        place=place,
        is_for_them=to == place.user,
        link=_page(place.organisation_id),
        **more,
    )


def _page(organisation: int) -> str:
    return absolute("network:organisation", organisation)
