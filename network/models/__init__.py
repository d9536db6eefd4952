from network.models.account_merges import AccountMerge
from network.models.advice import AdviceReport, AdviceRequest
from network.models.answers import (
    ApplicationDocument,
    CategoryFinding,
    StepAnswers,
    Submission,
    SubmittedNumber,
    TypedAnswers,
)
from network.models.applications import Application, ApplicationPerson
from network.models.confirmations import Confirmation
from network.models.deputies import Deputyship, stand_ins_of, stood_in_for, whose_work
from network.models.guidance import GuidanceEnquiry
from network.models.imports import ImportedMember, ImportRow, ListedContact, MemberImport
from network.models.invitations import Invitation, OrganisationInvitation
from network.models.listings import DirectoryEntry, Listing
from network.models.memberships import Membership, MembershipEvent, site_rule, standing_days
from network.models.merges import OrganisationMerge
from network.models.organisations import (
    Affiliation,
    JoinRequest,
    Organisation,
    RegisteredNumber,
)
from network.models.people import StaffEnrolment, User
from network.models.review import (
    ApplicationEvent,
    InformationItem,
    InternalNote,
    LetterPreset,
)
from network.models.support import SupportEvent, SupportRequest
from network.models.training import TrainingInterest, TrainingPost, TrainingPostEvent
from network.models.words import DirectoryWord, words_near

__all__ = [
    "AccountMerge",
    "AdviceReport",
    "AdviceRequest",
    "Affiliation",
    "Application",
    "ApplicationDocument",
    "ApplicationEvent",
    "ApplicationPerson",
    "CategoryFinding",
    "Confirmation",
    "Deputyship",
    "DirectoryEntry",
    "DirectoryWord",
    "GuidanceEnquiry",
    "ImportRow",
    "ImportedMember",
    "InformationItem",
    "InternalNote",
    "Invitation",
    "JoinRequest",
    "LetterPreset",
    "ListedContact",
    "Listing",
    "MemberImport",
    "Membership",
    "MembershipEvent",
    "Organisation",
    "OrganisationInvitation",
    "OrganisationMerge",
    "RegisteredNumber",
    "StaffEnrolment",
    "StepAnswers",
    "Submission",
    "SubmittedNumber",
    "SupportEvent",
    "SupportRequest",
    "TrainingInterest",
    "TrainingPost",
    "TrainingPostEvent",
    "TypedAnswers",
    "User",
    "site_rule",
    "stand_ins_of",
    "standing_days",
    "stood_in_for",
    "whose_work",
    "words_near",
]
