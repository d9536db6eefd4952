"""An issue as a card for one circle: members said, we took it to, they answered, what changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from forums.bands import in_public
from forums.choices import Band, Outcome, Theme
from forums.issue_states import SENT
from forums.models import Issue, IssueEvent, Submission
from portal.written_once import written_once

TONES = {
    Outcome.AGREED: "good",
    Outcome.PARTLY: "info",
    Outcome.NOT_AGREED: "bad",
    Outcome.NO_REPLY: "wait",
}


@dataclass(frozen=True)
class Asked:
    """What was put to one body: when, and what it answered, if it has."""

    body: str
    sent_on: date | None
    answer: str
    tone: str
    answered_on: date | None


@dataclass(frozen=True)
class Card:
    """All that a circle may see of an issue; `evidence` is "" where it would point to few.

    Values alone: pages keep what they made of a card for as long as these stay the same.
    """

    slug: str
    statement: str
    is_closed: bool
    raised_at: datetime
    what_changed: str
    evidence: str
    themes: tuple[str, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class LogEntry:
    """A step as others than staff see it."""

    event: IssueEvent
    body: str
    their_words: str


def cards(issues: Iterable[Issue], *, for_members: bool) -> list[Card]:
    """The cards of issues, in one query more."""
    issues = list(issues)
    sent: dict[int, list[Submission]] = defaultdict(list)
    for row in _sent(issues=[issue.pk for issue in issues]):
        sent[row.issue_id].append(row)
    return [_card(issue, sent[issue.pk], for_members=for_members) for issue in issues]


@written_once
def _sent(*, issues: list[int]) -> QuerySet[Submission]:
    """What was sent of issues, without the long texts."""
    rows = Submission.objects.filter(issue__in=issues, state__in=sorted(SENT))
    return rows.defer("text").select_related("body").order_by("sent_on", "pk")


def _card(issue: Issue, sent: Iterable[Submission], *, for_members: bool) -> Card:
    shown = issue.band if for_members else in_public(issue.band)
    return Card(
        slug=issue.slug,
        statement=issue.statement,
        is_closed=issue.state == Issue.State.CLOSED,
        raised_at=issue.raised_at,
        what_changed=issue.what_changed,
        evidence=str(Band(shown).label) if shown else "",
        themes=tuple(str(Theme(theme).label) for theme in issue.themes),
        asked=tuple(_asked(row) for row in sent),
    )


def log(issue: Issue) -> list[LogEntry]:
    """The steps that have words for others, the latest first."""
    rows = issue.events.exclude(shown_words="").select_related("submission__body")
    return [
        LogEntry(
            event=row,
            body=row.submission.body.name if row.submission else "",
            their_words=row.their_words if row.shows_their_words else "",
        )
        for row in rows.order_by("-on", "-pk")
    ]


def _asked(row: Submission) -> Asked:
    return Asked(
        body=row.body.name,
        sent_on=row.sent_on,
        answer=str(Outcome(row.outcome).label) if row.outcome else "",
        tone=TONES[Outcome(row.outcome)] if row.outcome else "wait",
        answered_on=row.responded_on,
    )
