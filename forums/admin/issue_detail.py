"""One issue as staff see it: where it stands, what can be done, and all that happened."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from forums.admin.issue_pages import CHANGE, WIDEN, issue_page
from forums.admin.issue_steps import CIRCLES
from forums.choices import Circle, Theme
from forums.issue_states import OF_THE_ISSUE, State, Step, legal_steps
from forums.models import Issue, Submission
from forums.views import issue_cards

TONES = {Circle.STAFF: "neutral", Circle.MEMBERS: "info", Circle.PUBLIC: "good"}
STATE_TONES = {
    State.DRAFTED: "neutral",
    State.SUBMITTED: "wait",
    State.ACKNOWLEDGED: "wait",
    State.HOLDING: "wait",
    State.RESPONDED: "good",
}


@dataclass(frozen=True)
class Sent:
    """What was put, or is to be put, to a body."""

    row: Submission
    tone: str
    answer_tone: str
    days: int | None
    is_late: bool
    is_draft: bool
    steps: tuple[Step, ...]


def show(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Voices and agreements are for who may change issues; topics for who may see topics."""
    may_change = request.user.has_perm(CHANGE)
    today, is_open = timezone.localdate(), issue.state == Issue.State.OPEN
    sources = _sources(issue)
    submissions = issue.submissions.kept().select_related("body").order_by("-pk")
    return issue_page(
        request,
        "detail.html",
        issue,
        title=issue.statement,
        tone=TONES[Circle(issue.shown_to)],
        themes=[str(Theme(theme).label) for theme in issue.themes],
        forums=list(issue.forums.order_by("-starts_at", "-pk")),
        sent=[_sent(row, today, may_change and is_open) for row in submissions],
        may_change=may_change,
        is_open=is_open,
        turns=[step for step, ways in OF_THE_ISSUE.items() if may_change and issue.state in ways],
        circles=_circles(request, issue),
        sees_topics=request.user.has_perm("forums.view_topic"),
        sources=sources,
        is_confided=any(one.topic and one.topic.is_for_coordinator for one in sources),
        voices=_voices(issue) if may_change else None,
        events=list(issue.events.select_related("by", "submission__body").order_by("-on", "-pk")),
    )


def _sent(row: Submission, today: date, may_step: bool) -> Sent:
    days = row.days_waiting(today)
    legal = legal_steps(State(row.state)) if may_step else []
    return Sent(
        row=row,
        tone=STATE_TONES[State(row.state)],
        answer_tone=issue_cards.TONES.get(row.outcome, "neutral"),  # type: ignore[call-overload]  # by value
        days=days,
        is_late=days is not None and row.expected_on is not None and row.expected_on < today,
        is_draft=may_step and row.state == State.DRAFTED,
        steps=tuple(legal),
    )


def _circles(request: HttpRequest, issue: Issue) -> list[Circle]:
    """The other circles it can be shown to, for who may do that."""
    others = [circle for circle in CIRCLES if circle != issue.shown_to]
    return others if request.user.has_perm(WIDEN) else []


def _sources(issue: Issue) -> list[Any]:
    return list(issue.sources.select_related("topic", "item__forum").order_by("pk"))


def _voices(issue: Issue) -> list[Any]:
    """By name, so that the order tells nothing of who was first."""
    return list(issue.voices.select_related("organisation").order_by("organisation__name", "pk"))
