"""Becoming a member: the organisation, its membership and its people's access."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network import mail, mail_organisations
from network.actions import places
from network.choices import Source
from network.models import (
    Affiliation,
    Application,
    ApplicationPerson,
    JoinRequest,
    Membership,
    Organisation,
    RegisteredNumber,
    User,
)
from network.roles import Role, may_decide
from network.steps import Step
from portal import audit, outbox
from portal.models import SiteSettings


class AlreadyMember(Exception):
    """The organisation's membership runs: there is nothing to approve."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(f"{organisation} is a member already")
        self.organisation = organisation


class AlreadyDecided(Exception):
    """Somebody decided this request first; `request` is as they left it."""

    def __init__(self, request: JoinRequest) -> None:
        super().__init__("the request is decided")
        self.request = request


class OwnRequest(Exception):
    """Nobody decides about their own request."""


def admit(
    application: Application, *, categories: Sequence[str], by: User, now: datetime
) -> Organisation:
    """Create or renew the organisation of an application that is being approved.

    Runs inside the approval's transaction, which holds the application's lock; a matched
    organisation is locked next. People of a matched organisation keep their roles; applicants
    who are not among them get a request to join, never access. Raises AlreadyMember.
    """
    matched = _lock_matched(application, now=now)
    organisation = matched or _new_organisation(application, now=now)
    _add_numbers(organisation, application)
    membership = Membership.objects.create(
        organisation=organisation,
        starts_on=timezone.localdate(now),
        categories=list(categories),
        application=application,
    )
    audit.record(
        by=by,
        action="membership.start",
        target=membership,
        new={"categories": list(categories)},
        now=now,
    )
    people = application.people.exclude(role=ApplicationPerson.Role.SCRIBE).order_by("pk")
    for person in people.select_related("user"):
        if matched:
            _ask_to_join(organisation, person.user, application=application, now=now)
        else:
            _affiliate(organisation, person, now=now)
    return organisation


def _lock_matched(application: Application, *, now: datetime) -> Organisation | None:
    """The matched organisation, locked; raises AlreadyMember if a membership runs or is to come."""
    if application.matched_organisation_id is None:
        return None
    matched = Organisation.objects.select_for_update().get(pk=application.matched_organisation_id)
    if matched.memberships.exclude(ends_on__lt=timezone.localdate(now)).exists():
        raise AlreadyMember(matched)
    return matched


def _new_organisation(application: Application, *, now: datetime) -> Organisation:
    newest = application.submissions.newest_first().first()
    if newest is None:
        raise ValueError("an application without a submission cannot be approved")
    told = newest.answers[Step.ORGANISATION]
    return Organisation.objects.create(
        name=application.organisation_name,
        sector=told["sector"],
        legal_form=told.get("legal_form", ""),
        website=told.get("website", ""),
        regions=told.get("regions", []),
        settings=told.get("settings", []),
        income_band=told.get("income_band", ""),
        created_at=now,
    )


def _add_numbers(organisation: Organisation, application: Application) -> None:
    RegisteredNumber.objects.bulk_create(
        (
            RegisteredNumber(organisation=organisation, register=row.register, number=row.number)
            for row in application.submitted_numbers.all()
        ),
        ignore_conflicts=True,
    )


def _affiliate(organisation: Organisation, person: ApplicationPerson, *, now: datetime) -> None:
    is_lead = person.role == ApplicationPerson.Role.LEAD
    Affiliation.objects.create(
        organisation=organisation,
        user=person.user,
        role=Role.PRIMARY if is_lead else Role.MEMBER,
        started_at=now,
    )


def _ask_to_join(
    organisation: Organisation,
    user: User,
    *,
    now: datetime,
    application: Application | None = None,
    message: str = "",
) -> JoinRequest | None:
    """A waiting request, unless the person belongs there already."""
    if organisation.affiliations.filter(user=user, ended_at__isnull=True).exists():
        return None
    request, created = JoinRequest.objects.get_or_create(
        organisation=organisation,
        user=user,
        state=JoinRequest.State.WAITING,
        defaults={"application": application, "created_at": now, "message": message},
    )
    if created:
        outbox.enqueue(
            cause=f"join-request:{request.pk}:coordinator",
            letter=mail.join_requested(request, to=SiteSettings.current().coordinator_email),
            now=now,
        )
        _tell_primary_contact(request, now=now)
    return request


