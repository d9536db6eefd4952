"""A person's own page, and the staff's front page. May look at every app; nothing imports it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins.actions.due import what_is_due
from bulletins.choices import PostKind
from bulletins.models import Bulletin, Post, Submission
from bulletins.submission_states import MEMBER_WORDS
from bulletins.submission_states import State as Shared
from events.models import Booking, Contributor, Delegate, Event, Invoice, Notice
from events.views.own_places import own_places
from forums.actions import due as forums_due
from forums.answer_words import in_words as forum_words
from forums.models import Action, Attendance, Forum
from forums.models.circles import is_inside, organisations_of
from forums.states import State as ForumState
from forums.views.waiting import asked_of
from network.actions.staff import without_second_step
from network.mail import answer_wanted_by
from network.models import (
    AdviceReport,
    AdviceRequest,
    Affiliation,
    Application,
    ApplicationPerson,
    Confirmation,
    GuidanceEnquiry,
    JoinRequest,
    Membership,
    Organisation,
    User,
    site_rule,
    standing_days,
    stood_in_for,
    whose_work,
)
from network.signed_in import who
from network.standing import ASKED, RUNNING, Standing
from network.states import APPLICANT_WORDS, WHOSE_TURN, State, Turn
from portal.accounts import may_use_staff_pages
from portal.counting import number_of, of_all
from portal.how_long import how_long
from portal.models import OutgoingMail, SiteSettings
from portal.staff_access import staff_page
from portal.working_days import working_days_between
from portal.written_once import written_once

OVER = frozenset({State.APPROVED, State.DECLINED, State.WITHDRAWN})


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What is next for me? Only what there is of a person is read."""
    now, person = timezone.now(), who(request)
    there = _what_there_is(person)
    applications = _applications(person) if there.has_applications else []
    open_ones = [a for a in applications if a.state not in OVER]
    affiliations = (
        _affiliations(person=person.pk, **standing_days(now)) if there.has_affiliations else []
    )
    is_member = any(place.standing in RUNNING for place in affiliations)
    waiting: dict[str, Any] = {
        "applications": [(a, APPLICANT_WORDS[State(a.state)], _wanted_by(a)) for a in open_ones],
        "take_overs": [place for place in affiliations if place.offered_at],
        "asked_in": [place for place in affiliations if place.asked],
        "advising": [one for one in affiliations if one.questions and one.standing in RUNNING],
        "next_forum": _next_forum(person, now) if is_member else None,
        "join_requests": _join_requests(person) if there.has_join_requests else [],
        "bookings": _bookings(person, now) if there.has_bookings else [],
        "sent_back": _sent_back(person, now) if there.has_sent_back else [],
        "asked": asked_of(person, now=now) if there.has_forums else [],
        "actions": _actions(request, now) if there.has_actions else [],
        "own_places": own_places(person, since=now, most=5) if there.has_own_places else [],
        "to_confirm": _to_confirm(affiliations),
    }
    besides: dict[str, Any] = {
        "nothing_waits": not any(waiting.values()),
        "past": [(a, APPLICANT_WORDS[State(a.state)]) for a in applications if a.state in OVER],
        "affiliations": affiliations,
        "running": RUNNING,
        "may_share": is_member,
        "meets_topics": is_member and is_inside(person, now=now),
        "news": _news() if is_member else [],
        "today": timezone.localdate(now),
    }
    return render(request, "portal/dashboard.html", waiting | besides)


def _what_there_is(person: User) -> Any:
    """Whether somebody has any applications, affiliations and so on: `has_applications`, ..."""
    return _kinds_of(person=person.pk)[0]


@written_once
def _kinds_of(*, person: int) -> QuerySet[User]:
    mine = {"user": OuterRef("pk")}
    addresses = EmailAddress.objects.filter(user=OuterRef(OuterRef("pk")), verified=True)
    return (
        User.objects.filter(pk=person)
        .only("pk")
        .annotate(
            has_applications=Exists(ApplicationPerson.objects.filter(**mine)),
            has_affiliations=Exists(Affiliation.objects.filter(**mine)),
            has_join_requests=Exists(JoinRequest.objects.filter(**mine)),
            has_bookings=Exists(Booking.objects.filter(booked_by=OuterRef("pk"))),
            has_sent_back=Exists(
                Submission.objects.filter(by=OuterRef("pk"), state=Shared.CHANGES_ASKED)
            ),
            has_forums=Exists(Attendance.objects.filter(**mine)),
            has_actions=Exists(Action.objects.open().filter(_taken_on_by_outer())),
            has_own_places=Exists(
                Delegate.objects.live().filter(email__in=addresses.values(low=Lower("email")))
            ),
        )
    )


def _taken_on_by_outer() -> Q:
    """An action of the person of an outer query, or of an organisation they belong to."""
    theirs = Affiliation.objects.filter(user=OuterRef(OuterRef("pk")), ended_at__isnull=True)
    owned = Q(owner_organisation__in=theirs.values("organisation"))
    return Q(owner=OuterRef("pk")) | owned


def _actions(request: HttpRequest, now: datetime) -> list[Action]:
    """What somebody took on at forums, as far as they may still hear of it."""
    person = who(request)
    if may_use_staff_pages(request):
        taken_on = Action.objects.open().owned_by(person, now=now)
        own = taken_on.visible_to(person, now=now)
        return list(own.select_related("forum").in_order()[:5])
    if not is_inside(person, now=now):
        return []
    return _open_actions(person=person.pk, organisations=organisations_of(person, now=now))


@written_once
def _open_actions(*, person: int, organisations: Sequence[int]) -> QuerySet[Action]:
    own = Action.objects.open().owned(person, organisations)
    rows = own.read_inside(person, organisations)
    return rows.select_related("forum").in_order()[:5]


