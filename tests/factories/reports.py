"""Rows of many years for the board report, written as they are, without the actions' mails."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from bulletins.models import Bulletin, Submission
from events.models import Event
from forums.models import Attendance, Forum
from network.models import (
    Application,
    ApplicationEvent,
    Membership,
    Organisation,
    SupportEvent,
    SupportRequest,
    User,
)
from network.states import Move, State
from portal.quarters import Quarter, Span
from portal.times import LONDON
from tests.factories.applicants import make_person
from tests.factories.applications import make_organisation

DECIDED = {
    Move.APPROVE: State.APPROVED,
    Move.REFER: State.REFERRED,
    Move.DECLINE: State.DECLINED,
    Move.WITHDRAW: State.WITHDRAWN,
}


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LONDON)


def in_quarter(quarter: Quarter, days: int = 40) -> datetime:
    return noon(quarter.first_day + timedelta(days=days))


def member_since(day: date, *, until: date | None = None, **fields: Any) -> Organisation:
    """An organisation that was a member between these days."""
    organisation = make_organisation(f"Member since {day}", **fields)
    Membership.objects.create(
        organisation=organisation,
        starts_on=day,
        ends_on=until,
        ending="withdrawn" if until else "",
        categories=["led", "supports"],
    )
    return organisation


def decided(move: Move, at: datetime, *, after_days: int = 10, times: int = 1) -> None:
    """Applications that were sent so many days before this was done to them."""
    sent_at = at - timedelta(days=after_days)
    for _time in range(times):
        application = Application.objects.create(
            reference=f"T-{uuid.uuid4().hex[:12]}",
            state=State.IN_REVIEW,
            created_at=sent_at,
            edited_at=sent_at,
            state_since=sent_at,
            submitted_at=sent_at,
            times_submitted=1,
        )
        ApplicationEvent.objects.create(
            application=application,
            at=at,
            actor_name="Ada",
            move=move,
            from_state=State.IN_REVIEW,
            to_state=DECIDED[move],
        )


def forum_with(people: int, at: datetime, organisation: Organisation) -> Forum:
    """A forum that was held, with so many people of one organisation."""
    forum = Forum.objects.create(
        slug=f"forum-{uuid.uuid4().hex[:8]}",
        title="Forum on letters",
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        state="held",
        created_at=at,
        changed_at=at,
        opened_at=at,
        held_at=at,
        notes_until=at.date(),
    )
    for _number in range(people):
        Attendance.objects.create(
            forum=forum,
            user=person(),
            organisation=organisation,
            answer="online",
            answered_at=at,
            was_present=True,
            marked_at=at,
        )
    return forum


def bulletin_with(at: datetime, **outcome: int) -> Bulletin:
    """A bulletin that was sent, of which only the numbers are left."""
    return Bulletin.objects.create(
        kind="newsletter",
        slug=f"bulletin-{uuid.uuid4().hex[:8]}",
        subject="News",
        state="sent",
        approved_at=at,
        started_at=at,
        finished_at=at,
        outcome=outcome,
        changed_at=at,
    )


def shared_by(organisation: Organisation, at: datetime) -> Submission:
    return Submission.objects.create(
        reference=f"S-{uuid.uuid4().hex[:10]}",
        organisation=organisation,
        title="A new course",
        state="submitted",
        created_at=at,
        changed_at=at,
        sent_at=at,
    )


def event_at(at: datetime, **fields: Any) -> Event:
    """A published event without places."""
    values = {
        "slug": f"event-{uuid.uuid4().hex[:8]}",
        "title": "Conference",
        "kind": "conference",
        "starts_at": at,
        "ends_at": at + timedelta(hours=6),
        "capacity": 50,
        "booking_opens_at": at - timedelta(days=60),
        "booking_closes_at": at - timedelta(days=1),
        "changes_until": at - timedelta(days=1),
        "state": "published",
        "published_at": at - timedelta(days=60),
    }
    return Event.objects.create(**(values | fields))


def supported(
    organisation: Organisation, at: datetime, *, hours: float = 4, helped: str = ""
) -> SupportRequest:
    """A request that was asked for, given and, where `helped` says how, answered at one moment."""
    request = SupportRequest.objects.create(
        reference=f"CS-{uuid.uuid4().hex[:10]}",
        organisation=organisation,
        need="A payroll.",
        state="followed-up" if helped else "delivered",
        key=uuid.uuid4(),
        created_at=at,
        state_since=at,
        allocated_to="Efua Example",
        hours_offered=hours,
        delivered_at=at,
        hours_used=hours / 2,
        helped=helped,
        may_share=False if helped else None,
    )
    moves = ["request", "deliver", *(["answer"] if helped else [])]
    SupportEvent.objects.bulk_create(
        SupportEvent(request=request, move=move, to_state="closed", at=at) for move in moves
    )
    return request


def person() -> User:
    return make_person(f"{uuid.uuid4().hex[:10]}@example.org", "Somebody Example")


def plant(span: Span) -> None:
    """A little of everything in each quarter."""
    for quarter in span.quarters:
        at = in_quarter(quarter)
        organisation = member_since(quarter.first_day)
        decided(Move.APPROVE, at)
        decided(Move.DECLINE, at)
        forum_with(1, at, organisation)
        bulletin_with(at, sent=100, failed=1)
        shared_by(organisation, at)
        supported(organisation, at, helped="yes")
        event_at(at)
