"""What waits for somebody who runs forums: figures for the staff's front page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from forums.models import (
    Action,
    Agreement,
    Attendance,
    Forum,
    Issue,
    JoiningLink,
    Objection,
    Speaker,
    Submission,
    Topic,
)
from forums.states import State
from portal.quarters import quarter_of

LOOKED_AT = timedelta(days=14)  # before a forum, its way in online is asked for


@dataclass(frozen=True)
class Queue:
    """Rows that wait, each since its own `since` (a date or a moment); seen with `right` alone.

    `is_ours` where the co-ordinator is waited for.
    """

    right: str
    rows: QuerySet[Any]
    since: str
    is_ours: bool = True


def queues(now: datetime) -> dict[str, Queue]:
    """What waits besides forums themselves, by the word for it. No query."""
    today = timezone.localdate(now)
    put = Submission.objects.filter(issue__state=Issue.State.OPEN)
    view, run, issues = "forums.view_forum", "forums.run_forum", "forums.view_issue"
    topics, speakers = Topic.objects.unanswered(), Speaker.objects.unanswered(now)
    late, use = Action.objects.overdue(today), Agreement.objects.to_use()
    return {
        "topics": Queue("forums.view_topic", topics, "created_at"),
        "objections": Queue(run, Objection.objects.unanswered(), "made_at"),
        "actions": Queue(run, late, "due_on", is_ours=False),
        "speakers": Queue(view, speakers, "invited_at", is_ours=False),
        "answers_overdue": Queue(issues, put.overdue(today), "expected_on", is_ours=False),
        "answers_to_review": Queue(issues, put.to_review(today), "review_on"),
        "agreed_to": Queue("forums.change_issue", use, "answered_at"),
    }


def what_is_due(now: datetime) -> dict[str, Any]:
    """How many forums lack what, the days to the next one without a link, and the quarter's.

    `lacks` is the quarter that is now, if it has no forum. One query.
    """
    quarter = quarter_of(timezone.localdate(now))
    start, end = _moments(quarter.year, quarter.number)
    due = of_front_page(now)
    found: dict[str, Any] = Forum.objects.aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        open=Count("pk", filter=Q(state=State.OPEN, ends_at__gt=now)),
        link_from=Min("starts_at", filter=due["link"]),
        **{name: Count("pk", filter=condition) for name, condition in due.items()},
        of_quarter=Count(
            "pk", filter=Q(starts_at__gte=start, starts_at__lt=end) & ~Q(state=State.CANCELLED)
        ),
    )
    return found | {
        "link_days": _days(found.pop("link_from"), now),
        "lacks": None if found.pop("of_quarter") else quarter,
    }


def of_front_page(now: datetime) -> dict[str, Q]:
    """Which forums wait for what, by the word for it."""
    links = JoiningLink.objects.filter(forum=OuterRef("pk"))
    ticks = Attendance.objects.filter(forum=OuterRef("pk"), was_present=True)
    soon = Q(starts_at__gt=now, starts_at__lte=now + LOOKED_AT)
    held = Q(state__in=[State.HELD, State.SUMMARY])
    return {
        "link": soon & Q(state=State.OPEN, is_online=True) & ~Q(Exists(links)),
        "hold": Q(state=State.OPEN, ends_at__lte=now),
        "ticks": held & ~Q(Exists(ticks)),
        "summary": Q(state=State.SUMMARY, summary__review_until__lte=now),
    }


def _days(at: datetime | None, now: datetime) -> int | None:
    return (timezone.localdate(at) - timezone.localdate(now)).days if at else None


def _moments(year: int, number: int) -> tuple[datetime, datetime]:
    """The first moments, in London, of a quarter and of the next one."""
    zone = timezone.get_current_timezone()
    after = (year, 3 * number + 1) if number < 4 else (year + 1, 1)
    return datetime(year, 3 * number - 2, 1, tzinfo=zone), datetime(*after, 1, tzinfo=zone)
