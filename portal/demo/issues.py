"""The demo's issues: a dozen along the whole way, with answers of each kind."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import slugify

from forums.bands import band
from forums.choices import Outcome
from forums.issue_states import State, Step
from forums.models import Body, Forum, Issue, IssueEvent, IssueSource, Submission, Topic, Voice
from network.models import Affiliation
from portal.demo.issues_told import ISSUES, Told, Took, letter
from portal.demo.telling import World

_STATES: dict[Step, State] = {
    Step.DRAFTED: State.DRAFTED,
    Step.SUBMITTED: State.SUBMITTED,
    Step.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Step.HOLDING: State.HOLDING,
    Step.RESPONDED: State.RESPONDED,
}


def tell(
    world: World,
    *,
    forums: Mapping[int, Forum],
    topics: Sequence[Topic],
    people: Sequence[Affiliation],
) -> None:
    """Write them. `forums` are by how many days ago they were; `people` speak for organisations."""
    teller = _Teller(world, {topic.title: topic for topic in topics}, people)
    for told in ISSUES:
        teller.tell(told, forums[told.forum])


class _Teller:
    def __init__(
        self, world: World, topics: Mapping[str, Topic], people: Sequence[Affiliation]
    ) -> None:
        self._world, self._topics, self._people = world, topics, people
        self._rng = random.Random(world.rng.random())  # noqa: S311 - invented content
        self._bodies = {body.short_name: body for body in Body.objects.all()}

    def tell(self, told: Told, forum: Forum) -> None:
        """One issue: where it came from, who said it, and each step of its way."""
        issue = self._issue(told, forum)
        if told.topic:
            IssueSource.objects.create(issue=issue, topic=self._topics[told.topic])
        self._raise_voices(issue, told)
        submission = self._submission(issue, told)
        for step in (Took(Step.RAISED, told.forum - 1, "Raised by members."), *told.steps):
            self._step(issue, submission, step)

    def _issue(self, told: Told, forum: Forum) -> Issue:
        closed = [took.days for took in told.steps if took.step == Step.CLOSED]
        last = told.steps[-1].days if told.steps else told.forum - 1
        issue = Issue.objects.create(
            slug=slugify(told.statement)[:80],
            statement=told.statement,
            what_changed=told.what_changed,
            level=told.level,
            themes=list(told.themes),
            shown_to=told.shown_to,
            band=band(told.voices),
            state=Issue.State.CLOSED if closed else Issue.State.OPEN,
            raised_at=self._at(told.forum - 1),
            changed_at=self._at(last),
            closed_at=self._at(closed[0]) if closed else None,
        )
        issue.forums.add(forum)
        return issue

    def _raise_voices(self, issue: Issue, told: Told) -> None:
        """Who proposed the topic and, besides, organisations drawn by lot."""
        contacts = {one.organisation_id: one for one in self._people}
        raised = self._topics[told.topic].organisation_id if told.topic else None
        others = [one for number, one in contacts.items() if number != raised]
        first = [contacts[raised]] if raised in contacts else []
        drawn = [*first, *self._rng.sample(others, told.voices - len(first))]
        hows = (Voice.How.RAISED, *(Voice.How.AFFIRMED,) * (told.voices - 1))
        Voice.objects.bulk_create(
            Voice(issue=issue, organisation=one.organisation, by=one.user, how=how, at=at)
            for one, how in zip(drawn, hows, strict=True)
            for at in [issue.raised_at]
        )

    def _submission(self, issue: Issue, told: Told) -> Submission | None:
        if not told.body:
            return None
        made = [took for took in told.steps if took.step in _STATES]
        sent = [took.days for took in made if took.step == Step.SUBMITTED]
        answered = [took for took in made if took.step == Step.RESPONDED]
        reviewed = [took.days for took in told.steps if took.step == Step.REVIEWED]
        return Submission.objects.create(
            issue=issue,
            body=self._bodies[told.body],
            text=letter(told.text),
            state=_STATES[made[-1].step],
            sent_on=self._day(sent[0]) if sent else None,
            expected_on=self._ahead(told.expected),
            outcome=answered[0].outcome if answered else "",
            responded_on=self._day(answered[0].days) if answered else None,
            review_on=self._day(answered[0].days - 120) if reviewed else self._ahead(told.review),
            reviewed_at=self._at(reviewed[0]) if reviewed else None,
            created_at=self._at(made[0].days),
        )

    def _step(self, issue: Issue, submission: Submission | None, took: Took) -> None:
        is_of_issue = took.step in {Step.RAISED, Step.CLOSED}
        IssueEvent.objects.create(
            issue=issue,
            submission=None if is_of_issue else submission,
            step=took.step,
            on=self._day(took.days),
            at=self._at(took.days),
            by=self._world.staff.coordinator,
            outcome=Outcome(took.outcome) if took.outcome else "",
            their_words=took.theirs,
            shows_their_words=took.shows_theirs,
            shown_words=took.shown,
        )

    def _day(self, days: int) -> date:
        return self._world.clock.today - timedelta(days=days)

    def _ahead(self, days: int | None) -> date | None:
        return None if days is None else self._day(-days)

    def _at(self, days: int) -> datetime:
        at = time(15, 20)
        return datetime.combine(self._day(days), at, tzinfo=timezone.get_default_timezone())