def _tell_primary_contact(request: JoinRequest, *, now: datetime) -> None:
    """They know best who works with them, and may answer themselves."""
    primary = places.primary_of(request.organisation)
    if primary is not None:
        outbox.enqueue(
            cause=f"join-request:{request.pk}:primary-contact",
            letter=mail_organisations.join_asked(request, to=primary.user),
            now=now,
        )


@transaction.atomic
def ask_to_join(
    *, organisation: Organisation, by: User, message: str, now: datetime
) -> JoinRequest | None:
    """Ask to belong to a publicly listed organisation; None for who belongs there already."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return _ask_to_join(organisation, by, now=now, message=message)


@transaction.atomic
def agree_to_join(
    *, request: JoinRequest, proof: str, proof_note: str, by: User, now: datetime
) -> Affiliation:
    """Let a person in as *member*, saying how it was made sure.

    Where nobody is the primary contact any more, the person becomes it: there is always one.
    Raises AlreadyDecided and OwnRequest.
    """
    organisation = places.lock(request.organisation_id)
    locked = _lock_waiting(request, by)
    _settle(locked, JoinRequest.State.AGREED, by=by, now=now, proof=proof, proof_note=proof_note)
    return places.let_in(organisation, locked.user, role=Role.MEMBER, now=now)


@transaction.atomic
def refuse_to_join(*, request: JoinRequest, by: User, now: datetime) -> None:
    """Turn a request down. Raises AlreadyDecided and OwnRequest."""
    _settle(_lock_waiting(request, by), JoinRequest.State.REFUSED, by=by, now=now)


@transaction.atomic
def decide_as_primary_contact(
    *, request: JoinRequest, is_agreed: bool, by: User, now: datetime
) -> None:
    """The organisation's own primary contact answers: their word is the proof.

    Raises places.NotAllowed for who is it no more, and AlreadyDecided.
    """
    organisation = places.lock(request.organisation_id)
    if not may_decide(places.acting_role(organisation, by=by, source=Source.SITE)):
        raise places.NotAllowed
    if is_agreed:
        proof, note = JoinRequest.Proof.PRIMARY_CONTACT, _("Agreed on the site.")
        agree_to_join(request=request, proof=proof, proof_note=note, by=by, now=now)
    else:
        refuse_to_join(request=request, by=by, now=now)


def settle_invited(
    organisation: Organisation, user: User, *, invited_by: User | None, now: datetime
) -> None:
    """Whoever is let in by an invitation waits no longer; the organisation is locked."""
    proof, note = JoinRequest.Proof.OTHER_CHANNEL, _("Invited to the organisation.")
    for request in organisation.join_requests.waiting().filter(user=user).select_for_update():
        _settle(
            request,
            JoinRequest.State.AGREED,
            by=invited_by,
            now=now,
            proof=proof,
            proof_note=note,
        )


def check_decidable(request: JoinRequest, *, by: User) -> None:
    """Raise AlreadyDecided or OwnRequest where `by` cannot decide this request."""
    if request.state != JoinRequest.State.WAITING:
        raise AlreadyDecided(request)
    if request.user_id == by.pk:
        raise OwnRequest


def _lock_waiting(request: JoinRequest, by: User) -> JoinRequest:
    locked = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    check_decidable(locked, by=by)
    return locked


def _settle(
    locked: JoinRequest,
    state: str,
    *,
    by: User | None,
    now: datetime,
    proof: str = "",
    proof_note: str = "",
) -> None:
    locked.state, locked.decided_at, locked.decided_by = state, now, by
    locked.proof, locked.proof_note = proof, proof_note
    locked.save()
    audit.record(
        by=by,
        action=f"join-request.{state}",
        target=locked,
        old={"state": JoinRequest.State.WAITING},
        new={"state": state, "proof": proof, "proof_note": proof_note},
        now=now,
    )
    outbox.enqueue(
        cause=f"join-request:{locked.pk}:decided",
        letter=mail.join_decided(locked, agreed=state == JoinRequest.State.AGREED),
        now=now,
    )
