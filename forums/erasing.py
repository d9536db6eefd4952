"""What an erasure does with the forums' records (`portal.erasing`)."""

from django.utils.translation import gettext_lazy as _

from forums.models import Attendance, Speaker
from portal.about import by, to
from portal.erasing import Answers, Fate

ANSWERS = Answers(
    (
        Fate(_("Forums: answers, needs, who was there"), Attendance, by(Attendance, "user")),
        Fate(_("Talks at forums"), Speaker, to(Speaker, name="name")),
    ),
    reworded="forums.Action.text forums.Action.outcome forums.Feedback.good "
    "forums.Feedback.change forums.Topic.title forums.Topic.text forums.Topic.answer "
    "forums.Body.contact forums.IssueEvent.their_words forums.IssueEvent.shown_words "
    "forums.Objection.text forums.Objection.answer",
    stays={
        _(
            "Confidential notes of a forum: they are sealed, so that nothing can be looked for in "
            "them, and go on the day that stands on them, a year after the forum at most."
        ): "forums.Note.sealed",
        _(
            "Issues that were taken further, with what was said about them to officials and "
            "agreed to in a summary: without who raised it."
        ): "forums.Agreement.statement forums.Issue.statement forums.Issue.about "
        "forums.Issue.what_changed forums.Submission.text forums.Summary.text",
        _("Papers that were shown at a forum."): "forums.Paper.file forums.Paper.name",
    },
)
