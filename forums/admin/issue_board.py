"""What is waiting and for how long: submissions by what they wait for, and the issues."""

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices, Value
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.admin.issue_pages import issue_page
from forums.choices import Band, Circle
from forums.forms.finding_issues import BoardForm, of_issue
from forums.issue_states import WAITING, State
from forums.models import Issue, Submission
from forums.views.paging import Listed
from portal.written_once import written_once

PER_PAGE = 25


class Tab(TextChoices):
    WAITING = "waiting", gettext_lazy("With a body")
    OVERDUE = "overdue", gettext_lazy("Overdue")
    REVIEW = "review", gettext_lazy("To look at again")
    DRAFTS = "drafts", gettext_lazy("Drafts")
    OPEN = "open", gettext_lazy("All open issues")
    CLOSED = "closed", gettext_lazy("Closed issues")


OF_ISSUES = {Tab.OPEN: Issue.State.OPEN, Tab.CLOSED: Issue.State.CLOSED}


@dataclass(frozen=True)
class Row:
    """A line of the board. Values alone: what was made of them is kept while they are the same."""

    issue: int
    statement: str
    changed_at: datetime
    shown_to: str
    evidence: str
    waits: "Waits | None"


@dataclass(frozen=True)
class Waits:
    """What a submission waits for; `days` is None where it waits for nobody."""

    body: str
    state: str
    days: int | None
    review_on: date | None
    expected_on: date | None
    is_late: bool


def board(request: HttpRequest) -> HttpResponse:
    """One tab at a time; how many there are in each, by the same filters. Few queries."""
    today, form = timezone.localdate(), BoardForm(request.GET)
    what = request.GET.get("what", "")
    tab = Tab(what) if what in Tab else Tab.WAITING
    counts = _counts(form, today)
    listed: Any = Listed(lambda: counts[tab], partial(_part, form, tab, today))
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return issue_page(
        request,
        "board.html",
        None,
        title=_("Influence: what is waiting"),
        tab=tab.value,
        tabs=[(one.value, str(one.label), counts[one]) for one in Tab],
        form=form,
        page_obj=page,
        rows=[_row(one, today) for one in cast(Iterable[Submission | Issue], page)],
        is_of_issues=tab in OF_ISSUES,
        query=request.META["QUERY_STRING"],
    )


def _part(form: BoardForm, tab: Tab, today: date, part: slice) -> Sequence[Submission | Issue]:
    if tab in OF_ISSUES:
        return _of_issues(state=OF_ISSUES[tab], part=part, **form.wanted)
    return _waiting(tab=tab, today=today, part=part, **form.wanted)


def _submissions(*, theme: str | None, body: int | None, level: str | None) -> QuerySet[Submission]:
    wanted = of_issue(theme, level, prefix="issue__")
    rows = Submission.objects.filter(wanted, issue__state=Issue.State.OPEN)
    return rows if body is None else rows.filter(body=body)


def _issues(*, theme: str | None, body: int | None, level: str | None) -> QuerySet[Issue]:
    rows = Issue.objects.filter(of_issue(theme, level))
    if body is None:
        return rows
    return rows.filter(Exists(Submission.objects.kept().filter(issue=OuterRef("pk"), body=body)))


def _conditions(today: date) -> dict[Tab, Q]:
    waits = Q(state__in=sorted(WAITING))
    return {
        Tab.WAITING: waits,
        Tab.OVERDUE: waits & Q(expected_on__lt=today),
        Tab.REVIEW: Q(state=State.RESPONDED, review_on__lte=today, reviewed_at__isnull=True),
        Tab.DRAFTS: Q(state=State.DRAFTED),
    }


@written_once
def _waiting(*, tab: Tab, today: date, part: slice, **wanted: Any) -> QuerySet[Submission]:
    """Who has waited longest comes first."""
    order = {Tab.REVIEW: "review_on", Tab.DRAFTS: "created_at"}.get(tab, "sent_on")
    rows = _submissions(**wanted).filter(_conditions(today)[tab]).order_by(order, "pk")
    return rows.select_related("issue", "body").defer("text", "issue__about")[part]


@written_once
def _of_issues(*, state: Issue.State, part: slice, **wanted: Any) -> QuerySet[Issue]:
    rows = _issues(**wanted).filter(state=state)
    return rows.order_by("-changed_at", "-pk").defer("about")[part]


def _counts(form: BoardForm, today: date) -> dict[str, int]:
    """How many there are on each tab."""
    none = dict.fromkeys(Tab.values, 0)
    submissions = _submissions_counted(today=today, **form.wanted)
    return none | dict(ChainMap(*submissions, *_issues_counted(**form.wanted)))


@written_once
def _submissions_counted(*, today: date, **wanted: Any) -> QuerySet[Any, Any]:
    return _tally(_submissions(**wanted), _conditions(today))


@written_once
def _issues_counted(**wanted: Any) -> QuerySet[Any, Any]:
    return _tally(_issues(**wanted), {tab: Q(state=state) for tab, state in OF_ISSUES.items()})


def _tally(rows: QuerySet[Any], conditions: Mapping[Tab, Q]) -> QuerySet[Any, Any]:
    """One row of numbers; none where there are no rows."""
    numbers = {tab.value: Count("pk", filter=condition) for tab, condition in conditions.items()}
    together = rows.order_by().annotate(together=Value(1)).values("together")
    counted: QuerySet[Any, Any] = together.annotate(**numbers).values(*numbers)
    return counted


def _row(one: Submission | Issue, today: date) -> Row:
    issue = one if isinstance(one, Issue) else one.issue
    return Row(
        issue=issue.pk,
        statement=issue.statement,
        changed_at=issue.changed_at,
        shown_to=str(Circle(issue.shown_to).label),
        evidence=str(Band(issue.band).label),
        waits=None if isinstance(one, Issue) else _waits(one, today),
    )


def _waits(one: Submission, today: date) -> Waits:
    days = one.days_waiting(today)
    return Waits(
        body=one.body.short_name,
        state=str(State(one.state).label),
        days=days,
        review_on=one.review_on,
        expected_on=one.expected_on,
        is_late=days is not None and one.expected_on is not None and one.expected_on < today,
    )
