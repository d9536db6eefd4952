"""What is waiting and for how long: submissions by what they wait for, and the issues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.admin.issue_pages import issue_page
from forums.choices import Band, Circle
from forums.forms.finding_issues import BoardForm
from forums.issue_states import WAITING, State
from forums.models import Issue, Submission

PER_PAGE = 25
TABS = {
    "waiting": gettext_lazy("With a body"),
    "overdue": gettext_lazy("Overdue"),
    "review": gettext_lazy("To look at again"),
    "drafts": gettext_lazy("Drafts"),
    "open": gettext_lazy("All open issues"),
    "closed": gettext_lazy("Closed issues"),
}
OF_ISSUES = ("open", "closed")


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
    tab = request.GET.get("what", "")
    tab = tab if tab in TABS else "waiting"
    submissions, issues = _submissions(form), _issues(form)
    found = _of_issues(issues, tab) if tab in OF_ISSUES else _waiting(submissions, tab, today)
    counts = _counts(submissions, issues, today)
    paginator = Paginator(found, PER_PAGE)
    paginator.count = counts[tab]
    page = paginator.get_page(request.GET.get("page"))
    return issue_page(
        request,
        "board.html",
        None,
        title=_("Influence: what is waiting"),
        tab=tab,
        tabs=[(name, str(label), counts[name]) for name, label in TABS.items()],
        form=form,
        page_obj=page,
        rows=[_row(one, today) for one in cast(Iterable[Submission | Issue], page)],
        is_of_issues=tab in OF_ISSUES,
        query=request.META["QUERY_STRING"],
    )


def _submissions(form: BoardForm) -> QuerySet[Submission]:
    rows = Submission.objects.filter(form.of_issue("issue__"), issue__state=Issue.State.OPEN)
    return rows.filter(body=form.body_pk) if form.body_pk else rows


def _issues(form: BoardForm) -> QuerySet[Issue]:
    rows = Issue.objects.filter(form.of_issue())
    if not form.body_pk:
        return rows
    there = Submission.objects.kept().filter(issue=OuterRef("pk"), body=form.body_pk)
    return rows.filter(Exists(there))


def _conditions(today: date) -> dict[str, Q]:
    waits = Q(state__in=sorted(WAITING))
    return {
        "waiting": waits,
        "overdue": waits & Q(expected_on__lt=today),
        "review": Q(state=State.RESPONDED, review_on__lte=today, reviewed_at__isnull=True),
        "drafts": Q(state=State.DRAFTED),
    }


def _waiting(submissions: QuerySet[Submission], tab: str, today: date) -> QuerySet[Submission]:
    """Who has waited longest comes first."""
    order = {"review": "review_on", "drafts": "created_at"}.get(tab, "sent_on")
    rows = submissions.filter(_conditions(today)[tab]).order_by(order, "pk")
    return rows.select_related("issue", "body").defer("text", "issue__about")


def _of_issues(issues: QuerySet[Issue], tab: str) -> QuerySet[Issue]:
    return issues.filter(state=tab).order_by("-changed_at", "-pk").defer("about")


def _counts(
    submissions: QuerySet[Submission], issues: QuerySet[Issue], today: date
) -> dict[str, int]:
    wanted = {name: Count("pk", filter=condition) for name, condition in _conditions(today).items()}
    states = {name: Count("pk", filter=Q(state=name)) for name in OF_ISSUES}
    return submissions.aggregate(**wanted) | issues.aggregate(**states)


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
