"""What the network writes to people: one function per message."""

from datetime import date, datetime

from django.utils import timezone

from network.models import Application, GuidanceEnquiry, Invitation, JoinRequest, User
from portal.letters import absolute, from_template
from portal.models import SiteSettings
from portal.outbox import Letter
from portal.working_days import add_working_days


def answer_expected_by(submitted_at: datetime) -> date:
    """The day by which an applicant is told to expect an answer, in London."""
    site = SiteSettings.current()
    return add_working_days(
        timezone.localdate(submitted_at), site.answer_within_working_days, site.working_weekdays
    )


def answer_wanted_by(asked_at: datetime) -> date:
    """The day by which applicants are asked to answer: they get as long as the co-ordinator."""
    return answer_expected_by(asked_at)


def application_received(application: Application, person: User, submitted_at: datetime) -> Letter:
    return from_template(
        "network/mail/application_received.txt",
        to=person.email,
        person=person,
        application=application,
        answer_by=answer_expected_by(submitted_at),
        link=absolute("network:application", application.reference),
    )


def application_waiting(application: Application, *, to: str, answered: bool) -> Letter:
    """To the co-ordinator: a new or answered application; names nothing that is confidential."""
    return from_template(
        "network/mail/application_waiting.txt",
        to=to,
        application=application,
        answered=answered,
        link=absolute("admin:network_application_change", application.pk),
    )


def application_answered(application: Application, person: User, answered_at: datetime) -> Letter:
    return from_template(
        "network/mail/application_answered.txt",
        to=person.email,
        person=person,
        application=application,
        answer_by=answer_expected_by(answered_at),
        link=absolute("network:application", application.reference),
    )


def application_withdrawn(application: Application, person: User) -> Letter:
    return from_template(
        "network/mail/application_withdrawn.txt",
        to=person.email,
        person=person,
        application=application,
    )


def draft_started(application: Application, person: User) -> Letter:
    """The way back to a draft."""
    return from_template(
        "network/mail/draft_started.txt",
        to=person.email,
        person=person,
        application=application,
        link=absolute("network:application", application.reference),
    )


def application_entered(application: Application, person: User) -> Letter:
    """To somebody who rang up or wrote: staff fill the application in, and it is theirs."""
    return from_template(
        "network/mail/entered_for_you.txt",
        to=person.email,
        person=person,
        application=application,
        link=absolute("network:application", application.reference),
    )


def draft_unused(application: Application, person: User, *, removed_on: date) -> Letter:
    return from_template(
        "network/mail/draft_unused.txt",
        to=person.email,
        person=person,
        application=application,
        removed_on=removed_on,
        link=absolute("network:application", application.reference),
    )


def invitation(invited: Invitation, *, secret: str) -> Letter:
    """A credential: the link is personal to the invited address."""
    return from_template(
        "network/mail/invitation.txt",
        to=invited.email,
        invitation=invited,
        link=absolute("network:invitation", secret),
    )


def enquiry_received(enquiry: GuidanceEnquiry) -> Letter:
    """A fixed text: nothing that was typed is repeated, so it cannot be used to send spam."""
    return from_template(
        "network/mail/enquiry_received.txt",
        to=enquiry.email,
        reference=enquiry.reference,
        answer_by=answer_expected_by(enquiry.created_at),
    )


def enquiry_waiting(enquiry: GuidanceEnquiry, *, to: str) -> Letter:
    return from_template(
        "network/mail/enquiry_waiting.txt",
        to=to,
        enquiry=enquiry,
        link=absolute("admin:network_guidanceenquiry_change", enquiry.pk),
    )


def join_requested(request: JoinRequest, *, to: str) -> Letter:
    return from_template(
        "network/mail/join_requested.txt",
        to=to,
        join_request=request,
        link=absolute("admin:network_joinrequest_change", request.pk),
    )


def join_decided(request: JoinRequest, *, agreed: bool) -> Letter:
    return from_template(
        "network/mail/join_decided.txt",
        to=request.user.email,
        join_request=request,
        agreed=agreed,
        link=absolute("dashboard"),
    )


def staff_invited(person: User, *, by: User) -> Letter:
    """No link that enrols: that one is handed over in person."""
    return from_template(
        "network/mail/staff_invited.txt",
        to=person.email,
        person=person,
        by=by,
        link=absolute("staff"),
    )


def staff_changed(person: User, *, to: str, what: str, by: User) -> Letter:
    return from_template("network/mail/staff_changed.txt", to=to, person=person, what=what, by=by)


def staff_rights_removed(person: User) -> Letter:
    return from_template("network/mail/staff_removed.txt", to=person.email, person=person)
