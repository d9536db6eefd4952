"""Whole bookings over HTTP, as a browser makes them, and a race for the last places."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from bench.pages import signed_in
from events.models import Delegate, Event, Place, Slot, TicketType, Workshop
from network.models import User

SERIES, PARALLEL = 3, 4
REQUESTS = 4  # the event, the form, sending it, the booking
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


@dataclass(frozen=True)
class Timed:
    """Whole bookings: how many a second, and how long one took, in milliseconds."""

    per_second: float
    p50: float
    p99: float
    refused: int
    failed: int


class Browser:
    """One person's: keeps its connection and cookies. Not for use by two threads."""

    def __init__(self, address: str, client: Client) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text; a redirect's text is where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.headers.get("Location") or text

    def book(self, event: Event, choices: dict[str, str], number: int) -> str:
        """Open the event, open the form, send it, see the booking: "booked", "refused" or why."""
        self.ask("GET", f"/events/{event.slug}/")
        status, page = self.ask("GET", f"/events/{event.slug}/book/")
        if status != 200:
            return f"form: {status}"
        return self.send(event, filled_in(page, choices, number))

    def send(self, event: Event, form: dict[str, str]) -> str:
        """Send a filled-in form, and open the booking it made."""
        status, where = self.ask("POST", f"/events/{event.slug}/book/", form)
        if status == 200:
            return "refused"
        if status != 303:
            return f"sending: {status}"
        status, _page = self.ask("GET", where)
        return "booked" if status == 200 else f"booking: {status}"


def filled_in(page: str, choices: dict[str, str], number: int) -> dict[str, str]:
    """The booking form of a page, for one person who comes and has made their choices."""
    hidden: dict[str, str] = {}
    for field in HIDDEN.findall(page):
        name, value = NAME.search(field), VALUE.search(field)
        if name:
            hidden[name[1]] = value[1] if value else ""
    own = {"coming": "on", "p0-name": f"Bench Example {number}", "action": "book"}
    return hidden | own | {f"p0-{name}": value for name, value in choices.items()}


def make_event(slug: str, *, capacity: int) -> Event:
    """Three series of four workshops, with places enough for everybody who has one."""
    now = timezone.now()
    starts_at = now + timedelta(days=60)
    event = Event.objects.create(
        slug=slug,
        title="Bench conference",
        kind="conference",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=7),
        capacity=capacity,
        booking_opens_at=now - timedelta(days=1),
        booking_closes_at=starts_at,
        changes_until=starts_at,
        state=Event.State.PUBLISHED,
        published_at=now,
    )
    TicketType.objects.create(event=event, name="Delegate")
    for number in range(SERIES):
        _make_series(event, number, capacity)
    return event


def _make_series(event: Event, number: int, capacity: int) -> None:
    starts_at = event.starts_at + timedelta(hours=number + 1)
    series = Slot.objects.create(
        event=event,
        kind="series",
        title=f"Workshop series {number + 1}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
    )
    Workshop.objects.bulk_create(
        Workshop(series=series, title=f"Workshop {n}", capacity=capacity, position=n)
        for n in range(1, PARALLEL + 1)
    )


def choices_of(event: Event, number: int) -> dict[str, str]:
    """One workshop of each series; not the same for everybody."""
    found: dict[str, str] = {}
    for workshop in Workshop.objects.filter(series__event=event).order_by("series", "position"):
        if workshop.position % PARALLEL == number % PARALLEL:
            found[f"series_{workshop.series_id}"] = str(workshop.pk)
    return found


def people(count: int, *, name: str = "booker") -> list[Client]:
    """Signed-in people, each with a session of their own."""
    users = User.objects.bulk_create(
        User(email=f"bench-{name}-{number}@example.org", name=f"Bench Example {number}")
        for number in range(count)
    )
    return [signed_in(user.email) for user in users]


def bookings(address: str, event: Event, clients: Sequence[Client], at_once: int) -> Timed:
    """Each client books once; `at_once` of them at any moment."""
    numbered = iter(list(enumerate(clients)))
    choices = [choices_of(event, number) for number in range(PARALLEL)]
    lock, took, answers = threading.Lock(), [], Counter[str]()

    def work() -> None:
        while True:
            with lock:
                following = next(numbered, None)
            if following is None:
                return
            number, client = following
            start = time.perf_counter()
            said = Browser(address, client).book(event, choices[number % PARALLEL], number)
            with lock:
                took.append(time.perf_counter() - start)
                answers[said] += 1

    start = time.perf_counter()
    _run([work] * at_once)
    seconds = time.perf_counter() - start
    return _timed(took, seconds, answers)


