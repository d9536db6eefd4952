"""In which retention class each field of the network's records is. Pure: data alone."""

from portal.keeping import (
    ACCOUNTS,
    ADVICE,
    APPLICATIONS,
    ENQUIRIES,
    LEADERSHIP,
    LISTS,
    MEMBERSHIPS,
    MERGES,
    NOT_PERSONAL,
    PUBLISHED,
    SUPPORT,
    TRAINING,
    WORK,
    Fields,
)

FIELDS: Fields = {
    "network.AccountMerge": {MERGES: "sealed", ACCOUNTS: "kept gone", WORK: "by"},
    "network.Application": {
        APPLICATIONS: "organisation_name",
        WORK: "assignee",
        NOT_PERSONAL: "reference claimed",
    },
    "network.ApplicationPerson": {APPLICATIONS: "user"},
    "network.StepAnswers": {APPLICATIONS: "typed updated_by"},
    "network.TypedAnswers": {APPLICATIONS: "typed updated_by"},
    "network.Submission": {
        APPLICATIONS: "answers screening declaration submitted_by",
        LEADERSHIP: "leadership",
    },
    "network.SubmittedNumber": {NOT_PERSONAL: "number"},
    "network.CategoryFinding": {APPLICATIONS: "comment", WORK: "found_by"},
    "network.ApplicationDocument": {
        APPLICATIONS: "file name uploaded_by",
        NOT_PERSONAL: "content_type",
    },
    "network.ApplicationEvent": {
        APPLICATIONS: "actor actor_name on_behalf_of letter_subject letter_text",
        NOT_PERSONAL: "erasure",
    },
    "network.InternalNote": {APPLICATIONS: "text", WORK: "author"},
    "network.InformationItem": {
        APPLICATIONS: "question answer answered_by",
        WORK: "asked_by",
    },
    "network.LetterPreset": {NOT_PERSONAL: "subject body"},
    "network.Membership": {
        MEMBERSHIPS: "suspended_note",
        NOT_PERSONAL: "starts_on ends_on confirmed_on categories",
    },
    "network.MembershipEvent": {MEMBERSHIPS: "reason by"},
    "network.Confirmation": {
        MEMBERSHIPS: "changes by",
        WORK: "entered_by decided_by",
        NOT_PERSONAL: "categories_before categories",
    },
    "network.GuidanceEnquiry": {
        ENQUIRIES: "name email phone organisation_name message typed answer",
        WORK: "answered_by",
        NOT_PERSONAL: "reference",
    },
    "network.User": {ACCOUNTS: "password email name phone"},
    "network.User_groups": {ACCOUNTS: "user"},
    "network.User_user_permissions": {ACCOUNTS: "user"},
    "network.StaffEnrolment": {ACCOUNTS: "user token_hash", WORK: "created_by"},
    "network.Deputyship": {WORK: "user deputy named_by", NOT_PERSONAL: "starts_on ends_on"},
    "network.Organisation": {NOT_PERSONAL: "name website regions settings"},
    "network.OrganisationMerge": {MERGES: "sealed", WORK: "by", NOT_PERSONAL: "gone_name"},
    "network.RegisteredNumber": {NOT_PERSONAL: "number"},
    "network.Affiliation": {ACCOUNTS: "user"},
    "network.JoinRequest": {ACCOUNTS: "user message proof_note", WORK: "decided_by"},
    "network.Invitation": {APPLICATIONS: "email token_hash", WORK: "invited_by"},
    "network.SupportRequest": {
        SUPPORT: "by need tried phone allocated_to what_changed",
        NOT_PERSONAL: "reference needed_by hours_offered scheduled_on hours_used",
    },
    "network.SupportEvent": {SUPPORT: "by text", NOT_PERSONAL: "erasure"},
    "network.TrainingPost": {
        TRAINING: "by topic about for_whom length cost",
        NOT_PERSONAL: "reference shown_until",
    },
    "network.TrainingPostEvent": {TRAINING: "by text", NOT_PERSONAL: "erasure"},
    "network.TrainingInterest": {TRAINING: "by"},
    "network.MemberImport": {
        NOT_PERSONAL: "name headings columns counts",
        WORK: "created_by pressed_by",
    },
    "network.ImportRow": {
        LISTS: "cells values problems alike",
        NOT_PERSONAL: "key numbers",
    },
    "network.ImportedMember": {LISTS: "basis", NOT_PERSONAL: "key"},
    "network.ListedContact": {LISTS: "email name"},
    "network.OrganisationInvitation": {ACCOUNTS: "email token_hash", WORK: "invited_by"},
    "network.Listing": {
        PUBLISHED: "description advice email phone",
        NOT_PERSONAL: "slug for_members for_everybody themes",
    },
    "network.DirectoryEntry": {
        PUBLISHED: "description advice email phone searched text",
        NOT_PERSONAL: "slug name themes regions settings website",
    },
    "network.DirectoryWord": {PUBLISHED: "word"},
    "network.AdviceRequest": {
        ADVICE: "by subject text answer answered_by",
        NOT_PERSONAL: "reference",
    },
    "network.AdviceReport": {ADVICE: "by text note", WORK: "settled_by"},
}
