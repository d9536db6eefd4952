"""The demo's issues: a dozen along the whole way, with answers of each kind."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import slugify

from forums.bands import band
from forums.choices import Outcome, Rule
from forums.issue_states import State, Step
from forums.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Body,
    Forum,
    Issue,
    IssueEvent,
    IssueSource,
    Submission,
    Topic,
    Voice,
)
from network.models import Affiliation
from portal.demo.issues_told import AGREEMENTS, ISSUES, Asked, Told, Took, letter
from portal.demo.telling import World
from portal.local.demo import ACCOUNTS

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
    for asked in AGREEMENTS:
        teller.ask(asked, forums[asked.forum])
    steps = [step for told in ISSUES for step in teller.tell(told, forums[told.forum])]
    IssueEvent.objects.bulk_create(steps)


class _Teller:
    def __init__(
        self, world: World, topics: Mapping[str, Topic], people: Sequence[Affiliation]
    ) -> None:
        self._world, self._topics, self._people = world, topics, people
        self._rng = random.Random(world.rng.random())  # noqa: S311 - invented content
        self._bodies = {body.short_name: body for body in Body.objects.all()}
        self._agreements: dict[str, Agreement] = {}

    def ask(self, asked: Asked, forum: Forum) -> None:
        """Somebody who was there, about what they raised in the sanctuary."""
        there = Attendance.objects.filter(forum=forum, was_present=True).order_by("pk")
        known = (
            there.filter(user__email=asked.by)
            if asked.by
            else there.exclude(user__email__in=ACCOUNTS)
        )
        who = known.select_related("user", "organisation")[0]
        self._agreements[asked.statement] = Agreement.objects.create(
            item=AgendaItem.objects.get(forum=forum, rule=Rule.SANCTUARY),
            organisation=who.organisation,
            by=who.user,
            statement=asked.statement,
            asked_at=self._at(asked.days),
            asked_by=self._world.staff.coordinator,
            agrees=asked.agrees,
            answered_at=None if asked.agrees is None else self._at(asked.days - 1),
        )

    def tell(self, told: Told, forum: Forum) -> list[IssueEvent]:
        """One issue with where it came from and who said it; each step of its way, unsaved."""
        issue = self._issue(told, forum)
        raised_by = self._source(issue, told)
        self._raise_voices(issue, told, raised_by)
        submission = self._submission(issue, told)
        raised = Took(Step.RAISED, told.raised, "Members raised it at our forum.")
        return [self._step(issue, submission, step) for step in (raised, *_drafted(told))]

    def _source(self, issue: Issue, told: Told) -> int | None:
        """What it came from; returns the organisation that raised it there."""
        if told.topic:
            topic = self._topics[told.topic]
            IssueSource.objects.create(issue=issue, topic=topic)
            return topic.organisation_id
        if told.is_confided:
            agreement = self._agreements[told.statement]
            IssueSource.objects.create(
                issue=issue,
                item=agreement.item,
                rule=Rule.SANCTUARY,
                agreement=agreement,
                agreed=True,
            )
            return agreement.organisation_id
        return None

    def _issue(self, told: Told, forum: Forum) -> Issue:
        closed = [took.days for took in told.steps if took.step == Step.CLOSED]
        last = told.steps[-1].days if told.steps else told.raised
        issue = Issue.objects.create(
            slug=slugify(told.statement)[:80],
            statement=told.statement,
            what_changed=told.what_changed,
            level=told.level,
            themes=list(told.themes),
            shown_to=told.shown_to,
            band=band(told.voices),
            state=Issue.State.CLOSED if closed else Issue.State.OPEN,
            raised_at=self._at(told.raised),
            changed_at=self._at(last),
            closed_at=self._at(closed[0]) if closed else None,
        )
        issue.forums.add(forum)
        return issue

    def _raise_voices(self, issue: Issue, told: Told, raised: int | None) -> None:
        """The organisation that raised it, if known, and others drawn by lot."""
        contacts = {one.organisation_id: one for one in self._people}
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
        made = [took for took in _drafted(told) if took.step in _STATES]
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

    def _step(self, issue: Issue, submission: Submission | None, took: Took) -> IssueEvent:
        is_of_issue = took.step in {Step.RAISED, Step.CLOSED}
        return IssueEvent(
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


def _drafted(told: Told) -> tuple[Took, ...]:
    """Its steps; what was sent to a body was drafted a week before."""
    if not told.steps or told.steps[0].step == Step.DRAFTED:
        return told.steps
    return Took(Step.DRAFTED, told.steps[0].days + 7), *told.steps
