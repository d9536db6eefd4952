"""The board report over ten years, as a network of some age has them, beside one quarter."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bench.pages import Page, queries, seconds_per_request, signed_in
from bulletins.models import Bulletin
from forums.models import Attendance, Forum
from network.choices import Region
from network.eligibility import Category, Sector
from network.models import Application, ApplicationEvent, Membership, Organisation, User
from network.states import Move, State
from portal.quarters import Quarter, Span, last_over
from portal.times import LONDON

MEMBERS, DECISIONS, AT_A_FORUM = 2000, 10_000, 30
MOST_SECONDS = 3.0
MOVES = {
    Move.APPROVE: State.APPROVED,
    Move.REFER: State.REFERRED,
    Move.DECLINE: State.DECLINED,
    Move.WITHDRAW: State.WITHDRAWN,
}


def measure() -> dict[str, Any]:
    """Queries and seconds of the page for the last quarter and for the last ten years."""
    over = last_over(timezone.localdate())
    spans = {"a quarter": Span(over, over), "ten years": Span(over.moved(-39), over)}
    _plant(spans["ten years"])
    client = signed_in("manager@example.org", second_factor=True)
    pages = {
        name: Page(name, f"/staff/report/?since={one.first_day}&until={one.last_day}", 0, client)
        for name, one in spans.items()
    }
    return {
        name: {"queries": queries(page), "seconds": seconds_per_request(page, times=5)}
        for name, page in pages.items()
    }


def judge(figures: dict[str, Any]) -> list[str]:
    few, many = figures["a quarter"], figures["ten years"]
    failures = []
    if few["queries"] != many["queries"]:
        failures.append(f"report: {few['queries']} queries, {many['queries']} for ten years")
    if many["seconds"] > MOST_SECONDS:
        failures.append(f"report: {many['seconds']:.1f} s for ten years")
    return failures


def show(figures: dict[str, Any]) -> None:
    for name, one in figures.items():
        print(f"board report of {name}: {one['queries']} queries, {one['seconds']:.2f} s")


def _plant(span: Span) -> None:
    quarters = span.quarters
    _plant_members(quarters)
    _plant_decisions(quarters)
    people = list(User.objects.order_by("pk")[:AT_A_FORUM])
    organisation = Organisation.objects.order_by("pk")[0]
    for quarter in quarters:
        _plant_forum(_middle(quarter), people, organisation)
    Bulletin.objects.bulk_create(_bulletin(quarter) for quarter in quarters)


def _middle(quarter: Quarter) -> datetime:
    return datetime.combine(quarter.first_day + timedelta(days=45), time(12), LONDON)


def _plant_members(quarters: list[Quarter]) -> None:
    regions, categories = Region.values, Category.values
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Benchmark {number}",
            sector=Sector.VOLUNTARY,
            regions=[regions[number % len(regions)]],
            settings=[],
        )
        for number in range(MEMBERS)
    )
    Membership.objects.bulk_create(
        Membership(
            organisation=organisation,
            starts_on=quarters[number % len(quarters)].first_day,
            categories=[categories[number % len(categories)]],
        )
        for number, organisation in enumerate(organisations)
    )


def _plant_decisions(quarters: list[Quarter]) -> None:
    moves = list(MOVES)
    ApplicationEvent.objects.bulk_create(
        (
            ApplicationEvent(
                application=application,
                at=_middle(quarters[number % len(quarters)]),
                actor_name="Bench",
                move=(move := moves[number % len(moves)]),
                from_state=State.IN_REVIEW,
                to_state=MOVES[move],
            )
            for number, application in enumerate(Application.objects.order_by("pk")[:DECISIONS])
        ),
        batch_size=1000,
    )


def _plant_forum(at: datetime, people: list[User], organisation: Organisation) -> None:
    forum = Forum.objects.create(
        slug=f"bench-{uuid.uuid4().hex[:12]}",
        title="A forum of the benchmark",
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        state="held",
        created_at=at,
        changed_at=at,
        opened_at=at,
        held_at=at,
        notes_until=at.date(),
    )
    Attendance.objects.bulk_create(
        Attendance(
            forum=forum,
            user=user,
            organisation=organisation,
            answer="online",
            answered_at=at,
            was_present=True,
            marked_at=at,
        )
        for user in people
    )


def _bulletin(quarter: Quarter) -> Bulletin:
    at = _middle(quarter)
    return Bulletin(
        kind="newsletter",
        slug=f"bench-{uuid.uuid4().hex[:12]}",
        subject="A newsletter of the benchmark",
        state="sent",
        approved_at=at,
        started_at=at,
        finished_at=at,
        outcome={"sent": 1000, "failed": 2, "suppressed": 8, "in-doubt": 0},
        changed_at=at,
    )
