"""What forums know of two accounts of one person when these become one."""

from datetime import datetime

from forums.actions.tasks_taken import RUN
from forums.models import Attendance
from network.models import User
from portal.merging import Rule, keys_differ, moves, remain


def settle_attendance(stays: User, goes: User, _now: datetime) -> None:
    """One answer to each forum: that of who was ticked there, else of the account that stays."""
    others = {one.forum_id: one for one in Attendance.objects.filter(user=goes)}
    for own in Attendance.objects.filter(user=stays, forum__in=others).order_by("pk"):
        other = others[own.forum_id]
        (own if other.was_present and not own.was_present else other).delete()


# Who was there, raised or objected to something is for those who run forums alone.
RULES = (
    Rule("forums.Attendance.user", settle_attendance, right=RUN),
    keys_differ("forums.Objection.user", right=RUN),
    keys_differ("forums.Topic.by", right=RUN),
    *remain("forums.IssueEvent.by"),
    *moves(
        "forums.Action.finished_by",
        "forums.Action.owner",
        "forums.Affirmation.by",
        "forums.Agreement.asked_by",
        "forums.Agreement.by",
        "forums.Agreement.entered_by",
        "forums.Attendance.entered_by",
        "forums.Attendance.marked_by",
        "forums.JoiningLink.changed_by",
        "forums.Note.changed_by",
        "forums.Objection.answered_by",
        "forums.Paper.added_by",
        "forums.Summary.agreed_by",
        "forums.Topic.entered_by",
        "forums.Voice.by",
        right=RUN,
    ),
)
