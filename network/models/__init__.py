from network.models.answers import (
    ApplicationDocument,
    CategoryFinding,
    StepAnswers,
    Submission,
    SubmittedNumber,
    TypedAnswers,
)
from network.models.applications import Application, ApplicationPerson
from network.models.guidance import GuidanceEnquiry
from network.models.invitations import Invitation, OrganisationInvitation
from network.models.organisations import (
    Affiliation,
    JoinRequest,
    Membership,
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

__all__ = [
    "Affiliation",
    "Application",
    "ApplicationDocument",
    "ApplicationEvent",
    "ApplicationPerson",
    "CategoryFinding",
    "GuidanceEnquiry",
    "InformationItem",
    "InternalNote",
    "Invitation",
    "JoinRequest",
    "LetterPreset",
    "Membership",
    "Organisation",
    "OrganisationInvitation",
    "RegisteredNumber",
    "StaffEnrolment",
    "StepAnswers",
    "Submission",
    "SubmittedNumber",
    "TypedAnswers",
    "User",
]
