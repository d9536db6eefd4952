"""What the network's and the site's own records of two accounts do when these become one."""

from collections.abc import Iterator
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.actions.merging_rules import join_places
from network.models import Affiliation, ApplicationPerson, JoinRequest, User
from portal.merging import Rule, Words, ends, keys_differ, moves, remain, twins_go

Role = ApplicationPerson.Role


def settle_places(stays: User, goes: User, now: datetime) -> None:
    """One place in each organisation, with the higher role."""
    for place, other in _places_of_both(stays, goes):
        join_places(place, other, now)


def _places_of_both(stays: User, goes: User) -> Iterator[tuple[Affiliation, Affiliation]]:
    others = {one.organisation_id: one for one in goes.affiliations.present()}
    there = stays.affiliations.present().filter(organisation__in=others).order_by("pk")
    return ((place, others[place.organisation_id]) for place in there)


def warn_of_places(stays: User, goes: User) -> Words:
    number = len(list(_places_of_both(stays, goes)))
    one = "Both belong to %d organisation: one place is left, with the higher role."
    many = "Both belong to %d organisations: one place in each is left, with the higher role."
    return [ngettext(one, many, number) % number] if number else []


def settle_applications(stays: User, goes: User, _now: datetime) -> None:
    """One part in each application; who led it goes on leading it."""
    for other in _twins(stays, goes):
        other.delete()
        if other.role == Role.LEAD:
            own = stays.applications.filter(application=other.application_id)
            own.update(role=Role.LEAD, source=other.source)


def _twins(stays: User, goes: User) -> list[ApplicationPerson]:
    there = stays.applications.values("application")
    return list(goes.applications.filter(application__in=there).order_by("pk"))


def warn_of_applications(stays: User, goes: User) -> Words:
    number = len(_twins(stays, goes))
    one = "Both work on %d application: one part is left, and who led it still does."
    many = "Both work on %d applications: one part in each is left, and who led still does."
    return [ngettext(one, many, number) % number] if number else []


def settle_sessions(stays: User, goes: User, _now: datetime) -> None:
    """Whoever is signed in to either signs in anew."""
    for session in UserSession.objects.filter(user__in=[stays, goes]):
        session.end()


def block_closed(stays: User, goes: User) -> Words:
    """A closed account is closed for a reason, which no merge undoes."""
    closed = [one for one in (stays, goes) if not one.is_active]
    words = _("The account %(email)s is closed. Find out why first.")
    return [words % {"email": one.email} for one in closed]


RULES = (
    Rule("network.Affiliation.user", settle_places, warn_of_places),
    Rule("network.ApplicationPerson.user", settle_applications, warn_of_applications),
    Rule("usersessions.UserSession.user", settle_sessions, moves=False),
    Rule("network.AccountMerge.gone", blocks=block_closed, moves=False),
    twins_go("network.JoinRequest.user", "organisation", where=Q(state=JoinRequest.State.WAITING)),
    keys_differ("network.SupportRequest.by"),
    keys_differ("network.TrainingPost.by"),
    *ends(
        "account.EmailAddress.user",
        "mfa.Authenticator.user",
        "network.StaffEnrolment.user",
        "network.User_groups.user",
        "network.User_user_permissions.user",
    ),
    *remain(
        "admin.LogEntry.user",
        "network.ApplicationEvent.actor",
        "network.Deputyship.deputy",
        "network.Deputyship.named_by",
        "network.Deputyship.user",
        "network.SupportEvent.by",
        "network.TrainingPostEvent.by",
        "portal.AuditEntry.actor",
    ),
    *moves(
        "network.AccountMerge.by",
        "network.AccountMerge.kept",
        "network.AdviceReport.by",
        "network.AdviceReport.settled_by",
        "network.AdviceRequest.answered_by",
        "network.AdviceRequest.by",
        "network.Application.assignee",
        "network.ApplicationDocument.uploaded_by",
        "network.CategoryFinding.found_by",
        "network.Confirmation.by",
        "network.Confirmation.decided_by",
        "network.Confirmation.entered_by",
        "network.GuidanceEnquiry.answered_by",
        "network.InformationItem.answered_by",
        "network.InformationItem.asked_by",
        "network.InternalNote.author",
        "network.Invitation.invited_by",
        "network.JoinRequest.decided_by",
        "network.MemberImport.created_by",
        "network.MemberImport.pressed_by",
        "network.MembershipEvent.by",
        "network.OrganisationInvitation.invited_by",
        "network.OrganisationMerge.by",
        "network.StaffEnrolment.created_by",
        "network.StepAnswers.updated_by",
        "network.Submission.submitted_by",
        "network.TrainingInterest.by",
        "network.TypedAnswers.updated_by",
    ),
)
