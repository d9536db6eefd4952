"""Topics and issues as a network of some years has them, for the pages that list them."""

import uuid
from datetime import timedelta

from django.utils import timezone

from forums.choices import Circle, Level, Outcome, Theme, TopicShows
from forums.issue_states import State, Step
from forums.models import Affirmation, Body, Issue, IssueEvent, Submission, Topic, Voice
from network.models import Organisation

STATES = (State.DRAFTED, State.SUBMITTED, State.HOLDING, State.RESPONDED)


def plant(*, topics: int = 500, issues: int = 1000) -> None:
    """So many topics with affirmations, and issues for all, each put to a body."""
    organisations = list(Organisation.objects.order_by("pk")[:20])
    _plant_topics(topics, organisations)
    _plant_issues(issues, organisations)


def _plant_topics(count: int, organisations: list[Organisation]) -> None:
    now = timezone.now()
    topics = Topic.objects.bulk_create(
        Topic(
            organisation=organisations[number % len(organisations)],
            title=f"Topic {number} of the benchmark",
            text="Something that members want to talk about. " * 5,
            theme=Theme.values[number % len(Theme.values)],
            shows=TopicShows.ORGANISATION,
            key=uuid.uuid4(),
            created_at=now - timedelta(days=number),
            changed_at=now - timedelta(days=number),
        )
        for number in range(count)
    )
    Affirmation.objects.bulk_create(
        Affirmation(topic=topic, organisation=organisation, at=now)
        for topic in topics
        for organisation in organisations[: topic.pk % 8]
        if organisation.pk != topic.organisation_id
    )


def _plant_issues(count: int, organisations: list[Organisation]) -> None:
    now, bodies = timezone.now(), list(Body.objects.order_by("pk"))
    issues = Issue.objects.bulk_create(
        Issue(
            key=uuid.uuid4(),
            slug=f"bench-issue-{number}",
            statement=f"Issue {number} of the benchmark: letters in other languages arrive late",
            level=Level.values[number % 2],
            themes=[Theme.values[number % len(Theme.values)]],
            shown_to=Circle.PUBLIC,
            raised_at=now - timedelta(days=number),
            changed_at=now - timedelta(days=number),
        )
        for number in range(count)
    )
    sent = Submission.objects.bulk_create(
        _submission(issue, number, bodies[number % len(bodies)])
        for number, issue in enumerate(issues)
    )
    IssueEvent.objects.bulk_create(
        IssueEvent(issue=row.issue, submission=row, step=step, on=now.date(), at=now)
        for row in sent
        for step in (Step.DRAFTED, Step.SUBMITTED)
    )
    Voice.objects.bulk_create(
        Voice(issue=issue, organisation=organisation, how=Voice.How.RAISED, at=now)
        for issue in issues
        for organisation in organisations[: issue.pk % 8]
    )


def _submission(issue: Issue, number: int, body: Body) -> Submission:
    state, today = STATES[number % len(STATES)], timezone.localdate()
    is_sent, is_answered = state != State.DRAFTED, state == State.RESPONDED
    return Submission(
        issue=issue,
        body=body,
        text="We ask you to look at this. " * 40,
        state=state,
        sent_on=today - timedelta(days=60) if is_sent else None,
        expected_on=today - timedelta(days=number % 40 - 20) if is_sent else None,
        outcome=Outcome.PARTLY if is_answered else "",
        responded_on=today - timedelta(days=5) if is_answered else None,
        review_on=today if is_answered else None,
        created_at=timezone.now(),
    )
