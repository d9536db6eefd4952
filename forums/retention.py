"""In which retention class each field of the forums' records is. Pure: data alone."""

from portal.keeping import (
    ATTENDANCE,
    FEEDBACK,
    NEEDS_AT_FORUMS,
    NOT_PERSONAL,
    NOTES,
    PUBLISHED,
    SAID,
    SPEAKERS,
    WORK,
    Fields,
)

FIELDS: Fields = {
    "forums.Forum": {
        NOT_PERSONAL: "slug title about venue venue_address venue_access cancelled_why notes_until"
    },
    "forums.JoiningLink": {WORK: "changed_by", NOT_PERSONAL: "url dial_in"},
    "forums.Attendance": {
        ATTENDANCE: "user token_hash",
        NEEDS_AT_FORUMS: "needs needs_consent_wording",
        WORK: "entered_by marked_by",
    },
    "forums.AgendaItem": {NOT_PERSONAL: "title about"},
    "forums.Speaker": {
        SPEAKERS: "name role email biography token_hash told_title",
        NEEDS_AT_FORUMS: "needs needs_consent_wording",
    },
    "forums.Paper": {PUBLISHED: "file name", WORK: "added_by", NOT_PERSONAL: "title content_type"},
    "forums.Action": {SAID: "text owner outcome finished_by", NOT_PERSONAL: "due_on"},
    "forums.Feedback": {FEEDBACK: "good change"},
    "forums.Topic": {SAID: "by title text answer", WORK: "entered_by"},
    "forums.Affirmation": {SAID: "by"},
    "forums.Issue": {PUBLISHED: "statement about what_changed", NOT_PERSONAL: "slug themes"},
    "forums.Voice": {SAID: "by"},
    "forums.Agreement": {SAID: "by statement", WORK: "asked_by entered_by"},
    "forums.Body": {SPEAKERS: "contact", NOT_PERSONAL: "name short_name"},
    "forums.Submission": {
        PUBLISHED: "text",
        NOT_PERSONAL: "reference sent_on expected_on responded_on review_on",
    },
    "forums.IssueEvent": {
        PUBLISHED: "their_words shown_words",
        WORK: "by",
        NOT_PERSONAL: "on erasure",
    },
    "forums.Note": {NOTES: "sealed", WORK: "changed_by"},
    "forums.Summary": {PUBLISHED: "text", WORK: "agreed_by"},
    "forums.Objection": {SAID: "user text answer", WORK: "answered_by"},
}
