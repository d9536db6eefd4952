"""The demo's forums: two years of them in every state, with topics, attendance and what came of it.

Rows are written as the actions would have left them; their letters of the past are not told.
"""

import random
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from forums.choices import Answer, Circle, Rule, TopicShows
from forums.models import (
    Action,
    Affirmation,
    AgendaItem,
    Attendance,
    Feedback,
    Forum,
    JoiningLink,
    Note,
    Objection,
    Speaker,
    Summary,
    Topic,
)
from forums.states import HELD, State
from network.models import Affiliation
from portal.demo import issues
from portal.demo.forums_told import (
    ACTIONS,
    AGENDA,
    FEEDBACK,
    FORUMS,
    OBJECTION,
    OFFICIAL,
    SPEAKER,
    TOPICS,
    Met,
    Promised,
    Proposed,
)
from portal.demo.telling import World
from portal.local.demo import ACCOUNTS
from portal.sealing import seal

_LENGTH = timedelta(hours=2)
_LOOKED_AT = timedelta(days=7)  # by those who were there
_NOTES_KEPT = timedelta(days=365)
_FRIDAY = 4
_TOMORROW = -1
_OUTSIDE = ("statutory", "contractor")


def tell(world: World, now: datetime) -> None:
    """Write them, each with the times it would have had."""
    teller = Teller(world, now)
    forums = {met.days: teller.forum(met) for met in FORUMS}
    topics = [teller.topic(proposed) for proposed in TOPICS]
    teller.put_on_agendas(forums, topics)
    for promised in ACTIONS:
        teller.action(forums[promised.forum], promised)
    issues.tell(world, forums=forums, topics=topics, people=teller.people)


