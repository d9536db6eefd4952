"""In which retention class each field of the bulletins' records is. Pure: data alone."""

from portal.keeping import (
    ACCOUNTS,
    DELIVERIES,
    NOT_PERSONAL,
    PUBLISHED,
    REPORTS,
    SHARED,
    SUBSCRIPTIONS,
    SUPPRESSIONS,
    WORK,
    Fields,
)

FIELDS: Fields = {
    "bulletins.Preference": {ACCOUNTS: "user"},
    "bulletins.Subscriber": {SUBSCRIPTIONS: "email name consent_wording token_hash"},
    "bulletins.Suppression": {SUPPRESSIONS: "address detail"},
    "bulletins.Post": {
        PUBLISHED: "title summary body byline what_changed what_it_means problem what_was_done "
        "differently searched",
        WORK: "created_by",
        NOT_PERSONAL: "slug link do_by",
    },
    "bulletins.Picture": {
        PUBLISHED: "file alternative credit",
        WORK: "added_by",
        NOT_PERSONAL: "content_type",
    },
    "bulletins.Submission": {
        SHARED: "by title text problem what_was_done what_changed differently picture_file "
        "picture_alternative",
        WORK: "entered_by",
        NOT_PERSONAL: "reference link picture_type",
    },
    "bulletins.SubmissionEvent": {SHARED: "by text", NOT_PERSONAL: "erasure"},
    "bulletins.Bulletin": {
        PUBLISHED: "subject introduction",
        WORK: "approved_by created_by changed_by",
        NOT_PERSONAL: "slug pause_reason outcome quarter_on",
    },
    "bulletins.Section": {PUBLISHED: "heading"},
    "bulletins.Item": {PUBLISHED: "title text", NOT_PERSONAL: "link"},
    "bulletins.Edition": {PUBLISHED: "subject html text", NOT_PERSONAL: "digest"},
    "bulletins.Delivery": {DELIVERIES: "address name user last_error"},
    "bulletins.BulletinSettings": {NOT_PERSONAL: "dkim_selector"},
    "bulletins.MailEvent": {REPORTS: "address detail", NOT_PERSONAL: "provider event_id"},
    "bulletins.AddressCheck": {NOT_PERSONAL: "domain selector found"},
}
