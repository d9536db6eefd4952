"""What each role gets from each URL, GET and POST. A URL that is missing here fails the build.

A rule names the answer by role. Objects are the applicant's own: "applicant" asks for what is
theirs, "other" (who has an application of their own) and everyone else for what is foreign.
"""

from collections.abc import Mapping
from dataclasses import dataclass

OK, SIGN_IN, ENROL = "ok", "sign-in", "enrol"
DOOR = "door"  # the admin's own way out; test_admin_login_is_no_second_door says where it leads
FORBIDDEN, MISSING, NO_METHOD = "403", "404", "405"
MOVED, GONE, CONFLICT, BAD = "moved", "410", "409", "400"

PEOPLE = ("stranger", "applicant", "other", "member")
STAFF = ("coordinator", "manager", "events", "editor")


@dataclass(frozen=True)
class Rule:
    get: Mapping[str, str]
    post: Mapping[str, str]


def everyone(answer: str) -> dict[str, str]:
    return dict.fromkeys(("anonymous", *PEOPLE, *STAFF, "unenrolled"), answer)


def signed_in(answer: str) -> dict[str, str]:
    return everyone(answer) | {"anonymous": SIGN_IN}


def mine(answer: str) -> dict[str, str]:
    """Only who takes part; staff review in the admin, not here."""
    return everyone(MISSING) | {"anonymous": SIGN_IN, "applicant": answer}


def staff(answer: str, *allowed: str) -> dict[str, str]:
    """Admin pages: closed to others, to staff without a factor, and to staff without the right."""
    closed = everyone(DOOR) | {"anonymous": SIGN_IN} | dict.fromkeys(STAFF, FORBIDDEN)
    return closed | dict.fromkeys(allowed, answer)


def settled(rule: dict[str, str], **answers: str) -> dict[str, str]:
    """A rule with some roles' answers of their own; `people` and `staff` stand for all of them."""
    for group, roles in {"people": PEOPLE, "staff": STAFF}.items():
        if group in answers:
            rule = rule | dict.fromkeys(roles, answers.pop(group))
    return rule | answers


def page(rule: dict[str, str]) -> Rule:
    """A page that only shows: nobody who is signed in can POST to it, not even to learn of it."""
    return Rule(rule, {r: SIGN_IN if a == SIGN_IN else NO_METHOD for r, a in rule.items()})


def door(rule: dict[str, str]) -> dict[str, str]:
    """Django's own admin pages send visitors to the admin's way out as well."""
    return rule | {"anonymous": DOOR}


PUBLIC = page(everyone(OK))
MINE = page(mine(OK))
ONLY_POST_MINE = Rule(signed_in(NO_METHOD), mine(MOVED))
FORM = Rule(mine(OK), mine(OK))


def records(
    model: str, view: tuple[str, ...], change: tuple[str, ...] = (), add: tuple[str, ...] = ()
) -> dict[str, Rule]:
    """Django's five admin pages of a model."""
    changed = staff(OK, *view) | dict.fromkeys(change, OK)
    posted = staff(FORBIDDEN) | dict.fromkeys(change, OK)
    return {
        f"admin:{model}_changelist": Rule(staff(OK, *view), staff(OK, *view)),
        f"admin:{model}_add": Rule(staff(OK, *add), staff(OK, *add)),
        f"admin:{model}_change": Rule(changed, posted),
        f"admin:{model}_history": Rule(staff(OK, *view), staff(OK, *view)),
        f"admin:{model}_delete": Rule(staff(OK), staff(OK)),
    }


# The matrix ------------------------------------------------------------------------------------

