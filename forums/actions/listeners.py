"""Who is told of an issue's steps: those who raised it, or said that it affects them too.

Each is written to alone, and nothing in a mail says who the others are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forums.choices import TopicShows
from forums.mail import issues as mail
from forums.models import Issue, IssueEvent, Voice
from forums.models.circles import belonging, insiders
from network.models import Affiliation, User
from portal import outbox


@dataclass(frozen=True)
class Listeners:
    """The people to be told, and the number of organisations in which nobody can be."""

    people: tuple[User, ...]
    silent: int


def tell(event: IssueEvent, *, now: datetime) -> int:
    """Write to everybody who is to hear of a step, once each however often it is asked."""
    people = of(event.issue, now=now).people
    letters = {
        f"issue-step:{event.pk}:{person.pk}": mail.step(event, person=person) for person in people
    }
    outbox.enqueue_all(letters=letters, now=now)
    return len(letters)


def of(issue: Issue, *, now: datetime) -> Listeners:
    """Who is told of a step that would be written down now."""
    confided = _confided(issue) if issue.pk else frozenset()
    return among(list(issue.voices.all()), confided=confided, now=now)


def among(voices: Iterable[Voice], *, confided: frozenset[int], now: datetime) -> Listeners:
    """Who is told for these voices: who raised it, where still there, else the primary contact.

    `confided` are organisations from which it was raised in confidence, even from colleagues: for
    who left, nobody steps in.
    """
    voices = list(voices)
    there = _people({voice.organisation_id for voice in voices}, now)
    told: dict[int, User] = {}
    heard: set[int] = set()
    for voice in voices:
        is_confided = voice.how == Voice.How.RAISED and voice.organisation_id in confided
        person = _of_one(voice, there[voice.organisation_id], alone=is_confided)
        if person is not None:
            told[person.pk] = person
            heard.add(voice.organisation_id)
    return Listeners(tuple(told[pk] for pk in sorted(told)), len(there.keys() - heard))


def _of_one(voice: Voice, people: list[Affiliation], *, alone: bool) -> User | None:
    by = next((one.user for one in people if one.user_id == voice.by_id), None)
    if by is not None or alone:
        return by
    return next((one.user for one in people if one.role == Affiliation.Role.PRIMARY), None)


def _people(organisations: set[int], now: datetime) -> dict[int, list[Affiliation]]:
    """By organisation, the people there who may hear of issues as members do."""
    rows = belonging(now).filter(organisation__in=organisations, user__in=insiders(now))
    there: dict[int, list[Affiliation]] = defaultdict(list, {pk: [] for pk in organisations})
    for row in rows.select_related("user").order_by("pk"):
        there[row.organisation_id].append(row)
    return there


def _confided(issue: Issue) -> frozenset[int]:
    """The organisations of topics for the co-ordinator alone, and of what the sanctuary heard."""
    topics = issue.sources.filter(topic__shows=TopicShows.COORDINATOR)
    agreed = issue.sources.filter(agreement__isnull=False)
    return frozenset(topics.values_list("topic__organisation", flat=True)) | frozenset(
        agreed.values_list("agreement__organisation", flat=True)
    )
