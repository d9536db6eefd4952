"""What each role gets from the pages of forums and influence; a part of the matrix."""

from tests.security.rules import (
    CONFLICT,
    COORDINATOR,
    LOOK_AFTER,
    MISSING,
    MOVED,
    NO_METHOD,
    OK,
    PUBLIC,
    SIGN_IN,
    STAFF,
    Rule,
    answers,
    everyone,
    page,
    records,
    settled,
    signed_in,
    staff,
)

FORUMS: dict[str, Rule] = {}

# Topics are for members inside the sanctuary: to all others they are not there. Co-ordinators
# see here what members do, once they have shown their second factor. "member" proposed one.
INSIDE = signed_in(MISSING) | {"member": OK}

FORUMS |= {
    "forums:topics": page(INSIDE | {"coordinator": OK}),
    "forums:topic": page(INSIDE | {"coordinator": OK}),
    "forums:topic_new": Rule(INSIDE, INSIDE),
    "forums:topic_change": Rule(INSIDE, INSIDE),
    "forums:topic_take_back": Rule(INSIDE, INSIDE | {"member": MOVED}),
    "forums:topic_affirm": Rule(signed_in(NO_METHOD), signed_in(MISSING)),  # for which of mine?
    **records("forums_topic", COORDINATOR, add=COORDINATOR),
    "admin:forums_topic_answer": answers(OK, OK, COORDINATOR),
    "admin:forums_topic_close": answers(OK, OK, COORDINATOR),
}

# Speakers and officials: their own page is for whoever has the link
FORUMS |= {
    "forums:speaker": Rule(everyone(OK), everyone(MOVED)),
    "forums:speaker_decline": Rule(everyone(OK), everyone(MOVED)),
    "forums:speaker_details": Rule(everyone(OK), everyone(OK)),
    "forums:speaker_needs": Rule(everyone(OK), everyone(OK)),
    **records("forums_speaker", LOOK_AFTER, change=COORDINATOR, add=COORDINATOR),
    "admin:forums_speaker_invite": answers(OK, OK, COORDINATOR),
    "admin:forums_speaker_withdraw": answers(OK, OK, COORDINATOR),
}

# Members: "member" has joined a forum that begins tomorrow; the paper is for members
NOT_FOR_ME = everyone(MISSING) | {"anonymous": SIGN_IN}
MEMBERS = settled(NOT_FOR_ME, member=OK)
SEEING = settled(MEMBERS, coordinator=OK, manager=OK)

FORUMS |= {
    "forums:index": PUBLIC,
    "forums:forum": page(SEEING),
    "forums:forum_ics": page(SEEING),
    "forums:paper": Rule(settled(MEMBERS, coordinator=OK), everyone(NO_METHOD)),
    "forums:join": Rule(MEMBERS, MEMBERS),
    "forums:joining": page(MEMBERS),
    "forums:joining_by_link": PUBLIC,  # whoever has the link
    "forums:feedback": Rule(settled(NOT_FOR_ME, member=MOVED), settled(NOT_FOR_ME, member=MOVED)),
    "admin:forums_forum_feedback": Rule(staff(OK, *COORDINATOR), staff(NO_METHOD, *STAFF)),
}

# Running forums in the admin: Managers look, and do nothing
LOOKING = ("coordinator", "manager")


def looking(allowed: tuple[str, ...] = LOOKING) -> Rule:
    return Rule(staff(OK, *allowed), staff(NO_METHOD, *STAFF))


def pressing(answer: str) -> Rule:
    return Rule(staff(NO_METHOD, *STAFF), staff(answer, *COORDINATOR))


def asking(answer: str) -> Rule:
    return answers(OK, answer, COORDINATOR)


FORUMS |= {
    **records("forums_forum", LOOKING, add=COORDINATOR),
    "admin:forums_forum_change": looking(),
    "admin:forums_forum_calendar": looking(),
    "admin:forums_forum_details": asking(OK),
    "admin:forums_forum_agenda": looking(),
    "admin:forums_forum_item_add": asking(OK),
    "admin:forums_forum_speakers_tell": asking(CONFLICT),
    "admin:forums_forum_item": asking(OK),
    "admin:forums_forum_item_move": pressing(CONFLICT),  # of which version?
    "admin:forums_forum_item_remove": asking(CONFLICT),
    "admin:forums_forum_topics": looking(COORDINATOR),
    "admin:forums_forum_topic_put": pressing(CONFLICT),
    "admin:forums_forum_topic_take_off": pressing(CONFLICT),
    "admin:forums_forum_topics_discussed": asking(MOVED),
    "admin:forums_forum_link": asking(CONFLICT),
    "admin:forums_forum_papers": looking(COORDINATOR),
    "admin:forums_forum_paper_add": asking(OK),
    "admin:forums_forum_paper": asking(OK),
    "admin:forums_forum_paper_circle": asking(OK),
    "admin:forums_forum_paper_move": pressing(MOVED),
    "admin:forums_forum_paper_file": looking(COORDINATOR),
    "admin:forums_forum_paper_remove": asking(MOVED),
    "admin:forums_forum_attendance": Rule(staff(OK, *LOOKING), staff(MOVED, *COORDINATOR)),
    "admin:forums_forum_lobby": looking(COORDINATOR),
    "admin:forums_forum_needs": asking(OK),
    "admin:forums_forum_find": looking(COORDINATOR),
    "admin:forums_forum_answer_enter": asking(OK),
    "admin:forums_forum_answer_came": pressing(MOVED),
    "admin:forums_forum_open": asking(CONFLICT),
    "admin:forums_forum_hold": asking(CONFLICT),
    "admin:forums_forum_close": asking(CONFLICT),
    "admin:forums_forum_reopen": asking(CONFLICT),
    "admin:forums_forum_cancel": asking(OK),
}