MATRIX: dict[str, Rule] = {
    # Public
    "home": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "network:index": PUBLIC,
    "network:eligibility": PUBLIC,
    "network:eligibility_question": Rule(everyone(OK), everyone(OK)),
    "network:eligibility_result": page(everyone(MOVED)),
    "network:eligibility_restart": Rule(everyone(NO_METHOD), everyone(MOVED)),
    "network:guidance": Rule(everyone(OK), everyone(OK)),
    "network:guidance_sent": PUBLIC,
    "network:apply": Rule(everyone(OK), everyone(MOVED) | {"anonymous": OK}),
    # Behind sign-in
    "dashboard": page(signed_in(OK)),
    "network:join": Rule(signed_in(OK), signed_in(OK)),
    # One application: only for who takes part
    "network:application": MINE,
    "network:check": MINE,
    "network:copy": page(mine(MOVED)),
    "network:sent": page(mine(MOVED)),
    "network:step": Rule(mine(OK), mine(CONFLICT)),
    "network:declaration": FORM,
    "network:withdraw": Rule(mine(OK), mine(MOVED)),
    "network:answer": Rule(mine(MOVED), mine(MOVED)),
    "network:colleagues": FORM,
    "network:revoke_invitation": ONLY_POST_MINE,
    "network:documents": FORM,
    "network:document": MINE,
    "network:remove_document": Rule(mine(OK), mine(MOVED)),
    # A personal link, made for "stranger": others are refused, nobody learns more
    "network:invitation": Rule(
        everyone(FORBIDDEN) | {"anonymous": OK, "stranger": OK},
        everyone(FORBIDDEN) | {"anonymous": SIGN_IN, "stranger": MOVED},
    ),
}

# Bulletins: what has gone out, and the link by which somebody leaves the list
MATRIX |= {
    "bulletins:index": PUBLIC,
    "bulletins:bulletin": PUBLIC,
    "bulletins:unsubscribe": Rule(everyone(OK), everyone(OK)),
    "bulletins:news": PUBLIC,
    "bulletins:feed": PUBLIC,
    "bulletins:post": PUBLIC,
    "bulletins:practice": PUBLIC,
    "bulletins:picture": PUBLIC,
    "bulletins:subscribe": Rule(everyone(OK), everyone(OK)),
    "bulletins:subscribe_sent": PUBLIC,
    "bulletins:confirm": Rule(everyone(OK), everyone(OK)),  # whoever has the link
    "bulletins:preferences": Rule(signed_in(OK), signed_in(OK)),
    # What members share is for the people of their organisation; "member" is its contact
    "bulletins:share": page(signed_in(OK)),
    "bulletins:share_new": Rule(signed_in(OK), signed_in(OK) | {"member": MOVED}),
    "bulletins:shared": page(signed_in(MISSING) | {"member": OK}),
    "bulletins:share_change": Rule(
        signed_in(MISSING) | {"member": MOVED}, signed_in(MISSING) | {"member": CONFLICT}
    ),
    "bulletins:share_take_back": Rule(
        signed_in(MISSING) | {"member": OK}, signed_in(MISSING) | {"member": MOVED}
    ),
    "bulletins:share_picture": page(signed_in(MISSING) | {"member": OK}),
}
# Mail providers come with a secret, and nobody else has it
MATRIX |= dict.fromkeys(
    (f"mail_events:{name}" for name in ("brevo", "mailjet", "mailtrap", "postmark")),
    Rule(everyone(NO_METHOD), everyone(BAD)),
)

# Events: bookings are for who made them, personal links for whoever has them
LINKED = Rule(everyone(OK), everyone(MOVED))
LINKED_FORM = Rule(everyone(OK), everyone(OK))

