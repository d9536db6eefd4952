"""What was said at a forum at which the member was: notes, a summary, an action of theirs."""

from typing import Any

from forums.choices import Rule
from network.models import User
from tests.factories.forums import attended, held_forum, item_of, write_note
from tests.factories.said import objection_to, shared_summary, taken_on


def notes_arguments() -> dict[str, list[Any]]:
    """The member of the matrix is inside by now: their organisation is there."""
    member = User.objects.get(email="member@example.org")
    forum = held_forum()
    attended(forum, member)
    item = item_of(forum, Rule.ON_RECORD)
    note, summary = write_note(item), shared_summary(forum)
    action = taken_on(forum, owner=member)
    of_forum = ("note_forum", "note_day", "note_opened", "summary_forum", "summary_write")
    return {
        "forums:notes": [forum.slug],
        "forums:summary": [forum.slug],
        "forums:action_done": [action.pk],
        "admin:forums_note": [note.pk],
        "admin:forums_note_item": [item.pk],
        "admin:forums_summary": [summary.pk],
        "admin:forums_summary_step": [forum.pk, "take-back"],
        "admin:forums_summary_objection": [objection_to(summary, member).pk],
        "admin:forums_action": [action.pk],
        **{f"admin:forums_{name}": [forum.pk] for name in of_forum},
        **{f"admin:forums_action_{name}": [forum.pk] for name in ("forum", "new")},
    }
