"""The forums' tables, one file per subject."""

from forums.models.actions import Action
from forums.models.agenda import AgendaItem, Paper, Speaker
from forums.models.attendance import Attendance
from forums.models.feedback import Feedback
from forums.models.forums import Forum, JoiningLink
from forums.models.influence import Body, IssueEvent, Submission
from forums.models.issues import Agreement, Issue, IssueSource, Voice
from forums.models.notes import Note, Objection, Summary
from forums.models.topics import Affirmation, AgendaTopic, Topic

__all__ = [
    "Action",
    "Affirmation",
    "AgendaItem",
    "AgendaTopic",
    "Agreement",
    "Attendance",
    "Body",
    "Feedback",
    "Forum",
    "Issue",
    "IssueEvent",
    "IssueSource",
    "JoiningLink",
    "Note",
    "Objection",
    "Paper",
    "Speaker",
    "Submission",
    "Summary",
    "Topic",
    "Voice",
]