MATRIX |= {
    "events:index": PUBLIC,
    "events:calendar": PUBLIC,
    "events:event": PUBLIC,
    "events:programme": PUBLIC,
    "events:event_ics": PUBLIC,
    "events:book": Rule(signed_in(OK), signed_in(OK)),
    "events:bookings": page(signed_in(OK)),
    "events:booking": MINE,
    "events:open_own": Rule(signed_in(NO_METHOD), signed_in(MISSING) | {"member": MOVED}),
    "events:cancel_booking": Rule(mine(OK), mine(MOVED)),
    "events:invoice": MINE,
    "events:material": PUBLIC,
    "events:booking_material": MINE,
    "events:delegate_material": PUBLIC,  # whoever has the link
    "events:speaker_material": page(everyone(MISSING)),  # they have not said yes
    "events:booking_choices": Rule(mine(OK), mine(MOVED)),
    "events:booking_hand_over": FORM,
    "events:booking_cancel": Rule(mine(OK), mine(MOVED)),
    "events:booking_offer": Rule(mine(OK), mine(MOVED)),
    "events:delegate": LINKED,
    "events:delegate_choices": LINKED,
    "events:delegate_hand_over": LINKED_FORM,
    "events:delegate_cancel": LINKED,
    "events:delegate_badge": LINKED_FORM,
    "events:delegate_needs": LINKED_FORM,
    "events:delegate_remove_needs": LINKED,
    "events:offer": LINKED,
    # The event is weeks away: nobody is asked yet
    "events:booking_feedback": Rule(mine(MOVED), mine(MOVED)),
    "events:delegate_feedback": Rule(everyone(MOVED), everyone(MOVED)),
    "events:booking_certificate": page(mine(MISSING)),  # nobody has come yet
    "events:delegate_certificate": page(everyone(MISSING)),
}


def keeping(answer: str) -> dict[str, str]:
    """The door: for who runs events, with a second factor."""
    closed = settled(signed_in(FORBIDDEN), unenrolled=ENROL)
    return closed | dict.fromkeys(("coordinator", "events"), answer)


# The event is weeks away: nobody can be ticked in, and a volunteer's link shows nobody yet.
MATRIX |= {
    "events:check_in": Rule(keeping(OK), keeping(OK)),
    "events:check_in_worker": PUBLIC,
    "events:check_in_taps": Rule(keeping(CONFLICT), keeping(CONFLICT)),
    "events:check_in_name": Rule(keeping(OK), keeping(OK)),
    "events:check_in_badge": page(keeping(OK)),
    "events:badges": page(keeping(OK)),
    "events:room_sheets": page(keeping(OK)),
    "events:volunteers": Rule(keeping(OK), keeping(OK)),
    "events:revoke_link": Rule(keeping(OK), keeping(MOVED)),
    "events:volunteer": Rule(everyone(OK), everyone(OK)),
    "events:volunteer_taps": Rule(everyone(CONFLICT), everyone(CONFLICT)),
}

COORDINATOR = ("coordinator",)
MANAGER = ("manager",)
LOOK_AFTER = ("coordinator", "manager")


def reviewing(get: str, post: str) -> Rule:
    """Acts on a case: only the co-ordinator's."""
    return Rule(staff(get, *COORDINATOR), staff(post, *COORDINATOR))


def only_post(answer: str) -> Rule:
    """Acts without a page of their own."""
    return Rule(staff(NO_METHOD, *STAFF), staff(answer, *COORDINATOR))


BACK_TO_THE_SITE = Rule(settled(everyone(DOOR), staff=MOVED), settled(everyone(DOOR), staff=MOVED))

