"""Issues, a body's answer and somebody's agreement, in the states in which pages show them."""

from typing import Any

from forums.choices import Rule
from forums.issue_states import Step
from tests.factories.forums import held_forum, item_of
from tests.factories.issues import answered, asked, begun, drafted, hmpps, sent, shown


def influence_arguments() -> dict[str, list[Any]]:
    """One issue for everybody, answered once, sent and drafted again; a stranger's agreement."""
    answer = answered(begun())
    issue = answer.issue
    draft, waiting = drafted(issue), sent(issue)
    agreement, item = asked(), item_of(held_forum(), Rule.SANCTUARY)
    shown(issue)
    pk = issue.pk
    return {
        "forums:issue": [issue.slug],
        "forums:affirm": [issue.slug],
        "forums:take_back": [issue.slug],
        "forums:agree": [agreement.pk],
        "admin:forums_issue": [pk],
        "admin:forums_issue_redraft": [pk, draft.pk],
        "admin:forums_issue_discard": [pk, draft.pk],
        "admin:forums_issue_expected": [pk, waiting.pk],
        "admin:forums_issue_turn": [pk, "closed"],
        "admin:forums_issue_step": [pk, draft.pk, "submitted"],
        "admin:forums_issue_show": [pk, "members"],
        "admin:forums_issue_their_words": [pk, answer.events.get(step=Step.RESPONDED).pk],
        "admin:forums_issue_source_remove": [pk, issue.sources.get().pk],
        "admin:forums_issue_voice_remove": [pk, issue.voices.get().pk],
        "admin:forums_issue_agreements": [],
        "admin:forums_issue_agreement_item": [],
        "admin:forums_issue_ask": [item.pk],
        "admin:forums_issue_agreement": [agreement.pk],
        "admin:forums_issue_briefing": [],
        "admin:forums_issue_paper": [],
        "admin:forums_issue_docx": [],
        "admin:forums_body": [hmpps().pk],
    }
