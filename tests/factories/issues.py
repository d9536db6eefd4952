"""Issues on their way: raised, put to a body, answered, as staff write it down."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from forums.actions import agreements, issues, steps, submissions
from forums.actions.issues import Content, Origin
from forums.actions.steps import What
from forums.actions.submissions import Draft
from forums.choices import Circle, Level, Rule
from forums.issue_states import Step
from forums.models import Agreement, Body, Issue, Submission, Topic, Voice
from network.models import User
from tests.factories.forums import attended, held_forum, insider, item_of, make_topic
from tests.factories.staff import make_staff

STATEMENT = "Letters in other languages arrive late"


def today() -> date:
    return timezone.localdate()


def hmpps() -> Body:
    """A body that a migration made; where a test has flushed the database it is made anew."""
    names = {"name": "HM Prison and Probation Service"}
    return Body.objects.get_or_create(short_name="HMPPS", defaults=names)[0]


def moj() -> Body:
    return Body.objects.get_or_create(short_name="MoJ", defaults={"name": "Ministry of Justice"})[0]


def content(**fields: Any) -> Content:
    values = {"statement": STATEMENT, "about": "", "level": Level.OPERATIONAL}
    return Content(**(values | fields))


def begun(origin: Origin | None = None, **fields: Any) -> Issue:
    """An issue for staff alone, from a topic of its own unless something else is said."""
    tells = fields.pop("tells", False)
    return issues.begin(
        content=content(**fields),
        origin=origin or Origin(topic=make_topic()),
        what=What(on=today(), shown_words="Members have raised this.", tells=tells),
        key=uuid.uuid4(),
        by=make_staff(),
        now=timezone.now(),
    )


def drafted(issue: Issue | None = None, text: str = "We ask you to look at this.") -> Submission:
    issue = issue or begun()
    issue.refresh_from_db()
    return submissions.draft(
        issue=issue,
        draft=Draft(hmpps(), text),
        version=issue.version,
        by=make_staff(),
        now=timezone.now(),
    )


def take(submission: Submission, step: Step, **what: Any) -> Submission:
    """Write a step down; the submission as it is afterwards."""
    submission.refresh_from_db()
    values = {"on": today(), "shown_words": f"Words of {step.value}."} | what
    steps.record(
        submission=submission,
        step=step,
        what=What(**values),
        version=submission.version,
        by=make_staff(),
        now=timezone.now(),
    )
    submission.refresh_from_db()
    return submission


def sent(issue: Issue | None = None, **what: Any) -> Submission:
    days_ago = what.pop("days_ago", 0)
    return take(drafted(issue), Step.SUBMITTED, on=today() - timedelta(days=days_ago), **what)


def answered(issue: Issue | None = None, **what: Any) -> Submission:
    values = {"outcome": "partly", "their_words": "We note the issue."} | what
    return take(sent(issue), Step.RESPONDED, **values)


def shown(issue: Issue, circle: Circle = Circle.PUBLIC) -> Issue:
    issue.refresh_from_db()
    return issues.show_to(
        issue=issue,
        circle=circle,
        version=issue.version,
        proposer_agrees=True,
        by=make_staff(),
        now=timezone.now(),
    )


def affirmed(issue: Issue, count: int) -> list[User]:
    """So many organisations more say that it affects them too."""
    people = [insider() for _ in range(count)]
    for user in people:
        organisation = user.affiliations.get().organisation
        Voice.objects.create(
            issue=issue, organisation=organisation, by=user, how="affirmed", at=timezone.now()
        )
    return people


def asked(user: User | None = None, statement: str = STATEMENT) -> Agreement:
    """Somebody who was there is asked about what they raised in the sanctuary."""
    forum = held_forum()
    there = attended(forum, user or insider())
    item = item_of(forum, Rule.SANCTUARY)
    now = timezone.now()
    return agreements.ask(item=item, raised_by=there, statement=statement, by=make_staff(), now=now)


def agreed(user: User | None = None, statement: str = STATEMENT) -> Agreement:
    agreement = asked(user, statement)
    assert agreement.by
    return agreements.answer(agreement=agreement, agrees=True, by=agreement.by, now=timezone.now())


def hidden_topic(user: User | None = None, **fields: Any) -> Topic:
    """For the co-ordinator alone."""
    return make_topic(user, shows="coordinator", **fields)
