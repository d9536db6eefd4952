"""One object of every kind, all the applicant's, and the addresses that lead to them."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bulletins.leaving import Who, leave_token
from events.actions import private_calendar
from network.actions import guidance, membership, people
from network.actions.documents import add_document
from network.models import (
    AccountMerge,
    Application,
    Confirmation,
    LetterPreset,
    Membership,
    Organisation,
    OrganisationMerge,
    User,
)
from network.steps import Step
from network.uploads import Kind, Upload
from portal.models import AuditEntry, Erasure, OutgoingMail, RetentionRun, SiteSettings
from portal.sealing import seal
from portal.staff_groups import EVENTS_OFFICERS
from portal.tokens import new_token
from tests.factories.applicants import fill, make_draft, make_person, submit
from tests.factories.applications import make_organisation
from tests.factories.bulletins import sending
from tests.factories.imports import checked, row
from tests.factories.posts import add_picture, make_post, published
from tests.factories.staff import make_staff
from tests.factories.submissions import make_shared, organisation_of
from tests.factories.support import make_request
from tests.factories.training import published as published_training
from tests.security import (
    advice_objects,
    bulletin_objects,
    event_objects,
    forum_objects,
    list_objects,
    organisation_objects,
)
from tests.security.people import Person

PNG = Upload(Kind.PNG, "image/png", ".png", "a.png", b"\x89PNG")


@dataclass
class Objects:
    """`arguments` maps a URL's name, or the beginning of one, to the arguments of its reverse."""

    application: Application
    arguments: dict[str, list[Any]] = field(default_factory=dict)

    def urls(self, name: str) -> list[str]:
        """The addresses to try for a URL's name; none for Django's own unnamed catch-alls."""
        known = [key for key in self.arguments if name == key or name.startswith(f"{key}_")]
        best = max(known, key=len, default=None)
        if best is None:
            return [reverse(name)]
        if name.endswith(("_changelist", "_add")) and name != best:
            return [reverse(name)]
        return [reverse(name, args=self.arguments[best])]


def make_objects(everyone: dict[str, Person]) -> Objects:
    """The applicant's draft with all that belongs to it, and a case for the admin's pages."""
    now = timezone.now()
    applicant, stranger = everyone["applicant"].user, everyone["stranger"].user
    assert applicant
    assert stranger
    draft = make_draft(applicant, now=now)
    fill(draft, organisation={"name": "Kola Nut Own Name"})
    document = add_document(application=draft, upload=PNG, by=applicant, now=now)
    token = new_token()
    invitation = people.invite(application=draft, email=stranger.email, by=applicant, now=now)
    type(invitation).objects.filter(pk=invitation.pk).update(token_hash=token.hash)
    make_draft(everyone["other"].user, now=now)
    case = make_draft(applicant, now=now + timedelta(minutes=1))
    fill(case, organisation={"name": "Kola Nut Case"})
    case_document = add_document(application=case, upload=PNG, by=applicant, now=now)
    submit(case, now=now)
    own = [draft.reference]
    return Objects(
        application=draft,
        arguments={
            "network:eligibility_question": ["criminal-justice"],
            "network:invitation": [token.secret],
            **{f"network:{name}": own for name in PARTS},
            "network:step": [draft.reference, Step.WORK],
            "network:revoke_invitation": [draft.reference, invitation.pk],
            "network:document": [draft.reference, document.pk],
            "network:remove_document": [draft.reference, document.pk],
            "admin:network_application": [case.pk],
            "admin:network_application_decide": [case.pk, "decline"],
            "admin:network_application_finding": [case.pk, "led"],
            "admin:network_application_document": [case.pk, case_document.pk],
            "account_data_file": ["json"],
            "account_calendar_feed": [private_calendar.make_link(by=applicant, now=now)],
            "enrol": [token.secret],
            "enrol_choose": [],
            **_records(case, everyone),
            **event_objects.arguments(everyone),
            **_posts(),
            "bulletins:bulletin": [sending().slug],
            **_shared(everyone["member"].user),
            **bulletin_objects.arguments(),
            **forum_objects.arguments(),
            "bulletins:unsubscribe": [leave_token(Who(user=applicant.pk))],
            **list_objects.arguments(),
            **organisation_objects.arguments(everyone),
            **advice_objects.arguments(everyone["member"].user),
        },
    )


def _posts() -> dict[str, list[Any]]:
    """What everybody may read, and a draft for the admin's pages."""
    public, draft = published(), make_post()
    picture = add_picture(draft)
    return {
        "bulletins:post": [public.slug],
        "bulletins:picture": [add_picture(public).key],
        "admin:bulletins_post": [draft.pk],
        "admin:bulletins_post_picture": [draft.pk, picture.pk],
        "admin:bulletins_post_picture_add": [draft.pk],
    }


PARTS = (
    "application",
    "check",
    "copy",
    "sent",
    "declaration",
    "withdraw",
    "answer",
    "colleagues",
    "documents",
)


def _shared(member: User | None) -> dict[str, list[Any]]:
    """What a colleague of the member has sent in."""
    assert member
    writer = make_person("writer@example.org")
    writer.affiliations.create(
        organisation=organisation_of(member), role="manager", started_at=timezone.now()
    )
    shared = make_shared(writer, with_picture=True)
    addresses = ("shared", "share_change", "share_take_back", "share_picture")
    return {
        "bulletins:share_new": ["news"],
        **{f"bulletins:{name}": [shared.reference] for name in addresses},
        "admin:bulletins_submission": [shared.pk],
        "admin:bulletins_submission_decide": [shared.pk, "decline"],
    }


