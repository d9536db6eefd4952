"""What each role gets from each URL, GET and POST. A URL that is missing here fails the build.

A rule names the answer by role. Objects are the applicant's own: "applicant" asks for what is
theirs, "other" (who has an application of their own) and everyone else for what is foreign. One
long file: a table, read by looking up a URL; bulletins and forums have files of their own.
"""

from tests.security.bulletins_matrix import BULLETINS
from tests.security.forums_matrix import FORUMS
from tests.security.rules import (
    CONFLICT,
    COORDINATOR,
    DOOR,
    ENROL,
    FORBIDDEN,
    FORM,
    GONE,
    LOOK_AFTER,
    MANAGER,
    MINE,
    MISSING,
    MOVED,
    NO_METHOD,
    OK,
    ONLY_POST_MINE,
    PUBLIC,
    SIGN_IN,
    STAFF,
    Rule,
    answers,
    door,
    everyone,
    mine,
    page,
    records,
    settled,
    signed_in,
    staff,
)


def answering(answer: str) -> dict[str, str]:
    """Only for who answers for the organisation."""
    return signed_in(MISSING) | {"member": answer}


MATRIX: dict[str, Rule] = {
    # Public
    "home": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
    "search": PUBLIC,
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
    # An organisation: only for who answers for it
    "network:membership_confirm": Rule(answering(OK), answering(OK)),
    "network:membership_withdraw": Rule(answering(OK), answering(OK)),
    # The directory, and advice between members: the member's organisation, which is one
    "network:directory": PUBLIC,
    "network:directory_entry": PUBLIC,
    "network:advice_list": page(answering(OK)),
    "network:advice_ask": Rule(answering(OK), answering(OK)),
    "network:advice": Rule(answering(OK), answering(OK)),
    "network:advice_act": Rule(answering(OK), answering(MOVED)),
    "network:advice_report": Rule(answering(OK), answering(OK)),
    # Consultancy support: only for a member organisation's people
    "network:support": page(signed_in(OK) | {"member": MOVED}),
    "network:support_of": page(answering(OK)),
    "network:support_ask": Rule(answering(OK), answering(OK)),
    "network:support_request": Rule(answering(OK), answering(MOVED)),
    "network:support_take_back": Rule(answering(OK), answering(OK)),
    # The training exchange: only for a member organisation's people
    "network:training": page(signed_in(OK) | {"member": MOVED}),
    "network:training_of": page(answering(OK)),
    "network:training_find": page(answering(MOVED)),
    "network:training_new": Rule(answering(OK), answering(OK)),
    "network:training_post": page(answering(OK)),
    "network:training_change": Rule(answering(OK), answering(OK)),
    "network:training_renew": Rule(signed_in(NO_METHOD), answering(MOVED)),
    "network:training_join": Rule(signed_in(NO_METHOD), answering(MOVED)),
    "network:training_end": Rule(answering(OK), answering(OK)),
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

# An organisation: only for its people, here the applicant as its primary contact
MATRIX |= {
    "network:organisations": page(signed_in(OK) | dict.fromkeys(("applicant", "member"), MOVED)),
    "network:organisation": MINE,
    "network:organisation_edit": FORM,
    "network:listing": FORM,
    "network:organisation_invite": FORM,
    "network:organisation_leave": Rule(mine(CONFLICT), mine(CONFLICT)),
    "network:organisation_take_over": Rule(mine(MOVED), mine(MOVED)),
    "network:organisation_invitation": ONLY_POST_MINE,
    "network:organisation_request": Rule(mine(OK), mine(MOVED)),
    "network:organisation_person": MINE,
    "network:organisation_person_act": Rule(mine(OK), mine(MOVED)),
}

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


def reviewing(get: str, post: str) -> Rule:
    """Acts on a case: only the co-ordinator's."""
    return Rule(staff(get, *COORDINATOR), staff(post, *COORDINATOR))


def only_post(answer: str) -> Rule:
    """Acts without a page of their own."""
    return Rule(staff(NO_METHOD, *STAFF), staff(answer, *COORDINATOR))


BACK_TO_THE_SITE = Rule(settled(everyone(DOOR), staff=MOVED), settled(everyone(DOOR), staff=MOVED))

MATRIX |= {
    # Staff and admin
    "report": Rule(*2 * [settled(staff(OK, *LOOK_AFTER), people=FORBIDDEN, unenrolled=ENROL)]),
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
    "admin:network_organisation_people": Rule(staff(OK, *COORDINATOR), staff(NO_METHOD, *STAFF)),
    "admin:network_organisation_people_invite": reviewing(OK, OK),
    "admin:network_organisation_people_act": reviewing(OK, OK),
    "admin:network_organisation_people_take_back": only_post(MOVED),
    "admin:network_organisation_find_other": Rule(staff(OK, *LOOK_AFTER), staff(NO_METHOD, *STAFF)),
    "admin:network_organisation_merge": answers(OK, OK, LOOK_AFTER),
    **records("network_organisationmerge", LOOK_AFTER),
    "admin:network_organisationmerge_before": only_post(OK),
    "admin:network_user_find_other": Rule(staff(OK, *LOOK_AFTER), staff(NO_METHOD, *STAFF)),
    "admin:network_user_merge": answers(OK, OK, LOOK_AFTER),
    **records("network_accountmerge", LOOK_AFTER),
    "admin:network_accountmerge_before": only_post(OK),
    **records("network_membership", COORDINATOR),
    "admin:network_membership_overdue": reviewing(OK, OK),
    "admin:network_membership_act": reviewing(OK, OK),
    "admin:network_membership_confirm_for": reviewing(CONFLICT, OK),
    "admin:network_organisation_export": Rule(staff(NO_METHOD, *STAFF), staff(OK, *STAFF)),
    **records("network_memberimport", COORDINATOR),
    "admin:network_memberimport_bring_in": reviewing(OK, OK),
    "admin:network_memberimport_template": Rule(staff(OK, *COORDINATOR), staff(NO_METHOD, *STAFF)),
    "admin:network_memberimport_match": reviewing(MOVED, MOVED),
    "admin:network_memberimport_decide": only_post(MOVED),
    "admin:network_memberimport_act": reviewing(OK, MOVED),
    "admin:network_memberimport_left": only_post(OK),
    **records("network_advicereport", COORDINATOR, change=COORDINATOR),
    **records("network_confirmation", COORDINATOR, change=COORDINATOR),
    **records("network_guidanceenquiry", COORDINATOR, change=COORDINATOR, add=COORDINATOR),
    **records("network_supportrequest", COORDINATOR, add=COORDINATOR),
    "admin:network_supportrequest_decide": reviewing(OK, OK),
    **records("network_trainingpost", COORDINATOR),
    "admin:network_trainingpost_decide": reviewing(OK, OK),
    "admin:events_event_from_exchange": reviewing(OK, OK),
    **records("network_joinrequest", COORDINATOR, change=COORDINATOR),
    **records("network_letterpreset", COORDINATOR, change=COORDINATOR),
    **records("network_user", LOOK_AFTER),
    "admin:network_user_invite": Rule(staff(OK, *MANAGER), staff(OK, *MANAGER)),
    "admin:network_user_act": Rule(staff(OK, *MANAGER), staff(OK, *MANAGER)),
    # One's own deputy, here the events officer's, or anybody's for Managers
    "admin:network_user_deputy": answers(OK, OK, ("events", *MANAGER)),
    "admin:network_user_deputy_end": Rule(
        staff(NO_METHOD, *STAFF), staff(MOVED, "events", *MANAGER)
    ),
    **records("portal_outgoingmail", LOOK_AFTER),
    "admin:portal_outgoingmail_send_again": Rule(staff(OK, *LOOK_AFTER), staff(MOVED, *LOOK_AFTER)),
    **records("portal_auditentry", LOOK_AFTER),
    **records("portal_retentionrun", LOOK_AFTER),
    **records("portal_erasure", LOOK_AFTER),
    "admin:portal_erasure_find": Rule(staff(OK, *LOOK_AFTER), staff(OK, *LOOK_AFTER)),
    "admin:portal_erasure_person": Rule(staff(OK, *LOOK_AFTER), staff(OK, *LOOK_AFTER)),
    **records("portal_sitesettings", LOOK_AFTER, change=LOOK_AFTER),
    "admin:portal_sitesettings_changelist": Rule(staff(MOVED, *STAFF), staff(MOVED, *STAFF)),
}

# Events in the admin: set up by the officers, run by co-ordinators as well, read by managers
OFFICERS, RUNNING = ("events",), ("events", "coordinator")
READING = ("events", "coordinator", "manager")


MATRIX |= {
    **records("events_event", READING, change=OFFICERS, add=OFFICERS),
    "admin:events_event_copy": answers(OK, OK, OFFICERS),
    "admin:events_event_publish": answers(CONFLICT, CONFLICT, OFFICERS),
    "admin:events_event_announce": answers(OK, OK, OFFICERS),
    "admin:events_event_cancel": answers(OK, OK, OFFICERS),
    "admin:events_event_call_off": answers(OK, OK, OFFICERS),
    "admin:events_event_take_back": answers(CONFLICT, CONFLICT, OFFICERS),
    "admin:events_event_needs": answers(OK, OK, OFFICERS),
    "admin:events_event_places": answers(OK, OK, RUNNING),
    "admin:events_event_book": answers(OK, OK, RUNNING),
    "admin:events_event_lists": answers(OK, OK, RUNNING),
    "admin:events_event_fallback": answers(OK, OK, RUNNING),
    "admin:events_event_messages": answers(OK, OK, RUNNING),
    "admin:events_event_write": answers(OK, OK, RUNNING),
    "admin:events_event_message": answers(OK, OK, RUNNING),
    "admin:events_event_materials": answers(OK, OK, RUNNING),
    "admin:events_event_material_add": answers(OK, OK, RUNNING),
    "admin:events_event_material": answers(OK, OK, RUNNING),
    "admin:events_event_material_file": Rule(staff(OK, *RUNNING), staff(NO_METHOD, *STAFF)),
    "admin:events_event_material_move": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *RUNNING)),
    "admin:events_event_material_withdraw": answers(OK, MOVED, RUNNING),
    "admin:events_event_failed": answers(OK, OK, RUNNING),
    "admin:events_event_outcome": answers(OK, OK, READING),
    "admin:events_event_waiting": answers(OK, OK, READING),
    **records("events_slot", READING, change=OFFICERS),
    "admin:events_slot_delete": answers(OK, OK, OFFICERS),
    **records("events_delegate", READING),
    "admin:events_delegate_place": Rule(staff(NO_METHOD, *STAFF), staff(OK, *RUNNING)),
    "admin:events_delegate_let_in": answers(CONFLICT, CONFLICT, RUNNING),
    "admin:events_delegate_cancel": answers(OK, OK, RUNNING),
    **records("events_invoice", RUNNING),
    "admin:events_invoice_pdf": Rule(staff(OK, *RUNNING), staff(NO_METHOD, *STAFF)),
    "admin:events_invoice_paid": answers(OK, OK, RUNNING),
    "admin:events_invoice_waive": answers(OK, OK, RUNNING),
    "admin:events_invoice_refund": answers(CONFLICT, CONFLICT, RUNNING),
    **records("events_notice", RUNNING),
    "admin:events_notice_try_again": answers(OK, MOVED, RUNNING),
    **records("events_contributor", READING, change=OFFICERS, add=OFFICERS),
    "admin:events_contributor_invite": answers(OK, MOVED, OFFICERS),
    # A contributor's personal link, for whoever has it
    "events:speaker": LINKED,
    "events:speaker_decline": LINKED,
    "events:speaker_details": LINKED_FORM,
    "events:speaker_needs": LINKED_FORM,
    "events:speaker_hand_in": Rule(everyone(MOVED), everyone(MOVED)),  # not said yes either
    "events:speaker_take_back": Rule(everyone(MISSING), everyone(MISSING)),
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
    "account_data": page(signed_in(OK)),
    "account_data_file": page(signed_in(MOVED) | dict.fromkeys(STAFF, OK)),  # who came just now
    "account_erase": Rule(  # only who came just now; staff are hindered
        signed_in(MOVED) | dict.fromkeys(STAFF, OK), signed_in(MOVED) | dict.fromkeys(STAFF, OK)
    ),
    "account_erased": PUBLIC,
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

MATRIX |= BULLETINS | FORUMS
