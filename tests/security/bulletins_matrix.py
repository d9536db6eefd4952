"""What each role gets from the pages of bulletins; a part of the matrix."""

from tests.security.rules import (
    BAD,
    CONFLICT,
    FORBIDDEN,
    LOOK_AFTER,
    MISSING,
    MOVED,
    NO_METHOD,
    OK,
    PUBLIC,
    STAFF,
    Rule,
    answers,
    everyone,
    page,
    records,
    signed_in,
    staff,
)

# What has gone out, and the links by which somebody comes to a list or leaves it
BULLETINS: dict[str, Rule] = {
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
BULLETINS |= dict.fromkeys(
    (f"mail_events:{name}" for name in ("brevo", "mailjet", "mailtrap", "postmark")),
    Rule(everyone(NO_METHOD), everyone(BAD)),
)

# Posts in the admin: for who publishes
PUBLISHING = ("coordinator", "editor")

BULLETINS |= {
    **records("bulletins_post", PUBLISHING, change=PUBLISHING, add=PUBLISHING),
    "admin:bulletins_post_delete": answers(OK, OK, PUBLISHING),
    "admin:bulletins_post_preview": answers(OK, OK, PUBLISHING),
    "admin:bulletins_post_publish": answers(OK, CONFLICT, PUBLISHING),  # of which version?
    "admin:bulletins_post_withdraw": answers(CONFLICT, CONFLICT, PUBLISHING),
    "admin:bulletins_post_pictures": answers(OK, OK, PUBLISHING),
    "admin:bulletins_post_picture_add": answers(OK, OK, PUBLISHING),
    "admin:bulletins_post_picture": answers(OK, OK, PUBLISHING),
    "admin:bulletins_post_picture_move": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *PUBLISHING)),
    "admin:bulletins_post_picture_remove": answers(OK, MOVED, PUBLISHING),
}

# Lists of bulletins in the admin: for who publishes them; the settings for managers as well
LISTS, SETTINGS = ("coordinator", "editor"), ("coordinator", "editor", "manager")

BULLETINS |= {
    **records("bulletins_subscriber", LISTS, add=LISTS),
    "admin:bulletins_subscriber_take_off": answers(OK, MOVED, LISTS),
    "admin:bulletins_subscriber_bring_in": answers(OK, OK, LISTS),
    "admin:bulletins_subscriber_take_over": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *LISTS)),
    "admin:bulletins_subscriber_template": Rule(staff(OK, *LISTS), staff(NO_METHOD, *STAFF)),
    "admin:bulletins_subscriber_export": Rule(staff(NO_METHOD, *STAFF), staff(OK, *LISTS)),
    **records("bulletins_suppression", LISTS),
    "admin:bulletins_suppression_lift": answers(OK, OK, LISTS),
    **records("bulletins_mailevent", LISTS),
    **records("bulletins_addresscheck", SETTINGS),
    "admin:bulletins_addresscheck_changelist": Rule(staff(OK, *SETTINGS), staff(OK, *LOOK_AFTER)),
}

# What members share, in the admin
EDITING = ("coordinator", "editor")

BULLETINS |= {
    **records("bulletins_submission", EDITING, add=EDITING),
    "admin:bulletins_submission_decide": answers(OK, OK, EDITING),
    "admin:bulletins_submission_make_post": Rule(
        staff(NO_METHOD, *STAFF), staff(CONFLICT, *EDITING)
    ),
    "admin:bulletins_submission_picture": Rule(staff(OK, *EDITING), staff(NO_METHOD, *STAFF)),
}

# Bulletins in the admin: made, approved and sent by editors and co-ordinators; managers read and
# approve
EDITING, SEEING = ("coordinator", "editor"), ("coordinator", "editor", "manager")


def show_page(allowed: tuple[str, ...]) -> Rule:
    return Rule(staff(OK, *allowed), staff(NO_METHOD, *STAFF))


def press(answer: str, allowed: tuple[str, ...]) -> Rule:
    return Rule(staff(NO_METHOD, *STAFF), staff(answer, *allowed))


BULLETINS |= {
    **records("bulletins_bulletin", SEEING, add=EDITING),
    "admin:bulletins_bulletin_change": show_page(SEEING),
    "admin:bulletins_bulletin_delete": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_calendar": show_page(SEEING),
    "admin:bulletins_bulletin_details": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_pick": press(MOVED, EDITING),
    "admin:bulletins_bulletin_section_add": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_section": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_section_move": press(MOVED, EDITING),
    "admin:bulletins_bulletin_section_remove": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_item_add": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_item": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_item_move": press(MOVED, EDITING),
    "admin:bulletins_bulletin_item_remove": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_preview": show_page(SEEING),
    "admin:bulletins_bulletin_frame": show_page(SEEING),
    "admin:bulletins_bulletin_test": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_check": answers(OK, CONFLICT, SEEING),
    "admin:bulletins_bulletin_take_back": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_schedule": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_send_now": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_unschedule": press(MOVED, EDITING),
    "admin:bulletins_bulletin_pause": answers(OK, OK, EDITING),
    "admin:bulletins_bulletin_resume": press(MOVED, EDITING),
    "admin:bulletins_bulletin_stop": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_correct": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_deliveries": show_page(EDITING),
    "admin:bulletins_bulletin_retry": answers(OK, MOVED, EDITING),
    "admin:bulletins_bulletin_retry_one": press(MOVED, EDITING),
    "admin:bulletins_bulletin_doubt": answers(OK, OK, EDITING),
    **records("bulletins_delivery", EDITING),
    **records("bulletins_bulletinsettings", SEEING),
    "admin:bulletins_bulletinsettings_change": Rule(
        staff(OK, *SEEING), staff(FORBIDDEN) | dict.fromkeys(("coordinator", "manager"), MOVED)
    ),
    "admin:bulletins_bulletinsettings_changelist": Rule(staff(MOVED, *STAFF), staff(MOVED, *STAFF)),
}
