"""An issue as a card for one circle: members said, we took it to, they answered, what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from forums.bands import in_public
from forums.choices import Band, Outcome, Theme
from forums.issue_states import SENT
from forums.models import Issue, IssueEvent, Submission
from forums.models.issues import IssueQuerySet

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


def with_submissions(issues: IssueQuerySet) -> IssueQuerySet:
    """Issues with what was sent of each, in one query more; without the long texts."""
    sent = Submission.objects.filter(state__in=sorted(SENT)).defer("text").select_related("body")
    rows = Prefetch("submissions", sent.order_by("sent_on", "pk"), to_attr="sent")
    return issues.defer("about").prefetch_related(rows)


def card(issue: Issue, *, for_members: bool) -> Card:
    """The card of an issue that came by `with_submissions`."""
    shown = issue.band if for_members else in_public(issue.band)
    return Card(
        slug=issue.slug,
        statement=issue.statement,
        is_closed=issue.state == Issue.State.CLOSED,
        raised_at=issue.raised_at,
        what_changed=issue.what_changed,
        evidence=str(Band(shown).label) if shown else "",
        themes=tuple(str(Theme(theme).label) for theme in issue.themes),
        asked=tuple(_asked(row) for row in issue.sent),  # type: ignore[attr-defined]  # prefetched
    )


def cards(issues: Iterable[Issue], *, for_members: bool) -> list[Card]:
    return [card(issue, for_members=for_members) for issue in issues]


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