def _applications(person: User) -> list[Application]:
    if person.is_staff:  # whom they type for, they see as long as they may
        return list(_newest(Application.objects.visible_to(person)))
    return _own_applications(person=person.pk)


@written_once
def _own_applications(*, person: int) -> QuerySet[Application]:
    return _newest(Application.objects.visible_to(User(pk=person)))


def _newest(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.order_by("-created_at", "-pk")[:20]


@written_once
def _affiliations(*, person: int, today: date, **days: Any) -> QuerySet[Any]:
    """Somebody's places. `days` are the other `standing_days`.

    Each with the `standing` of the organisation's newest membership, its `due_day`, how many
    `asked` to join it, and `questions` for advice; both as far as they may answer.
    """
    begun = Membership.objects.filter(starts_on__lte=today)
    here = begun.filter(organisation=OuterRef("organisation"))
    newest = here.with_standing_on(today=today, **days).order_by("-starts_on")
    waiting = JoinRequest.objects.waiting().filter(organisation=OuterRef("organisation"))
    asked = AdviceRequest.objects.waiting().filter(asked=OuterRef("organisation"))
    return (
        Affiliation.objects.present()
        .filter(user=person)
        .annotate(
            standing=Subquery(newest.values("standing")[:1]),
            due_day=Subquery(newest.values("due_day")[:1]),
            asked=Case(When(role=Affiliation.Role.PRIMARY, then=number_of(waiting)), default=0),
            questions=Case(When(role__in=Affiliation.ANSWERING, then=number_of(asked)), default=0),
        )
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )


def _to_confirm(places: list[Any]) -> list[tuple[Organisation, date, bool]]:
    """Organisations that somebody answers for, by when each is to confirm, whether that is past."""
    asked = [one for one in places if one.role in Affiliation.ANSWERING and one.standing in ASKED]
    asked.sort(key=lambda one: (one.due_day, one.pk))
    return [(one.organisation, one.due_day, one.standing != Standing.DUE) for one in asked]


def _news() -> list[dict[str, Any]]:
    """What members are told: the latest bulletin, then the newest posts.

    Each with its `heading`, `slug` and `at`, and of a post the words of its `kind`.
    """
    rows = sorted(_told(), key=lambda row: bool(row["what"]))
    return [row | {"kind": PostKind(row["what"]).label if row["what"] else ""} for row in rows]


@written_once
def _told() -> QuerySet[Any, Any]:
    bulletins = Bulletin.objects.started().listed().order_by("-started_at", "-pk")
    told = bulletins.values("slug", what=Value(""), heading=F("subject"), at=F("started_at"))[:1]
    posts = Post.objects.published().newest_first()
    newest = posts.values("slug", what=F("kind"), heading=F("title"), at=F("published_at"))[:2]
    return told.union(newest, all=True)


def _next_forum(person: User, now: datetime) -> dict[str, Any] | None:
    """The next forum that members can join, and what this one has answered; one query."""
    found: Any = next(iter(_open_forums(person=person.pk, now=now)), None)
    if found is None:
        return None
    word, tone = forum_words(
        found.state, found.my_answer, is_over=False, is_taken=found.takes(found.my_answer)
    )
    return {"forum": found, "word": word, "tone": tone}


@written_once
def _open_forums(*, person: int, now: datetime) -> QuerySet[Forum]:
    mine = Attendance.objects.filter(forum=OuterRef("pk"), user=person)
    rows = Forum.objects.announced().filter(state=ForumState.OPEN).upcoming(now)
    return rows.annotate(my_answer=Subquery(mine.values("answer")))[:1]


def _join_requests(person: User) -> list[JoinRequest]:
    waiting = JoinRequest.objects.waiting().filter(user=person)
    return list(waiting.select_related("organisation").order_by("pk"))


def _sent_back(person: User, now: datetime) -> list[tuple[Submission, Any]]:
    """What somebody shared and is asked to change."""
    mine = Submission.objects.visible_to(person, now=now).filter(by=person)
    rows = mine.filter(state=Shared.CHANGES_ASKED).order_by("changed_at", "pk")
    return [(row, MEMBER_WORDS[Shared.CHANGES_ASKED]) for row in rows[:5]]


def _bookings(person: User, now: datetime) -> list[tuple[Booking, str, str]]:
    """The next events that somebody has booked, each with a word on where it stands."""
    rows: list[Any] = _next_bookings(person=person.pk, now=now)
    return [(row, *_booking_words(row, row.states)) for row in rows]


@written_once
def _next_bookings(*, person: int, now: datetime) -> QuerySet[Booking]:
    live = Delegate.objects.live()
    states = ArrayAgg("delegates__state", filter=Q(delegates__in=live), distinct=True)
    coming = Booking.objects.visible_to(User(pk=person)).filter(event__ends_at__gt=now)
    rows = coming.filter(delegates__in=live).annotate(states=states)
    return rows.select_related("event").order_by("event__starts_at", "pk")[:5]


def _booking_words(booking: Booking, states: list[str]) -> tuple[str, str]:
    if booking.event.state == Event.State.CANCELLED:
        return _("Event cancelled"), "bad"
    if Delegate.State.OFFERED in states:
        return _("Answer needed"), "info"
    if Delegate.State.BOOKED in states:
        return _("Booked"), "good"
    return _("On the waiting list"), "wait"


def _wanted_by(application: Application) -> date | None:
    """The day by which an open question should be answered."""
    is_asked = application.state == State.MORE_INFORMATION
    return answer_wanted_by(application.state_since) if is_asked else None


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