MATRIX |= {
    # Staff and admin
    "staff": Rule(settled(signed_in(FORBIDDEN), staff=OK, unenrolled=ENROL), everyone(NO_METHOD)),
    "admin:index": Rule(door(staff(OK, *STAFF)), door(staff(OK, *STAFF))),
    "admin:app_list": Rule(door(staff(OK, *STAFF)), door(staff(OK, *STAFF))),
    "admin:autocomplete": Rule(door(staff(FORBIDDEN)), door(staff(NO_METHOD, *STAFF))),
    "admin:jsi18n": Rule(door(staff(OK, *STAFF)), door(staff(NO_METHOD, *STAFF))),
    "admin:view_on_site": Rule(door(staff(MISSING, *STAFF)), door(staff(MISSING, *STAFF))),
    "admin:login": Rule(
        settled(signed_in(FORBIDDEN), staff=MOVED, unenrolled=ENROL),
        settled(signed_in(FORBIDDEN), staff=MOVED, unenrolled=ENROL),
    ),
    "admin:logout": Rule(
        settled(everyone(MOVED), staff=OK, anonymous=DOOR),
        settled(everyone(MOVED), anonymous=DOOR),
    ),
    "admin:password_change": BACK_TO_THE_SITE,
    "admin:password_change_done": BACK_TO_THE_SITE,
    **records("network_application", LOOK_AFTER, change=LOOK_AFTER, add=COORDINATOR),
    "admin:network_application_start_review": only_post(MOVED),
    "admin:network_application_finding": only_post(OK),
    "admin:network_application_note": only_post(OK),
    "admin:network_application_leadership": only_post(OK),
    "admin:network_application_decide": reviewing(CONFLICT, OK),
    "admin:network_application_assign": reviewing(OK, OK),
    "admin:network_application_match": reviewing(OK, MOVED),
    "admin:network_application_type_for": reviewing(OK, OK),
    "admin:network_application_withdraw_for": reviewing(OK, OK),
    "admin:network_application_document": Rule(staff(OK, *COORDINATOR), staff(NO_METHOD, *STAFF)),
    **records("network_organisation", STAFF, change=COORDINATOR),
    **records("network_membership", COORDINATOR),
    **records("network_guidanceenquiry", COORDINATOR, change=COORDINATOR, add=COORDINATOR),
    **records("network_joinrequest", COORDINATOR, change=COORDINATOR),
    **records("network_letterpreset", COORDINATOR, change=COORDINATOR),
    **records("network_user", LOOK_AFTER),
    "admin:network_user_invite": Rule(staff(OK, *MANAGER), staff(OK, *MANAGER)),
    "admin:network_user_act": Rule(staff(OK, *MANAGER), staff(OK, *MANAGER)),
    **records("portal_outgoingmail", LOOK_AFTER),
    "admin:portal_outgoingmail_send_again": Rule(staff(OK, *LOOK_AFTER), staff(MOVED, *LOOK_AFTER)),
    **records("portal_auditentry", LOOK_AFTER),
    **records("portal_sitesettings", LOOK_AFTER, change=LOOK_AFTER),
    "admin:portal_sitesettings_changelist": Rule(staff(MOVED, *STAFF), staff(MOVED, *STAFF)),
}

# Events in the admin: set up by the officers, run by co-ordinators as well, read by managers
OFFICERS, RUNNING = ("events",), ("events", "coordinator")
READING = ("events", "coordinator", "manager")


def event_page(get: str, post: str, allowed: tuple[str, ...]) -> Rule:
    return Rule(staff(get, *allowed), staff(post, *allowed))


