"""Notices that were given up: staff see whom they concern, and try again by asking twice."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Notice
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, MANAGERS
from tests.factories.bookings import open_event
from tests.factories.events import book
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/events/notice/"


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(COORDINATORS, name="Cora Ordinator"))


def make_notice(name: str, attempts: int = Notice.MOST_ATTEMPTS) -> Notice:
    """What a booking is to tell somebody, after that many attempts."""
    delegate = book(open_event(), name=name)
    Notice.objects.filter(delegate=delegate).update(attempts=attempts)
    return Notice.objects.get(delegate=delegate)


def again(notice: Notice) -> str:
    return reverse("admin:events_notice_try_again", args=[notice.pk])


def page(notice: Notice) -> str:
    return reverse("admin:events_notice_change", args=[notice.pk])


def test_the_list_opens_with_what_was_given_up(client: Client) -> None:
    make_notice("Ada Stuck")
    make_notice("Ben Tried", attempts=4)

    def names(**filters: str) -> list[str]:
        return [str(row.delegate) for row in client.get(LIST, filters).context["cl"].result_list]

    assert (names(), names(state="due")) == (["Ada Stuck"], ["Ben Tried"])


def test_given_up_is_tried_again_once_and_written_down(client: Client) -> None:
    notice = make_notice("Ada Stuck")

    asked = client.get(again(notice)).text
    for _ in range(2):
        client.post(again(notice))

    assert "Ada Stuck" in asked
    assert list(Notice.objects.due()) == [notice]
    entry = AuditEntry.objects.get(action="notice.try-again")
    assert (entry.actor_name, entry.old, entry.new) == (
        "Cora Ordinator",
        {"attempts": 5},
        {"attempts": 0},
    )


def test_what_is_told_or_about_to_be_is_not_tried_again(client: Client) -> None:
    notice = make_notice("Ben Tried", attempts=4)

    said = client.post(again(notice), follow=True).text

    assert "It was not tried again" in said
    notice.refresh_from_db()
    assert notice.attempts == 4


def test_its_page_and_the_events_page_lead_there(client: Client) -> None:
    notice = make_notice("Ada Stuck")
    failed = reverse("admin:events_event_failed", args=[notice.delegate.event_id])

    assert again(notice) in client.get(page(notice)).text
    assert again(notice) in client.get(failed).text


def test_old_name_and_address_of_who_was_renamed_are_not_shown(client: Client) -> None:
    notice = make_notice("Ada Stuck")
    notice.about = {"old_name": "Olu Former", "old_email": "olu.former@example.org"}
    notice.save()

    assert "ormer" not in client.get(page(notice)).text


def test_who_only_reads_events_does_not_try_again() -> None:
    notice = make_notice("Ada Stuck")

    assert sign_in(make_staff(MANAGERS)).post(again(notice)).status_code == 403
    assert list(Notice.objects.stuck()) == [notice]


def test_list_takes_as_many_queries_for_three_as_for_one(client: Client) -> None:
    make_notice("Ada Stuck")
    client.get(LIST)  # reads what the process keeps
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        make_notice("Ben Stuck")
        make_notice("Cleo Stuck")

    assert counts[0] == counts[1]
