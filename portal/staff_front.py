"""The staff's front page: what waits, what is due, what is stuck. May look at every app."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import (
    Count,
    Min,
    Q,
    QuerySet,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bulletins.actions.due import what_is_due
from bulletins.models import Submission
from events.models import Contributor, Delegate, Event, Invoice, Notice
from forums.actions import due as forums_due
from network.actions.staff import without_second_step
from network.models import (
    AdviceReport,
    Application,
    Confirmation,
    GuidanceEnquiry,
    JoinRequest,
    Membership,
    SupportRequest,
    TrainingPost,
    User,
    site_rule,
    stood_in_for,
    whose_work,
)
from network.standing import ASKED
from network.states import WHOSE_TURN, State, Turn
from portal.counting import number_of, of_all
from portal.how_long import how_long
from portal.models import OutgoingMail, SiteSettings
from portal.staff_access import staff_page
from portal.working_days import working_days_between


@login_not_required
@require_safe
@staff_page
def staff(request: HttpRequest) -> HttpResponse:
    """What waits, what is due, what is stuck."""
    return render(request, "portal/staff.html", staff_counts(request.user, now=timezone.now()))


def staff_counts(user: Any, *, now: datetime) -> dict[str, Any]:
    """The figures of the staff's front page; only what this member of staff may see."""
    counts: dict[str, Any] = {"today": timezone.localdate(now)}
    if user.has_perm("network.review_application"):
        counts |= _case_counts(user, counts["today"])
    elif user.has_perm("network.view_application"):
        counts["late_cases"] = Application.objects.late(counts["today"]).count()
    if user.has_perm("network.manage_staff"):
        counts["without_second_step"] = without_second_step().count()
    if user.has_perm("network.answer_guidanceenquiry"):
        counts["enquiries"] = GuidanceEnquiry.objects.filter(
            state=GuidanceEnquiry.State.NEW
        ).aggregate(new=Count("pk"), calls=Count("pk", filter=Q(wants_call=True)))
    if user.has_perm("events.run_event"):
        counts["events"] = _event_counts(user, now)
    if user.has_perm("bulletins.view_bulletin"):
        counts["bulletins"] = what_is_due(counts["today"])
    if user.has_perm("forums.view_forum"):
        counts["forums"] = forums_due.what_is_due(now)
    counts["queues"] = queues = _queues(user, now)
    counts["is_waiting"] = any(queue.number for queue in queues.values())
    return counts | _membership_counts(user, now) | _numbers(user, counts["today"])


def _membership_counts(user: Any, now: datetime) -> dict[str, Any]:
    """Who is to confirm, and how late they are; nothing while nobody is asked."""
    if site_rule().since is None or not user.has_perm("network.view_membership"):
        return {}
    asked = Membership.objects.with_standing(now).filter(standing__in=ASKED)
    numbers = {value.value: Count("pk", filter=Q(standing=value)) for value in ASKED}
    return {"memberships": asked.aggregate(**numbers)}


def _numbers(user: Any, today: date) -> dict[str, Any]:
    """The figures that are plain numbers of rows, and for whom somebody stands in; one query."""
    waiting = JoinRequest.objects.waiting()
    wanted: dict[str, tuple[str, QuerySet[Any]]] = {
        "join_requests": ("network.decide_joinrequest", waiting),
        "confirmed": ("network.view_membership", Confirmation.objects.waiting()),
        "reported": ("network.view_advicereport", AdviceReport.objects.waiting()),
        "support": ("network.answer_supportrequest", SupportRequest.objects.waiting()),
        "trainings": ("network.answer_trainingpost", TrainingPost.objects.waiting()),
        "shared": ("bulletins.decide_submission", Submission.objects.waiting()),
        "stuck_mail": ("portal.view_outgoingmail", OutgoingMail.objects.stuck().visible_to(user)),
    }
    own = {name: rows for name, (right, rows) in wanted.items() if user.has_perm(right)}
    found = _together(user, own, stands_in=stood_in_for(user, today))
    spans = [(one["name"], date.fromisoformat(one["until"])) for one in found["stands_in"]]
    return found | {"stands_in": spans}


def _together(user: Any, wanted: dict[str, QuerySet[Any]], **more: Any) -> dict[str, Any]:
    """How many rows each has, and what `more` there is to ask for, in one query."""
    numbers = [number_of(rows) for rows in wanted.values()]
    found = User.objects.filter(pk=user.pk).values_list(*numbers, *more.values()).get()
    return dict(zip([*wanted, *more], found, strict=True))


@dataclass(frozen=True)
class Waiting:
    """How many wait, and in words how long the oldest has."""

    number: int
    hint: str


def _queues(user: Any, now: datetime) -> dict[str, Waiting]:
    """What waits of forums and issues, as far as this member of staff may see it. One query."""
    queues = forums_due.queues(now)
    own = {name: queue for name, queue in queues.items() if user.has_perm(queue.right)}
    if not own:
        return {}
    numbers = [number_of(queue.rows) for queue in own.values()]
    oldest = [of_all(queue.rows, Min(queue.since)) for queue in own.values()]
    found = User.objects.filter(pk=user.pk).values_list(*numbers, *oldest).get()
    return {
        name: Waiting(number, how_long(since, now, is_ours=queue.is_ours))
        for (name, queue), number, since in zip(
            own.items(), found[: len(own)], found[len(own) :], strict=True
        )
    }


def _event_counts(user: Any, now: datetime) -> dict[str, int]:
    """Events to come, who waits for something there, money and notices. Three queries."""
    to_come = Event.objects.filter(ends_at__gt=now)
    running = to_come.filter(state=Event.State.PUBLISHED)
    asked = Contributor.objects.filter(state=Contributor.State.INVITED)
    events = to_come.aggregate(
        to_come=Count("pk", filter=Q(state=Event.State.PUBLISHED)),
        drafts=Count("pk", filter=Q(state=Event.State.DRAFT)),
    )
    owed = Invoice.objects.filter(Q(state=Invoice.State.DUE) | Q(refund_due_pence__gt=0))
    money = owed.aggregate(
        to_pay=Count("pk", filter=Q(state=Invoice.State.DUE)),
        to_refund=Count("pk", filter=Q(refund_due_pence__gt=0)),
    )
    waits = {
        "stuck": Notice.objects.stuck(),
        "waiting": Delegate.objects.next_in_line().filter(event__in=running),
        "unanswered": asked.filter(event__in=to_come).exclude(event__state=Event.State.CANCELLED),
    }
    return events | money | _together(user, waits)


def _case_counts(user: Any, today: date) -> dict[str, Any]:
    """Open applications by what they wait for, and whether the oldest is later than promised."""
    site = SiteSettings.current()
    turn = [s for s in State if WHOSE_TURN[s] == Turn.COORDINATOR]
    cases = Application.objects.open_cases().aggregate(
        new=Count("pk", filter=Q(state=State.SUBMITTED)),
        in_review=Count("pk", filter=Q(state=State.IN_REVIEW)),
        with_applicant=Count("pk", filter=Q(state=State.MORE_INFORMATION)),
        mine=Count("pk", filter=Q(assignee__in=whose_work(user, today))),
        oldest=Min("submitted_at", filter=Q(state__in=turn)),
    )
    if not cases["oldest"]:
        return {"cases": cases}
    days = working_days_between(timezone.localdate(cases["oldest"]), today, site.working_weekdays)
    late = days > site.answer_within_working_days
    return {"cases": cases, "oldest_days": days, "late": late}