MATRIX |= {
    **records("events_event", READING, change=OFFICERS, add=OFFICERS),
    "admin:events_event_copy": event_page(OK, OK, OFFICERS),
    "admin:events_event_publish": event_page(CONFLICT, CONFLICT, OFFICERS),
    "admin:events_event_announce": event_page(OK, OK, OFFICERS),
    "admin:events_event_cancel": event_page(OK, OK, OFFICERS),
    "admin:events_event_call_off": event_page(OK, OK, OFFICERS),
    "admin:events_event_take_back": event_page(CONFLICT, CONFLICT, OFFICERS),
    "admin:events_event_needs": event_page(OK, OK, OFFICERS),
    "admin:events_event_places": event_page(OK, OK, RUNNING),
    "admin:events_event_book": event_page(OK, OK, RUNNING),
    "admin:events_event_lists": event_page(OK, OK, RUNNING),
    "admin:events_event_fallback": event_page(OK, OK, RUNNING),
    "admin:events_event_messages": event_page(OK, OK, RUNNING),
    "admin:events_event_write": event_page(OK, OK, RUNNING),
    "admin:events_event_message": event_page(OK, OK, RUNNING),
    "admin:events_event_materials": event_page(OK, OK, RUNNING),
    "admin:events_event_material_add": event_page(OK, OK, RUNNING),
    "admin:events_event_material": event_page(OK, OK, RUNNING),
    "admin:events_event_material_file": Rule(staff(OK, *RUNNING), staff(NO_METHOD, *STAFF)),
    "admin:events_event_material_move": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *RUNNING)),
    "admin:events_event_material_withdraw": event_page(OK, MOVED, RUNNING),
    "admin:events_event_failed": event_page(OK, OK, RUNNING),
    "admin:events_event_outcome": event_page(OK, OK, READING),
    "admin:events_event_waiting": event_page(OK, OK, READING),
    **records("events_slot", READING, change=OFFICERS),
    "admin:events_slot_delete": event_page(OK, OK, OFFICERS),
    **records("events_delegate", READING),
    "admin:events_delegate_place": Rule(staff(NO_METHOD, *STAFF), staff(OK, *RUNNING)),
    "admin:events_delegate_let_in": event_page(CONFLICT, CONFLICT, RUNNING),
    "admin:events_delegate_cancel": event_page(OK, OK, RUNNING),
    **records("events_invoice", RUNNING),
    "admin:events_invoice_pdf": Rule(staff(OK, *RUNNING), staff(NO_METHOD, *STAFF)),
    "admin:events_invoice_paid": event_page(OK, OK, RUNNING),
    "admin:events_invoice_waive": event_page(OK, OK, RUNNING),
    "admin:events_invoice_refund": event_page(CONFLICT, CONFLICT, RUNNING),
    **records("events_notice", RUNNING),
    "admin:events_notice_try_again": event_page(OK, MOVED, RUNNING),
    **records("events_contributor", READING, change=OFFICERS, add=OFFICERS),
    "admin:events_contributor_invite": event_page(OK, MOVED, OFFICERS),
    # A contributor's personal link, for whoever has it
    "events:speaker": LINKED,
    "events:speaker_decline": LINKED,
    "events:speaker_details": LINKED_FORM,
    "events:speaker_needs": LINKED_FORM,
    "events:speaker_hand_in": Rule(everyone(MOVED), everyone(MOVED)),  # not said yes either
    "events:speaker_take_back": Rule(everyone(MISSING), everyone(MISSING)),
}

# Posts in the admin: for who publishes
PUBLISHING = ("coordinator", "editor")

MATRIX |= {
    **records("bulletins_post", PUBLISHING, change=PUBLISHING, add=PUBLISHING),
    "admin:bulletins_post_delete": event_page(OK, OK, PUBLISHING),
    "admin:bulletins_post_preview": event_page(OK, OK, PUBLISHING),
    "admin:bulletins_post_publish": event_page(OK, MOVED, PUBLISHING),
    "admin:bulletins_post_withdraw": event_page(CONFLICT, CONFLICT, PUBLISHING),
    "admin:bulletins_post_pictures": event_page(OK, OK, PUBLISHING),
    "admin:bulletins_post_picture_add": event_page(OK, OK, PUBLISHING),
    "admin:bulletins_post_picture": event_page(OK, OK, PUBLISHING),
    "admin:bulletins_post_picture_move": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *PUBLISHING)),
    "admin:bulletins_post_picture_remove": event_page(OK, MOVED, PUBLISHING),
}

# Lists of bulletins in the admin: for who publishes them; the settings for managers as well
LISTS, SETTINGS = ("coordinator", "editor"), ("coordinator", "editor", "manager")

