"""A person's own page. May look at every app; nothing imports it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Case,
    Exists,
    F,
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

from bulletins.choices import PostKind
from bulletins.models import Bulletin, Post, Submission
from bulletins.submission_states import MEMBER_WORDS
from bulletins.submission_states import State as Shared
from events.models import Booking, Delegate, Event
from events.views.own_places import own_places
from forums.answer_words import in_words as forum_words
from forums.models import Action, Attendance, Forum
from forums.models.circles import is_inside, organisations_of
from forums.states import State as ForumState
from forums.views.waiting import asked_of
from network.mail import answer_wanted_by
from network.models import (
    AdviceRequest,
    Affiliation,
    Application,
    ApplicationPerson,
    JoinRequest,
    Membership,
    Organisation,
    User,
    standing_days,
)
from network.signed_in import who
from network.standing import ASKED, RUNNING, Standing
from network.states import APPLICANT_WORDS, State
from portal.accounts import may_use_staff_pages
from portal.counting import number_of
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