def _stood_in_for(user: User, now: datetime) -> int:
    today = timezone.localdate(now)
    days = {"starts_on": today, "ends_on": today}
    return user.absences.create(deputy=make_staff(EVENTS_OFFICERS), named_at=now, **days).pk


def _merged(organisation: Organisation, now: datetime) -> OrganisationMerge:
    return organisation.merges.create(gone=999_999, gone_name="Nut", at=now, sealed=seal("{}"))


def _folded(user: User, now: datetime) -> AccountMerge:
    gone = make_person(is_active=False)
    return user.account_merges.create(gone=gone, at=now, sealed=seal("{}"))


def _told(period: Membership) -> Confirmation:
    """What an organisation said has changed, for the co-ordinator to look at."""
    return period.confirmations.create(
        key=uuid.uuid4(),
        at=timezone.now(),
        categories_before=period.categories,
        categories=["led"],
        state=Confirmation.State.WAITING,
    )


def _erased(now: datetime) -> Erasure:
    return Erasure.objects.create(key="0" * 64, at=now, kind=Erasure.Kind.SELF)


def _night(now: datetime) -> RetentionRun:
    return RetentionRun.objects.create(started_at=now, finished_at=now, due={}, left={})


def _records(case: Application, everyone: dict[str, Person]) -> dict[str, list[Any]]:
    now = timezone.now()
    manager: User | None = everyone["manager"].user
    organisation = Organisation.objects.create(
        name="Aber Women", sector="voluntary", regions=["wales"], settings=["courts"]
    )
    period = organisation.memberships.create(
        starts_on=timezone.localdate(now), categories=["supports"]
    )
    member = everyone["member"].user
    assert member
    assert manager
    organisation.affiliations.create(user=member, role="primary", started_at=now)
    enquiry = guidance.send_enquiry(
        fields={"name": "Ada", "email": "ada@example.org", "message": "?"}, typed={}, now=now
    )
    request = membership.ask_to_join(
        organisation=organisation, by=case.people.get(role="lead").user, message="", now=now
    )
    SiteSettings.objects.get_or_create(
        pk=1, defaults={"coordinator_email": "coordinator@example.org"}
    )
    events_officer = everyone["events"].user
    assert request
    assert events_officer
    mail, entry = OutgoingMail.objects.order_by("pk").first(), AuditEntry.objects.first()
    letter = LetterPreset.objects.order_by("pk").first()
    assert mail
    assert entry
    assert letter
    listed = checked(row("A list’s own"))
    support = make_request(by=member, organisation=organisation, now=now)
    own_support = [organisation.pk, support.reference]
    training = published_training(by=member, organisation=organisation)
    own_training = [organisation.pk, training.reference]
    return {
        "admin:network_organisation": [organisation.pk],
        "admin:network_organisation_merge": [organisation.pk, make_organisation("Kola").pk],
        "admin:network_organisationmerge": [_merged(organisation, now).pk],
        "admin:network_user_find_other": [member.pk],
        "admin:network_user_merge": [member.pk, make_person().pk],
        "admin:network_accountmerge": [_folded(member, now).pk],
        "admin:network_membership": [period.pk],
        "admin:network_membership_act": [period.pk, "suspend"],
        "admin:network_membership_overdue": [],
        "admin:network_organisation_export": ["organisations", "csv"],
        "admin:network_memberimport": [listed.pk],
        "admin:network_memberimport_bring_in": [],
        "admin:network_memberimport_template": ["csv"],
        "admin:network_memberimport_act": [listed.pk, "start"],
        "admin:network_memberimport_left": [listed.pk, "csv"],
        "admin:network_confirmation": [_told(period).pk],
        "network:membership_confirm": [organisation.pk],
        "network:membership_withdraw": [organisation.pk],
        "network:support_of": [organisation.pk],
        "network:support_ask": [organisation.pk],
        "network:support_request": own_support,
        "network:support_take_back": own_support,
        "admin:network_supportrequest": [support.pk],
        "admin:network_supportrequest_decide": [support.pk, "triage"],
        "network:training_of": [organisation.pk],
        "network:training_new": [organisation.pk],
        "network:training_find": [training.reference],
        "network:training_post": own_training,
        "network:training_change": own_training,
        "network:training_renew": own_training,
        "network:training_join": own_training,
        "network:training_end": [*own_training, "take-down"],
        "admin:network_trainingpost": [training.pk],
        "admin:network_trainingpost_decide": [training.pk, "return"],
        "admin:events_event_from_exchange": [training.pk],
        "admin:network_guidanceenquiry": [enquiry.pk],
        "admin:network_joinrequest": [request.pk],
        "admin:network_letterpreset": [letter.pk],
        "admin:network_user": [events_officer.pk],
        "admin:network_user_invite": [],
        "admin:network_user_act": [events_officer.pk, "remove"],
        "admin:network_user_deputy_end": [events_officer.pk, _stood_in_for(events_officer, now)],
        "admin:app_list": ["network"],
        "admin:view_on_site": [1, 1],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "admin:portal_outgoingmail": [mail.pk],
        "admin:portal_auditentry": [entry.pk],
        "admin:portal_retentionrun": [_night(now).pk],
        "admin:portal_erasure": [_erased(now).pk],
        "admin:portal_erasure_find": [],
        "admin:portal_erasure_person": [events_officer.pk],
        "admin:portal_sitesettings": [1],
    }