MATRIX |= {
    **records("bulletins_subscriber", LISTS, add=LISTS),
    "admin:bulletins_subscriber_take_off": event_page(OK, MOVED, LISTS),
    "admin:bulletins_subscriber_bring_in": event_page(OK, OK, LISTS),
    "admin:bulletins_subscriber_export": Rule(staff(NO_METHOD, *STAFF), staff(OK, *LISTS)),
    **records("bulletins_suppression", LISTS),
    "admin:bulletins_suppression_lift": event_page(OK, OK, LISTS),
    **records("bulletins_mailevent", LISTS),
    **records("bulletins_addresscheck", SETTINGS),
    "admin:bulletins_addresscheck_changelist": Rule(staff(OK, *SETTINGS), staff(OK, *LOOK_AFTER)),
}

# What members share, in the admin
EDITING = ("coordinator", "editor")

MATRIX |= {
    **records("bulletins_submission", EDITING, add=EDITING),
    "admin:bulletins_submission_decide": event_page(OK, OK, EDITING),
    "admin:bulletins_submission_make_post": Rule(
        staff(NO_METHOD, *STAFF), staff(CONFLICT, *EDITING)
    ),
    "admin:bulletins_submission_picture": Rule(staff(OK, *EDITING), staff(NO_METHOD, *STAFF)),
# Bulletins in the admin: made, approved and sent by editors and co-ordinators; managers read and
# approve
EDITING, SEEING = ("coordinator", "editor"), ("coordinator", "editor", "manager")


def show_page(allowed: tuple[str, ...]) -> Rule:
    return Rule(staff(OK, *allowed), staff(NO_METHOD, *STAFF))


def press(answer: str, allowed: tuple[str, ...]) -> Rule:
    return Rule(staff(NO_METHOD, *STAFF), staff(answer, *allowed))


MATRIX |= {
    **records("bulletins_bulletin", SEEING, add=EDITING),
    "admin:bulletins_bulletin_change": show_page(SEEING),
    "admin:bulletins_bulletin_delete": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_calendar": show_page(SEEING),
    "admin:bulletins_bulletin_details": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_pick": press(MOVED, EDITING),
    "admin:bulletins_bulletin_section_add": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_section": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_section_move": press(MOVED, EDITING),
    "admin:bulletins_bulletin_section_remove": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_item_add": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_item": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_item_move": press(MOVED, EDITING),
    "admin:bulletins_bulletin_item_remove": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_preview": show_page(SEEING),
    "admin:bulletins_bulletin_frame": show_page(SEEING),
    "admin:bulletins_bulletin_test": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_check": event_page(OK, CONFLICT, SEEING),
    "admin:bulletins_bulletin_take_back": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_schedule": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_send_now": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_unschedule": press(MOVED, EDITING),
    "admin:bulletins_bulletin_pause": event_page(OK, OK, EDITING),
    "admin:bulletins_bulletin_resume": press(MOVED, EDITING),
    "admin:bulletins_bulletin_stop": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_correct": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_deliveries": show_page(EDITING),
    "admin:bulletins_bulletin_retry": event_page(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_retry_one": press(MOVED, EDITING),
    "admin:bulletins_bulletin_doubt": event_page(OK, OK, EDITING),
    **records("bulletins_delivery", EDITING),
    **records("bulletins_bulletinsettings", SEEING),
    "admin:bulletins_bulletinsettings_change": Rule(
        staff(OK, *SEEING), staff(FORBIDDEN) | dict.fromkeys(("coordinator", "manager"), MOVED)
    ),
    "admin:bulletins_bulletinsettings_changelist": Rule(staff(MOVED, *STAFF), staff(MOVED, *STAFF)),
}

# Signing in: staff confirm with their factor (moved) before they touch what protects the account,
# and staff without one can touch nothing of it (enrol).
GUARDED = settled(signed_in(MOVED), unenrolled=ENROL)
ADDING = settled(signed_in(OK), staff=MOVED, unenrolled=ENROL)
NOT_THERE = settled(signed_in(MISSING), unenrolled=ENROL)
CONFIRMING = signed_in(FORBIDDEN)
VISITORS = settled(everyone(MOVED), anonymous=OK)

MATRIX |= {
    "account": page(signed_in(OK)),
    "account_person": Rule(signed_in(OK), signed_in(OK)),
    "account_calendar": Rule(signed_in(OK), signed_in(OK)),
    "account_calendar_feed": PUBLIC,  # whoever has the link
    "account_email": Rule(settled(signed_in(OK), unenrolled=ENROL), GUARDED),
    "account_change_password": Rule(GUARDED, GUARDED),
    "account_set_password": Rule(
        settled(signed_in(OK), unenrolled=ENROL), settled(signed_in(OK), unenrolled=ENROL)
    ),
    "account_email_verification_sent": Rule(GUARDED, GUARDED),
    "account_signup": Rule(VISITORS, VISITORS),
    "account_login": Rule(VISITORS, VISITORS),
    "account_request_login_code": Rule(VISITORS, VISITORS),
    "account_confirm_login_code": Rule(signed_in(MOVED), signed_in(MOVED)),
    "account_logout": Rule(settled(everyone(OK), anonymous=MOVED), everyone(MOVED)),
    "account_inactive": PUBLIC,
    "account_reset_password": Rule(everyone(OK), everyone(OK)),
    "account_confirm_password_reset_code": Rule(everyone(SIGN_IN), everyone(SIGN_IN)),
    "account_complete_password_reset": Rule(everyone(MOVED), everyone(MOVED)),
    "account_password_reset_completed": PUBLIC,
    "account_reauthenticate": Rule(
        settled(CONFIRMING, staff=MOVED), settled(CONFIRMING, staff=MOVED)
    ),
    "mfa_index": page(signed_in(OK)),
    "mfa_authenticate": Rule(signed_in(MOVED), signed_in(MOVED)),
    "mfa_reauthenticate": Rule(settled(CONFIRMING, staff=OK), settled(CONFIRMING, staff=OK)),
    "mfa_reauthenticate_webauthn": Rule(
        settled(CONFIRMING, staff=MOVED), settled(CONFIRMING, staff=MOVED)
    ),
    "mfa_login_webauthn": Rule(signed_in(MOVED), signed_in(MOVED)),
    "mfa_activate_totp": Rule(ADDING, ADDING),
    "mfa_add_webauthn": Rule(ADDING, ADDING),
    "mfa_generate_recovery_codes": Rule(ADDING, ADDING),
    "mfa_deactivate_totp": Rule(settled(NOT_THERE, staff=MOVED), settled(NOT_THERE, staff=MOVED)),
    "mfa_list_webauthn": page(signed_in(OK)),
    "mfa_edit_webauthn": Rule(settled(NOT_THERE, staff=MOVED), settled(NOT_THERE, staff=MOVED)),
    "mfa_remove_webauthn": Rule(NOT_THERE, NOT_THERE),
    "mfa_view_recovery_codes": Rule(NOT_THERE, settled(signed_in(NO_METHOD), unenrolled=ENROL)),
    "mfa_download_recovery_codes": Rule(NOT_THERE, NOT_THERE),
    "usersessions_list": Rule(signed_in(OK), signed_in(MOVED)),
    "enrolment_needed": Rule(signed_in(FORBIDDEN), signed_in(NO_METHOD)),
    "enrol": Rule(signed_in(GONE), signed_in(GONE)),
    "enrol_choose": Rule(
        settled(signed_in(OK), unenrolled=ENROL),
        signed_in(NO_METHOD),
    ),
}

# How often a page may ask the database, for any role that may see it ----------------------------

QUERIES = 12
# A page that needs more: its number, and why. An entry that is needed no longer fails the build.
MORE_QUERIES = {
    # figures of every part of the site
    "staff": 13,
    "admin:index": 13,
    # the sign-in library asks for each kind of second factor by itself, and writes the challenge
    # into the session
    "mfa_add_webauthn": 13,
}
