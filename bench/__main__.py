"""`make bench`: prints the table, writes .local/bench.json, fails when a promise is not kept."""

import argparse
import json
import os
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,testserver"
django.setup()

from django.core.management import call_command  # noqa: E402  # needs the settings

from bench import bookings as bench_bookings  # noqa: E402
from bench import bulletins as bench_bulletins  # noqa: E402
from bench import directory as bench_directory  # noqa: E402
from bench import forums as bench_forums  # noqa: E402
from bench import importing as bench_importing  # noqa: E402
from bench import pages as bench_pages  # noqa: E402
from bench import queue as bench_queue  # noqa: E402
from bench import report as bench_report  # noqa: E402
from bench.load import Load, find_wrk, measure, measure_beside  # noqa: E402
from bench.servers import celery_worker, gunicorn, memory  # noqa: E402
from events.models import Event  # noqa: E402

MOST_QUERIES = 12
BOOKINGS = {1: 40, 8: 160, 32: 160}  # at once: how many in all
LEAST_BOOKINGS = 0.008  # with 8 at once, of the do-nothing view's requests per second
RACERS, RACED_FOR, SETTLED_WITHIN = 200, 50, 400  # the last in whole bookings
RESULT = Path(".local/bench.json")


def main() -> int:
    arguments = _arguments()
    find_wrk()
    _prepare()
    figures: dict[str, Any] = {"pages": {}, "memory_mb": {}}
    failures: list[str] = []
    event = bench_bookings.make_event("bench", capacity=10_000)
    bench_forums.plant()
    bench_directory.plant()
    pages = bench_pages.pages(event)
    queue = next(page for page in pages if page.name == "admin queue")
    figures["queue"] = bench_queue.measure(queue)
    nothing = _nothing(arguments.seconds)
    figures["nothing"] = _plain(nothing)
    with gunicorn("bench.nothing") as (idle, _idle), gunicorn("portal.wsgi") as (url, process):
        for page in pages:
            figures["pages"][page.name] = _measure(page, url, idle, arguments.seconds)
        figures["bookings"] = _bookings(url, idle, event, arguments.seconds)
        figures["race"] = _race(url)
        figures["memory_mb"]["web workers"] = memory(process)
    with celery_worker() as worker:
        figures["memory_mb"]["celery workers"] = memory(worker)
    figures["bulletins"] = bench_bulletins.measure()
    figures["report"] = bench_report.measure()
    figures["import"] = bench_importing.measure()
    failures = _judge(figures)
    _show(figures, failures)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2))
    return bool(failures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2, help="length of each run")
    return parser.parse_args()


def _prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", force_for_benchmarks=True, verbosity=0)


def _bookings(url: str, idle: str, event: Event, seconds: int) -> dict[str, Any]:
    """Whole bookings, each by somebody else; beside them the rows alone, and doing nothing."""
    clients = iter(bench_bookings.people(sum(BOOKINGS.values()) + 8))
    bench_bookings.bookings(url, event, [next(clients) for _ in range(8)], 4)  # to warm up
    before = measure(idle, connections=16, seconds=seconds)
    timed = {
        at_once: vars(bench_bookings.bookings(url, event, list(islice(clients, count)), at_once))
        for at_once, count in BOOKINGS.items()
    }
    after = measure(idle, connections=16, seconds=seconds)
    return {
        "over_http": timed,
        "requests": bench_bookings.REQUESTS,
        "rows_alone": bench_bookings.straight_in_postgresql(event, 400, 8),
        "nothing": (before.per_second + after.per_second) / 2,
    }


def _race(url: str) -> dict[str, Any]:
    event = bench_bookings.make_event("bench-race", capacity=RACED_FOR)
    racers = bench_bookings.people(RACERS, name="racer")
    return bench_bookings.race(url, event, racers)


def _nothing(seconds: int) -> dict[int, Load]:
    with gunicorn("bench.nothing") as (url, _process):
        measure(url, connections=16, seconds=1)
        return {n: measure(url, connections=n, seconds=seconds) for n in (1, 16)}


