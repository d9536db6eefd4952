"""Workers killed while they turn notices into mails: everybody is told, and told once."""

import random
import time
from collections import Counter

import pytest

from events.actions.seating import TELL
from events.models import Notice
from portal.mailsink import Sink
from portal.models import OutgoingMail
from portal.wake import Waker
from tests.factories.bookings import booked, open_event, person
from tests.faults.machinery import PATIENCE, SOAK, Machinery, kill_all_of, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
BOOKINGS, KILLS = (600, 12) if SOAK else (120, 3)


def untold() -> int:
    return Notice.objects.filter(told_at__isnull=True).count()


def test_workers_killed_while_telling_tell_everybody_once(
    machinery: Machinery, mail_sink: Sink, wake_workers: Waker
) -> None:
    event = open_event(capacity=BOOKINGS)
    for number in range(BOOKINGS):
        booked(event, person(event, f"Person {number}", f"person-{number}@example.org"))
    mail_sink.faults.stall = 0.05  # the outbox still has mails to send while others are written
    for _ in range(KILLS):
        before = untold()
        worker = machinery.worker()
        wake_workers(TELL)
        wake_workers(TELL)
        wait_until(lambda old=before: untold() < old or not untold(), "the worker tells")
        time.sleep(random.uniform(0, 0.3))
        kill_all_of(worker)
    machinery.worker()
    wake_workers(TELL)
    wait_until(lambda: not untold(), "everybody is told", seconds=PATIENCE)

    written = Counter(OutgoingMail.objects.values_list("to", flat=True))
    assert {to for to in written if to.startswith("person-")} == {
        f"person-{number}@example.org" for number in range(BOOKINGS)
    }
    assert set(written.values()) == {1}
