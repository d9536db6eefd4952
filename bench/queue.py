"""The staff's queue of applications: with a thousand of them, and with a hundred thousand."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from bench.pages import Page, queries, seconds_per_request
from portal.demo.bulk import plant_applications

FEW, MANY = 1_000, 100_000
MOST_TIMES = 2  # as slow may it be with a hundred times as many


def measure(page: Page, *, few: int = FEW, many: int = MANY) -> dict[str, Any]:
    """Queries and seconds of the queue's page with so many applications; they stay planted."""
    return {
        "few": _after(lambda: plant_applications(few, seed=1), page, few),
        "many": _after(lambda: plant_applications(many - few, seed=2), page, many),
    }


def _after(plant: Callable[[], None], page: Page, count: int) -> dict[str, float]:
    plant()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum does before long on a real server
    return {"count": count, "queries": queries(page), "seconds": seconds_per_request(page)}


def judge(figures: dict[str, Any]) -> list[str]:
    """Which promises of the queue's are not kept; its share of requests is among the pages'."""
    few, many = figures["few"], figures["many"]
    failures = []
    if few["queries"] != many["queries"]:
        failures.append(f"queue: {few['queries']} queries with few, {many['queries']} with many")
    if many["seconds"] > MOST_TIMES * few["seconds"]:
        slower = many["seconds"] / few["seconds"]
        failures.append(f"queue: {slower:.1f} times as slow with {many['count']:,}")
    return failures


def show(figures: dict[str, Any]) -> None:
    few, many = figures["few"], figures["many"]
    print(
        f"queue of {many['count']:,} applications: {many['queries']} queries (of {few['count']:,}: "
        f"{few['queries']}), {many['seconds'] / few['seconds']:.2f} times the time"
    )
