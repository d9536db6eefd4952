"""Two people act on one summary in the same moment: one of them does, beside a control."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from forums.actions import objecting, showing, summaries
from forums.choices import Circle
from forums.models import Forum, Summary
from network.models import User
from portal.models import AuditEntry
from tests.factories.said import agreed_summary, shared_summary, there_and_forum
from tests.factories.staff import make_staff
from tests.races.together import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = """SELECT count(*) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"""


def press(act: Callable[[], Any]) -> str:
    """The act over a connection of its own: whether it was done, or why not."""
    try:
        act()
    except Exception as refusal:  # what a page would turn into words
        return type(refusal).__name__
    finally:
        connections.close_all()
    return "done"


def wait_for_the_lock(pressed: Future[str]) -> None:
    """Until the press waits for the first one's row, or is through without."""
    for _look in range(PATIENCE * 50):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] or pressed.done():
                return
        time.sleep(0.02)


def both(first: Callable[[], Any], second: Callable[[], Any]) -> str:
    """`second` is pressed while `first` is done but not committed yet: what came of it."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            pressed = pool.submit(press, second)
            wait_for_the_lock(pressed)
        return pressed.result(PATIENCE)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: rows are read and not locked."""

    def read(forum: Forum) -> tuple[Forum, Summary | None]:
        row = Forum.objects.get(pk=forum.pk)
        summary = Summary.objects.filter(forum=row).first()
        if summary:
            summary.forum = row
        return row, summary

    monkeypatch.setattr(summaries, "locked", read)


def agreed_twice() -> str:
    summary = shared_summary(there_and_forum()[1], days_ago=8)

    def agree(by: User) -> Callable[[], Any]:
        common = {"forum": summary.forum, "version": summary.version, "now": timezone.now()}
        return lambda: summaries.agree(by=by, **common)

    return both(agree(make_staff()), agree(make_staff()))


def widened_twice() -> str:
    summary = agreed_summary(there_and_forum()[1])

    def widen(by: User) -> Callable[[], Any]:
        return lambda: showing.widen(
            forum=summary.forum,
            to=Circle.MEMBERS,
            version=summary.version,
            shown_to=Circle.ATTENDEES,
            by=by,
            now=timezone.now(),
        )

    return both(widen(make_staff()), widen(make_staff()))


def objected_at_the_very_end(*, objection_first: bool) -> tuple[str, bool, int]:
    """What came of the second press, whether it is agreed, and how many objections wait."""
    there, forum = there_and_forum()
    summary = shared_summary(forum, days_ago=8)
    until, by = summary.review_until, make_staff()
    assert until
    said = objecting.Said("That is our street.", 1, uuid.uuid4())
    in_time = until - timedelta(microseconds=1)

    def object_to() -> None:
        objecting.say(forum=forum, said=said, by=there, now=in_time)

    def agree() -> None:
        summaries.agree(forum=forum, version=1, by=by, now=until)

    acts = (object_to, agree) if objection_first else (agree, object_to)
    answer = both(*acts)
    row = Summary.objects.get()
    return answer, bool(row.agreed_at), row.objections.unanswered().count()


def test_two_staff_agree_once() -> None:
    assert agreed_twice() == "IllegalMove"
    assert AuditEntry.objects.filter(action="summary.agree").count() == 1


def test_without_the_lock_both_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert agreed_twice() == "done"
    assert AuditEntry.objects.filter(action="summary.agree").count() == 2


def test_two_staff_widen_once() -> None:
    assert widened_twice() == "Stale"
    assert AuditEntry.objects.filter(action="summary.widen").count() == 1


def test_without_the_lock_both_widen(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert widened_twice() == "done"
    assert AuditEntry.objects.filter(action="summary.widen").count() == 2


@pytest.mark.parametrize(
    ("objection_first", "outcome"),
    [(True, ("Unanswered", False, 1)), (False, ("TooLate", True, 0))],
)
def test_nothing_is_agreed_over_an_objection_of_the_last_moment(
    objection_first: bool, outcome: tuple[str, bool, int]
) -> None:
    assert objected_at_the_very_end(objection_first=objection_first) == outcome


def test_without_the_lock_it_is_agreed_over_an_objection(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    assert objected_at_the_very_end(objection_first=True) == ("done", True, 1)
