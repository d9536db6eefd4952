"""In which retention class each field of the events' records is. Pure: data alone."""

from portal.keeping import (
    BOOKINGS,
    DOOR,
    FEEDBACK,
    INVOICES,
    NEEDS_AT_EVENTS,
    NOT_PERSONAL,
    PUBLISHED,
    SPEAKERS,
    WORK,
    Fields,
)

FIELDS: Fields = {
    "events.Event": {
        WORK: "created_by",
        NOT_PERSONAL: "slug title theme summary description venue_name venue_address venue_access "
        "online_link provided notice",
    },
    "events.TicketType": {NOT_PERSONAL: "name note"},
    "events.Slot": {NOT_PERSONAL: "title theme description room"},
    "events.Workshop": {NOT_PERSONAL: "title description room access_notes"},
    "events.Contributor": {
        SPEAKERS: "name email phone organisation_name pronouns biography equipment token_hash",
        NEEDS_AT_EVENTS: "needs needs_consent_wording",
    },
    "events.Booking": {
        BOOKINGS: "booked_by phone",
        WORK: "entered_by",
        NOT_PERSONAL: "reference purchase_order",
    },
    "events.Delegate": {
        BOOKINGS: "name name_key email address badge_name pronouns token_hash token",
        NOT_PERSONAL: "reference",
    },
    "events.Notice": {BOOKINGS: "about", NOT_PERSONAL: "cause"},
    "events.VolunteerLink": {DOOR: "name token_hash made_by"},
    "events.CheckIn": {DOOR: "by"},
    "events.Tap": {DOOR: "by"},
    "events.Feedback": {FEEDBACK: "good change"},
    "events.CalendarFeed": {BOOKINGS: "user token_hash"},
    "events.Invoice": {
        INVOICES: "addressed_to lines transfer_reference",
        WORK: "moved_by",
        NOT_PERSONAL: "number purchase_order",
    },
    "events.Material": {
        SPEAKERS: "file name",
        WORK: "added_by",
        NOT_PERSONAL: "title description content_type link",
    },
    "events.Message": {PUBLISHED: "to_whom subject body", WORK: "sent_by"},
    "events.Needs": {NEEDS_AT_EVENTS: "sealed consent_wording"},
}