def race(address: str, event: Event, clients: Sequence[Client]) -> dict[str, Any]:
    """Everybody has the form open and sends it at the same moment."""
    browsers = [Browser(address, client) for client in clients]
    pages = [browser.ask("GET", f"/events/{event.slug}/book/")[1] for browser in browsers]
    filled = [filled_in(page, {}, number) for number, page in enumerate(pages)]
    barrier, answers, lock = threading.Barrier(len(browsers)), Counter[str](), threading.Lock()

    def send(browser: Browser, form: dict[str, str]) -> None:
        browser.connection.close()  # idle for long: sending opens a new one
        barrier.wait()
        said = browser.send(event, form)
        with lock:
            answers[said] += 1

    start = time.perf_counter()
    _run(
        [
            lambda browser=browser, form=form: send(browser, form)
            for browser, form in zip(browsers, filled, strict=True)
        ]
    )
    return {
        "seconds": time.perf_counter() - start,
        "booked": answers.pop("booked", 0),
        "refused": answers.pop("refused", 0),
        "failed": sum(answers.values()),
        "sold": event.delegates.taking_places().count(),
        "places": event.capacity,
    }


def straight_in_postgresql(event: Event, count: int, at_once: int) -> float:
    """Bookings a second when only the rows are written, under the same locks, without a site."""
    booking = event.bookings.order_by("pk").first()
    ticket = event.ticket_types.get()
    workshops = list(Workshop.objects.filter(series__event=event, position=1))
    numbered = iter(range(count))
    lock = threading.Lock()

    def rows(number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in _statements(event, booking, ticket, workshops, number):
                cursor.execute(sql, values)

    def work() -> None:
        try:
            while True:
                with lock:
                    number = next(numbered, None)
                if number is None:
                    return
                rows(number)
        finally:
            connections.close_all()

    start = time.perf_counter()
    _run([work] * at_once)
    return count / (time.perf_counter() - start)


def _statements(
    event: Event, booking: Any, ticket: TicketType, workshops: Sequence[Workshop], number: int
) -> Iterator[tuple[str, list[Any]]]:
    now = timezone.now()
    pks = [workshop.pk for workshop in workshops]
    yield "SELECT capacity FROM events_event WHERE id = %s FOR NO KEY UPDATE", [event.pk]
    yield (
        "SELECT count(*) FROM events_delegate WHERE event_id = %s"
        " AND state IN ('booked', 'offered')",
        [event.pk],
    )
    yield (
        "SELECT id FROM events_workshop WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        [pks],
    )
    yield (
        "SELECT workshop_id, count(*) FROM events_place WHERE workshop_id = ANY(%s)"
        " AND state IN ('confirmed', 'offered') GROUP BY 1",
        [pks],
    )
    delegate = Delegate(
        booking=booking,
        event=event,
        reference=f"BENCH-{number}",
        name="Bench",
        name_key=f"bench {number}",
        address="bench@example.org",
        ticket_type=ticket,
        state=Delegate.State.BOOKED,
        booked_at=now,
        token_hash=f"bench-{number}",
    )
    yield from _inserts(delegate)
    for workshop in workshops:
        yield from _inserts(
            Place(
                event=event,
                series_id=workshop.series_id,
                workshop=workshop,
                state=Place.State.CONFIRMED,
                confirmed_at=now,
            ),
            delegate_id="lastval",
        )


def _inserts(row: Any, **computed: str) -> Iterator[tuple[str, list[Any]]]:
    """INSERT of a model's row as plain SQL; `delegate_id` is the delegate just written."""
    fields = [field for field in row._meta.local_concrete_fields if not field.primary_key]
    values, marks = [], []
    for field in fields:
        if field.attname in computed:
            marks.append("currval(pg_get_serial_sequence('events_delegate', 'id'))")
        else:
            marks.append("%s")
            values.append(field.get_db_prep_save(getattr(row, field.attname), connection))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    yield f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({', '.join(marks)})", values


def _run(acts: Sequence[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()


def _timed(took: list[float], seconds: float, answers: Counter[str]) -> Timed:
    took.sort()
    booked, refused = answers.pop("booked", 0), answers.pop("refused", 0)
    return Timed(
        per_second=booked / seconds,
        p50=took[len(took) // 2] * 1000,
        p99=took[min(len(took) - 1, len(took) * 99 // 100)] * 1000,
        refused=refused,
        failed=sum(answers.values()),
    )
