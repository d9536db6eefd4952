"""What is written about issues: to those who raised one, and to the co-ordinator."""

from forums.choices import Circle
from forums.models import Agreement, IssueEvent, Submission
from network.models import User
from portal.letters import absolute, from_template, one_line
from portal.outbox import Letter


def step(event: IssueEvent, *, person: User) -> Letter:
    """A step, to one person who raised the issue or whose organisation it affects too."""
    issue = event.issue
    is_shown = issue.shown_to != Circle.STAFF
    return from_template(
        "forums/mail/issue_step.txt",
        to=person.email,
        name=one_line(person.name),
        what=event.title,
        statement=one_line(issue.statement),
        words=event.shown_words,
        their_words=event.their_words if event.shows_their_words else "",
        link=absolute("forums:issue", issue.slug) if is_shown else "",
    )


def ask(agreement: Agreement, *, person: User) -> Letter:
    """Whether something from the sanctuary may be taken further. What it is stands on the page."""
    return _about("agreement_asked", agreement, person)


def recorded(agreement: Agreement, *, person: User) -> Letter:
    """A copy of an answer that staff wrote down: that there is one, and where it is read."""
    return _about("agreement_recorded", agreement, person)


def overdue(submission: Submission, *, to: str) -> Letter:
    """To the co-ordinator: a body is later than it said. Says nothing of what it is about."""
    return from_template(
        "forums/mail/submission_overdue.txt",
        to=to,
        submission=submission,
        body=one_line(submission.body.name),
        link=absolute("admin:forums_issue_change", submission.issue_id),
    )


def _about(template: str, agreement: Agreement, person: User) -> Letter:
    return from_template(
        f"forums/mail/{template}.txt",
        to=person.email,
        name=one_line(person.name),
        agreement=agreement,
        link=absolute("forums:agree", agreement.pk),
    )