class Teller:
    """What all forums of the demo share; the same seed draws the same people."""

    def __init__(self, world: World, now: datetime) -> None:
        self._world, self._now = world, now
        self._rng = random.Random(world.rng.random())  # noqa: S311 - invented content
        current = Affiliation.objects.filter(ended_at__isnull=True)
        inside = current.exclude(organisation__sector__in=_OUTSIDE)
        self.people = list(inside.select_related("user", "organisation").order_by("pk"))

    def forum(self, met: Met) -> Forum:
        """One forum with all that belongs to it."""
        forum = self._forum(met)
        items = self._agenda(forum)
        self._invite(forum, met, items)
        if met.state == State.OPEN:
            self._open(forum)
        if met.state in HELD:
            self._hold(forum, met, items)
        return forum

    def _forum(self, met: Met) -> Forum:
        starts_at, now = self._at(met.days), self._now
        begun = min(starts_at, now) - timedelta(days=60)
        is_open, is_cancelled = met.state != State.DRAFT, met.state == State.CANCELLED
        ends_at = starts_at + _LENGTH
        return Forum.objects.create(
            slug=f"{slugify(met.title)[:60]}-{timezone.localdate(starts_at):%Y-%m}",
            title=met.title,
            about=met.about,
            starts_at=starts_at,
            ends_at=ends_at,
            venue=met.venue.partition(",")[0],
            venue_address=met.venue.partition(", ")[2],
            venue_access="Step-free from the street. A quiet room is next door." * bool(met.venue),
            state=met.state,
            created_at=begun,
            changed_at=begun,
            opened_at=begun if is_open else None,
            held_at=ends_at if met.state in HELD else None,
            notes_until=timezone.localdate(ends_at) + _NOTES_KEPT if met.state in HELD else None,
            cancelled_at=starts_at - timedelta(days=1) if is_cancelled else None,
            cancelled_why=met.why_cancelled,
        )

    def _at(self, days: int) -> datetime:
        """Half past ten in London, so many days ago; on a Friday instead of at a weekend.

        But what is tomorrow stays tomorrow.
        """
        day = self._world.clock.today - timedelta(days=days)
        if days != _TOMORROW:
            day -= timedelta(days=max(0, day.weekday() - _FRIDAY))
        return datetime.combine(day, time(10, 30), tzinfo=timezone.get_default_timezone())

    def _agenda(self, forum: Forum) -> list[AgendaItem]:
        return AgendaItem.objects.bulk_create(
            AgendaItem(forum=forum, position=place, title=title, minutes=minutes, rule=rule)
            for place, (title, minutes, rule) in enumerate(AGENDA, 1)
        )

    def _invite(self, forum: Forum, met: Met, items: list[AgendaItem]) -> None:
        """Speakers for the second item, an official for the discussion."""
        comes = Speaker.State.ACCEPTED
        wanted = [
            (SPEAKER, items[1], (*met.speaker, comes)),
            (OFFICIAL, items[3], (*met.official, comes)),
            *((SPEAKER, items[1], other) for other in met.others),
        ]
        Speaker.objects.bulk_create(
            self._speaker(forum, kind, item, *who) for kind, item, who in wanted if who[0]
        )

    def _speaker(
        self,
        forum: Forum,
        kind: str,
        item: AgendaItem,
        name: str,
        role: str,
        state: Speaker.State,
    ) -> Speaker:
        """Who has answered did so after three days; who has not was asked twelve days ago."""
        has_answered = state in {Speaker.State.ACCEPTED, Speaker.State.DECLINED}
        asked = forum.created_at + timedelta(days=5) if has_answered else self._ago(12)
        return Speaker(
            forum=forum,
            item=item,
            kind=kind,
            name=name,
            role=role,
            email=f"{slugify(name)}@example.org",
            state=state,
            invited_at=None if state == Speaker.State.PLANNED else asked,
            answered_at=asked + timedelta(days=3) if has_answered else None,
        )

    def _open(self, forum: Forum) -> None:
        JoiningLink.objects.create(
            forum=forum,
            url="https://meet.example.org/rjn-friday",
            dial_in="020 7946 0190, code 4471",
            changed_at=forum.created_at,
            changed_by=self._world.staff.coordinator,
        )
        mine = Answer.IN_PERSON if forum.venue else Answer.ONLINE
        self._join(forum, 11, {"member@example.org": mine})

    def _join(self, forum: Forum, number: int, surely: dict[str, Answer]) -> list[Attendance]:
        """One person of each of so many organisations, and the demo's accounts that are named."""
        known = [one for one in self.people if one.user.email in surely]
        others = [one for one in self.people if one.user.email not in ACCOUNTS]
        drawn = self._rng.sample(others, number)
        rows = [self._attendance(forum, one, surely.get(one.user.email)) for one in known + drawn]
        return Attendance.objects.bulk_create(rows)

    def _attendance(self, forum: Forum, one: Affiliation, answer: Answer | None) -> Attendance:
        was_there = forum.state in HELD
        choices = [Answer.ONLINE, Answer.ONLINE, Answer.IN_PERSON, Answer.APOLOGIES]
        answer = answer or self._rng.choice(choices if forum.venue else [*choices[:2], choices[3]])
        present = was_there and answer != Answer.APOLOGIES
        return Attendance(
            forum=forum,
            user=one.user,
            organisation=one.organisation,
            answer=answer,
            answered_at=forum.created_at + timedelta(days=self._rng.randint(1, 40)),
            was_present=present,
            marked_at=forum.held_at if present else None,
            marked_by=self._world.staff.coordinator if present else None,
        )

    def _hold(self, forum: Forum, met: Met, items: list[AgendaItem]) -> None:
        surely = {"member@example.org": Answer.ONLINE, "other@example.org": Answer.ONLINE}
        there = self._join(forum, 9, surely)
        for item, text in ((items[1], met.notes[0]), (items[3], met.notes[1])):
            if text and item.rule != Rule.SANCTUARY:
                self._note(forum, item, text)
        if met.summary:
            self._summary(forum, met, there)
        if met.state in {State.CLOSED, State.AGREED}:
            self._feedback(forum)

    def _note(self, forum: Forum, item: AgendaItem, text: str) -> None:
        Note.objects.create(
            item=item,
            rule=item.rule,
            sealed=seal(text),
            changed_at=forum.ends_at,
            changed_by=self._world.staff.coordinator,
        )

    def _summary(self, forum: Forum, met: Met, there: list[Attendance]) -> None:
        written = forum.ends_at + timedelta(days=1)
        summary = Summary(forum=forum, text=met.summary, changed_at=written)
        if met.state != State.HELD:
            summary.shown_to = Circle.ATTENDEES
            summary.shared_at, summary.review_until = written, written + _LOOKED_AT
        if met.state in {State.AGREED, State.CLOSED}:
            summary.shown_to = Circle.PUBLIC if met.is_public else Circle.MEMBERS
            summary.agreed_at = written + _LOOKED_AT + timedelta(days=1)
            summary.agreed_by = self._world.staff.coordinator
        summary.save()
        if met.state == State.SUMMARY:
            self._object(summary, there[-1])

    def _object(self, summary: Summary, who: Attendance) -> None:
        Objection.objects.create(
            summary=summary,
            user=who.user,
            organisation=who.organisation,
            text=OBJECTION,
            summary_version=summary.version,
            made_at=summary.changed_at + timedelta(days=1),
        )

    def _feedback(self, forum: Forum) -> None:
        answers = [
            Feedback(
                id=uuid.UUID(int=self._rng.getrandbits(128), version=4),
                forum=forum,
                score=score,
                felt_safe=safe,
                good=good,
                change=change,
            )
            for score, safe, good, change in FEEDBACK
        ]
        Feedback.objects.bulk_create(sorted(answers, key=lambda answer: answer.id))
        there = Attendance.objects.filter(forum=forum, was_present=True).order_by("pk")
        some = there.values("pk")[: len(FEEDBACK)]
        Attendance.objects.filter(pk__in=some).update(has_given_feedback=True)

    def topic(self, proposed: Proposed) -> Topic:
        """One topic, and the organisations that it affects too."""
        who, at = self._who(proposed.by, proposed.organisation), self._ago(proposed.days)
        topic = Topic.objects.create(
            organisation=who.organisation,
            by=who.user,
            title=proposed.title,
            text=proposed.text,
            theme=proposed.theme,
            shows=proposed.shows,
            state=proposed.state,
            key=uuid.UUID(int=self._rng.getrandbits(128), version=4),
            created_at=at,
            changed_at=at,
            answer=proposed.answer,
        )
        Affirmation.objects.bulk_create(
            Affirmation(topic=topic, organisation=one.organisation, by=one.user, at=at)
            for one in self._others(who, proposed.others)
        )
        return topic

    def _others(self, who: Affiliation, number: int) -> list[Affiliation]:
        contacts = {
            one.organisation_id: one
            for one in self.people
            if one.organisation_id != who.organisation_id
        }
        return self._rng.sample(list(contacts.values()), min(number, len(contacts)))

    def _who(self, by: str, organisation: str) -> Affiliation:
        """An account of the demo, or the primary contact of an organisation."""
        for one in self.people:
            if by and one.user.email == by:
                return one
            if not by and one.organisation.name == organisation and one.role == "primary":
                return one
        raise LookupError(by or organisation)

    def _ago(self, days: int) -> datetime:
        return self._world.clock.ago(days)

    def put_on_agendas(self, forums: dict[int, Forum], topics: list[Topic]) -> None:
        """What was talked about stood on the agenda of the forum after it; one is planned."""
        for topic in topics:
            if topic.state == Topic.State.DISCUSSED:
                self._talked_about(forums, topic)
        planned = next(topic for topic in topics if topic.shows == TopicShows.ORGANISATION)
        forums[-20].items.get(position=4).agenda_topics.create(topic=planned)

    def _talked_about(self, forums: dict[int, Forum], topic: Topic) -> None:
        held = [forum for forum in forums.values() if forum.state in HELD]
        after = [forum for forum in held if forum.starts_at > topic.created_at]
        forum = min(after, key=lambda one: one.starts_at)
        forum.items.get(position=4).agenda_topics.create(topic=topic, was_discussed=True)

    def action(self, forum: Forum, promised: Promised) -> None:
        """One action, of an organisation, an account of the demo or the co-ordinator."""
        owner: dict[str, Any]
        if promised.by == "coordinator@example.org":
            owner = {"owner": self._world.staff.coordinator}
        elif promised.by:
            owner = {"owner": self._who(promised.by, "").user}
        else:
            owner = {"owner_organisation": self._who("", promised.organisation).organisation}
        today = self._world.clock.today
        Action.objects.create(
            forum=forum,
            item=forum.items.get(position=5),
            text=promised.text,
            due_on=None if promised.due is None else today + timedelta(days=promised.due),
            created_at=forum.ends_at,
            **owner,
            **self._finished(forum, promised),
        )

    def _finished(self, forum: Forum, promised: Promised) -> dict[str, Any]:
        if promised.state == Action.State.OPEN:
            return {}
        at = forum.ends_at + timedelta(days=30)
        return {"state": promised.state, "outcome": promised.outcome, "finished_at": at}