# What was said: the member was there. Co-ordinators see notes and drafts here once their second
# step is done; a summary kept back and one that is not there are answered alike.
WAS_THERE = signed_in(MISSING) | {"member": OK}
HEADED = Rule(staff(OK, *COORDINATOR), staff(OK, *COORDINATOR))

FORUMS |= {
    "forums:notes": page(WAS_THERE | {"coordinator": OK}),
    "forums:summary": Rule(WAS_THERE | {"coordinator": OK}, WAS_THERE),
    "forums:actions": page(signed_in(OK)),
    "forums:action_done": Rule(WAS_THERE, WAS_THERE),
    **records("forums_note", COORDINATOR),
    "admin:forums_note_change": answers(MOVED, MOVED, COORDINATOR),
    "admin:forums_note_forum": HEADED,
    "admin:forums_note_day": HEADED,
    "admin:forums_note_opened": HEADED,
    "admin:forums_note_item": answers(OK, CONFLICT, COORDINATOR),
    **records("forums_summary", COORDINATOR),
    "admin:forums_summary_change": answers(MOVED, MOVED, COORDINATOR),
    "admin:forums_summary_forum": HEADED,
    "admin:forums_summary_write": HEADED,
    "admin:forums_summary_step": answers(OK, CONFLICT, COORDINATOR),
    "admin:forums_summary_objection": HEADED,
    **records("forums_action", COORDINATOR, change=COORDINATOR),
    "admin:forums_action_forum": HEADED,
    "admin:forums_action_new": HEADED,
    "admin:forums_action_finish": HEADED,
    "admin:forums_action_open_again": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *COORDINATOR)),
}

# Issues: what is widened is for its circle, agreements are for who was asked alone
FORUMS |= {
    "forums:influence": PUBLIC,
    "forums:public": PUBLIC,
    "forums:issue": PUBLIC,
    "forums:affirm": Rule(signed_in(NO_METHOD), signed_in(MISSING) | {"member": MOVED}),
    "forums:take_back": Rule(signed_in(NO_METHOD), signed_in(MISSING) | {"member": MOVED}),
    "forums:agree": Rule(signed_in(MISSING), signed_in(MISSING)),
}

# Issues in the admin: made by co-ordinators, read by managers
FORUMS |= {
    **records("forums_issue", LOOK_AFTER, add=COORDINATOR),
    "admin:forums_issue_edit": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_draft": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_redraft": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_discard": answers(OK, CONFLICT, COORDINATOR),  # of which version?
    "admin:forums_issue_expected": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_turn": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_step": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_show": answers(OK, CONFLICT, COORDINATOR),  # of which version?
    "admin:forums_issue_their_words": Rule(staff(NO_METHOD, *STAFF), staff(MOVED, *COORDINATOR)),
    "admin:forums_issue_source": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_source_remove": answers(OK, MOVED, COORDINATOR),
    "admin:forums_issue_voice": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_voice_remove": answers(OK, MOVED, COORDINATOR),
    "admin:forums_issue_agreements": Rule(staff(OK, *COORDINATOR), staff(NO_METHOD, *STAFF)),
    "admin:forums_issue_agreement_item": Rule(staff(OK, *COORDINATOR), staff(NO_METHOD, *STAFF)),
    "admin:forums_issue_ask": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_agreement": answers(OK, OK, COORDINATOR),
    "admin:forums_issue_briefing": Rule(staff(OK, *LOOK_AFTER), staff(NO_METHOD, *STAFF)),
    "admin:forums_issue_paper": Rule(staff(MOVED, *LOOK_AFTER), staff(NO_METHOD, *STAFF)),
    "admin:forums_issue_docx": Rule(staff(MOVED, *LOOK_AFTER), staff(NO_METHOD, *STAFF)),
    **records("forums_body", COORDINATOR, change=COORDINATOR, add=COORDINATOR),
    "admin:forums_body_delete": answers("403", "403", COORDINATOR),
}
