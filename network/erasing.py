"""What an erasure does with the network's records (`portal.erasing`)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from network.models import (
    AccountMerge,
    Affiliation,
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationPerson,
    Deputyship,
    GuidanceEnquiry,
    Invitation,
    JoinRequest,
    ListedContact,
    Listing,
    OrganisationInvitation,
    StaffEnrolment,
    SupportRequest,
    TrainingInterest,
    TrainingPost,
    User,
)
from network.states import State
from portal.about import Me, by, to
from portal.erasing import ERASED, Answers, Fate, stand_in

ANOTHER = ~Q(role=ApplicationPerson.Role.SCRIBE)


def alone_in(one: Me) -> QuerySet[Any]:
    """Applications on which nobody else works for the applicant."""
    people = ApplicationPerson.objects.filter(application=OuterRef("pk")).filter(ANOTHER)
    mine = Application.objects.filter(Exists(people.filter(user=one.user.pk)))
    return mine.filter(~Exists(people.exclude(user=one.user.pk)))


def _drafts(one: Me) -> QuerySet[Any]:
    return alone_in(one).filter(state=State.DRAFT)


def _done_by(one: Me) -> QuerySet[Any]:
    return ApplicationEvent.objects.filter(actor=one.user.pk).exclude(actor_name=ERASED)


def _letters(one: Me) -> QuerySet[Any]:
    """Decisions' letters on applications that they led."""
    led = ApplicationPerson.objects.filter(user=one.user.pk, role=ApplicationPerson.Role.LEAD)
    written = ApplicationEvent.objects.filter(application__in=led.values("application"))
    return written.exclude(letter_text__in=["", ERASED])


def _on_behalf(one: Me) -> QuerySet[Any]:
    led = ApplicationPerson.objects.filter(user=one.user.pk).values("application")
    named = ApplicationEvent.objects.filter(application__in=led)
    return named.exclude(on_behalf_of__in=["", ERASED])


FATES = (
    Fate(
        _("Documents of applications that were never sent"), ApplicationDocument,
        lambda one: ApplicationDocument.objects.filter(application__in=_drafts(one)),
        files="file",
    ),
    Fate(_("Applications that were never sent, where nobody else works on them"), Application,
         _drafts),
    Fate(_("What was done on applications"), ApplicationEvent, _done_by, {
        "actor": None, "actor_name": ERASED}, beside=True),
    Fate(_("For whom something was typed"), ApplicationEvent, _on_behalf, {
        "on_behalf_of": ERASED}),
    Fate(_("Letters about applications"), ApplicationEvent, _letters, {
        "letter_subject": ERASED, "letter_text": ERASED}),
    Fate(_("Work on applications"), ApplicationPerson, by(ApplicationPerson, "user")),
    Fate(_("Enquiries to the co-ordinator"), GuidanceEnquiry, to(GuidanceEnquiry, name="name")),
    Fate(_("Requests to join"), JoinRequest, by(JoinRequest, "user")),
    Fate(_("Invitations to applications"), Invitation, to(Invitation)),
    Fate(_("Invitations from organisations"), OrganisationInvitation,
         to(OrganisationInvitation)),
    Fate(_("Places in lists of members"), ListedContact, to(ListedContact, name="name")),
    Fate(_("Requests for support, which stay without you"), SupportRequest,
         by(SupportRequest, "by"), {"by": None, "phone": ""}),
    Fate(_("Posts of the training exchange, which stay without you"), TrainingPost,
         by(TrainingPost, "by"), {"by": None}),
    Fate(_("That it was you who said “we too”"), TrainingInterest, by(TrainingInterest, "by"),
         {"by": None}),
    Fate(_("Places in organisations"), Affiliation, by(Affiliation, "user")),
    Fate(_("Addresses in the directory"), Listing, to(Listing), {"email": ""}),
    Fate(_("Days away"), Deputyship, by(Deputyship, "user")),
    Fate(_("Days of standing in for others"), Deputyship, by(Deputyship, "deputy")),
    Fate(_("Links for a second step"), StaffEnrolment, by(StaffEnrolment, "user")),
    Fate(_("Groups of staff"), User.groups.through, by(User.groups.through, "user")),
    Fate(_("Rights of staff"), User.user_permissions.through,
         by(User.user_permissions.through, "user")),
    Fate(_("How two accounts stood before they became one"), AccountMerge,
         by(AccountMerge, "kept")),
    Fate(_("Account"), User, by(User, "pk"), {
        "email": stand_in, "name": "", "phone": "", "password": "!", "is_active": False,
        "is_staff": False, "is_superuser": False, "last_login": None}),
)  # fmt: skip
ANSWERS = Answers(
    FATES,
    reworded="network.StepAnswers.typed network.TypedAnswers.typed network.Submission.answers "
    "network.Submission.declaration network.CategoryFinding.comment network.InternalNote.text "
    "network.ApplicationDocument.name network.InformationItem.question "
    "network.InformationItem.answer network.Membership.suspended_note "
    "network.MembershipEvent.reason network.Confirmation.changes network.ImportRow.cells "
    "network.ImportRow.values network.ImportRow.problems network.ImportRow.alike "
    "network.ImportedMember.basis network.JoinRequest.message network.JoinRequest.proof_note "
    "network.GuidanceEnquiry.message network.GuidanceEnquiry.typed "
    "network.GuidanceEnquiry.answer network.ApplicationEvent.on_behalf_of "
    "network.ApplicationEvent.letter_subject network.ApplicationEvent.letter_text "
    "network.Listing.description network.Listing.advice network.Listing.email "
    "network.Listing.phone network.DirectoryEntry.description network.DirectoryEntry.advice "
    "network.DirectoryEntry.email network.DirectoryEntry.phone network.DirectoryEntry.text "
    "network.AdviceRequest.subject network.AdviceRequest.text network.AdviceRequest.answer "
    "network.AdviceReport.text network.AdviceReport.note "
    "network.SupportRequest.need network.SupportRequest.tried "
    "network.SupportRequest.what_changed network.SupportRequest.allocated_to "
    "network.SupportEvent.text "
    "network.TrainingPost.topic network.TrainingPost.about network.TrainingPost.for_whom "
    "network.TrainingPost.length network.TrainingPost.cost network.TrainingPostEvent.text",
    stays={
        _(
            "An organisation’s own answers, documents and the decision about them: without "
            "name, address and telephone number. Figures about its leadership go on their date."
        ): "network.Application.organisation_name network.ApplicationDocument.file "
        "network.Submission.screening network.Submission.leadership",
        _(
            "Words by which the directory is searched: they follow what an organisation shows of "
            "itself there, and your name is taken out of that. Single words that no entry has any "
            "more go within six hours."
        ): "network.DirectoryEntry.searched network.DirectoryWord.word",
        _(
            "How two records of your organisation stood before they were made one: sealed, opened "
            "by co-ordinators alone, and deleted after 12 months."
        ): "network.OrganisationMerge.sealed",
    },
)
