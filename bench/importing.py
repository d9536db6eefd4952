"""A list of 5,000 members taken over by the worker's own batches, beside a plain bulk_create."""

import time
import uuid
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.actions import importing
from network.eligibility import Category, Sector
from network.models import MemberImport, Organisation, User
from portal.table_files import Table

COUNT = 5_000
SHOWN_EACH = 1_000  # rows: how often progress is told
MOST_TIMES = 100  # as long as a plain bulk_create of as many organisations may it take
HEADINGS = [
    "Organisation", "Member since", "Categories", "Basis", "Region", "Charity number", "E-mail",
]  # fmt: skip
State = MemberImport.State


def measure(count: int = COUNT) -> dict[str, Any]:
    """Seconds of both phases and of the plain rows, and the queries that full batches took."""
    by, now = User.objects.get(email="coordinator@example.org"), timezone.now()
    table = Table(HEADINGS, list(enumerate(_rows(count), start=2)))
    work = importing.begin(key=uuid.uuid4(), name="bench.csv", table=table, by=by, now=now)
    looked_through = _phase(work, State.CHECKING, count)
    importing.start(work=work, by=by, now=now)
    taken_over = _phase(work, State.RUNNING, count)
    return {
        "count": count,
        "came": work.members.count(),
        "phases": {"looked through": looked_through, "taken over": taken_over},
        "plain": _plain(count),
    }


def _rows(count: int) -> Iterator[list[str]]:
    """Names that are like no other, or they would wait for a person."""
    categories = Category.values
    for number in range(count):
        name = sha256(str(number).encode()).hexdigest()
        yield [
            f"{name[:9]} {name[9:18]}", "2019-04-01", categories[number % len(categories)],
            "Form of 2019", "london", f"{2_000_000 + number}", f"{name[:12]}@example.org",
        ]  # fmt: skip


def _phase(work: MemberImport, state: str, count: int) -> dict[str, Any]:
    """Batches until the list stands otherwise; what the site shows as progress is printed."""
    work.refresh_from_db()
    started, done, taken = time.perf_counter(), 0, set[int]()
    while work.state == state:
        with CaptureQueriesContext(connection) as captured:
            importing.work_off(now=timezone.now(), seconds=0)
        work.refresh_from_db()
        done += importing.BATCH
        if done <= count:
            taken.add(len(captured))
        if done <= count and done % SHOWN_EACH == 0:
            rate = done / (time.perf_counter() - started)
            print(f"list of members, {state}: {done:,} of {count:,} rows, {rate:.0f} a second")
    return {"seconds": time.perf_counter() - started, "queries": sorted(taken)}


def _plain(count: int) -> float:
    """Seconds for as many organisations and nothing else, which are taken back."""
    rows = [
        Organisation(name=row[0], sector=Sector.VOLUNTARY, regions=["london"], settings=[])
        for row in _rows(count)
    ]
    with transaction.atomic():
        started = time.perf_counter()
        Organisation.objects.bulk_create(rows, batch_size=importing.BATCH)
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def judge(figures: dict[str, Any]) -> list[str]:
    failures = []
    if figures["came"] != figures["count"]:
        failures.append(f"import: {figures['came']} of {figures['count']} rows were taken over")
    for name, phase in figures["phases"].items():
        if len(phase["queries"]) != 1:
            failures.append(f"import, {name}: batches took {phase['queries']} queries")
    if (times := _times(figures)) > MOST_TIMES:
        failures.append(f"import: {times:.0f} times as long as a plain bulk_create")
    return failures


def _times(figures: dict[str, Any]) -> float:
    seconds = sum(phase["seconds"] for phase in figures["phases"].values())
    return float(seconds / figures["plain"])


def show(figures: dict[str, Any]) -> None:
    for name, phase in figures["phases"].items():
        rate = figures["count"] / phase["seconds"]
        queries = "/".join(map(str, phase["queries"]))
        print(
            f"list of {figures['count']:,} members {name}: {rate:.0f} rows a second, "
            f"{queries} queries for each {importing.BATCH}"
        )
    print(f"both together: {_times(figures):.1f} times as long as a plain bulk_create")