def _measure(page: bench_pages.Page, url: str, idle: str, seconds: int) -> dict[str, Any]:
    address, cookie = url + page.path, page.cookie
    measure(address, connections=4, seconds=1, cookie=cookie)
    one = measure(address, connections=1, seconds=seconds, cookie=cookie)
    many, share = measure_beside(address, idle, connections=16, seconds=seconds, cookie=cookie)
    return {
        "queries": bench_pages.queries(page),
        "bytes": bench_pages.size(page),
        "loads": _plain({1: one, 16: many}),
        "share": share,
        "least": page.least,
    }


def _plain(loads: dict[int, Load]) -> dict[int, dict[str, float]]:
    return {connections: vars(load) for connections, load in loads.items()}


def _judge(figures: dict[str, Any]) -> list[str]:
    failures = []
    for name, page in figures["pages"].items():
        if page["share"] < page["least"]:
            failures.append(
                f"{name}: {page['share']:.3f} of the do-nothing view, less than promised"
            )
        if page["queries"] > MOST_QUERIES:
            failures.append(f"{name}: {page['queries']} queries")
        if failed := sum(load["failures"] for load in page["loads"].values()):
            failures.append(f"{name}: {failed} requests failed")
    failures += _judge_bookings(figures) + bench_bulletins.judge(figures["bulletins"])
    failures += bench_report.judge(figures["report"])
    failures += bench_queue.judge(figures["queue"]) + bench_importing.judge(figures["import"])
    return failures


def _judge_bookings(figures: dict[str, Any]) -> list[str]:
    failures = []
    nothing = figures["bookings"]["nothing"]
    timed, race = figures["bookings"]["over_http"], figures["race"]
    if (share := timed[8]["per_second"] / nothing) < LEAST_BOOKINGS:
        failures.append(f"bookings: {share:.4f} of the do-nothing view, less than promised")
    if failed := sum(one["failed"] + one["refused"] for one in timed.values()):
        failures.append(f"bookings: {failed} did not go through")
    if race["failed"] or race["sold"] > race["places"] or race["booked"] != race["sold"]:
        failures.append(f"race: {race}")
    if race["seconds"] > SETTLED_WITHIN / timed[8]["per_second"]:
        failures.append(f"race: took {race['seconds']:.1f} s, as long as it may not")
    return failures


def _show_bookings(figures: dict[str, Any]) -> None:
    nothing = figures["bookings"]["nothing"]
    for at_once, one in figures["bookings"]["over_http"].items():
        print(
            f"whole bookings, {at_once} at once: {one['per_second']:.1f} a second"
            f" ({one['per_second'] / nothing:.4f} of doing nothing),"
            f" p50 {one['p50']:.0f} ms, p99 {one['p99']:.0f} ms,"
            f" {figures['bookings']['requests']} requests each"
        )
    print(f"the rows alone, in PostgreSQL: {figures['bookings']['rows_alone']:.0f} a second")
    race = figures["race"]
    print(
        f"{RACERS} people for {race['places']} places: {race['booked']} booked,"
        f" {race['refused']} refused, {race['failed']} failed, {race['seconds']:.1f} s"
    )


def _show(figures: dict[str, Any], failures: list[str]) -> None:
    row = "{:<18}{:>8}{:>8}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}"
    print(
        row.format(
            "page", "queries", "kB", "1: req/s", "p50 ms", "p99 ms", "16: req/s", "p99 ms", "share"
        )
    )
    nothing = {"queries": 0, "bytes": 0, "loads": figures["nothing"], "share": 1.0}
    for name, page in {"do nothing": nothing, **figures["pages"]}.items():
        one, many = page["loads"][1], page["loads"][16]
        numbers = (one["per_second"], one["p50"], one["p99"], many["per_second"], many["p99"])
        shown = [f"{number:.1f}" for number in numbers]
        kilobytes = f"{page['bytes'] / 1000:.1f}"
        print(row.format(name, page["queries"], kilobytes, *shown, f"{page['share']:.3f}"))
    _show_bookings(figures)
    bench_bulletins.show(figures["bulletins"])
    bench_report.show(figures["report"])
    bench_importing.show(figures["import"])
    bench_queue.show(figures["queue"])
    for name, sizes in figures["memory_mb"].items():
        print(f"{name}: {', '.join(f'{size:.0f} MB' for size in sizes)}")
    for failure in failures:
        print(f"NOT KEPT  {failure}")


if __name__ == "__main__":
    sys.exit(main())
