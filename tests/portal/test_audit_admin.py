"""The audit log as staff see it: to filter and to read, never to touch."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from network.models import User
from portal import audit
from portal.models import AuditEntry
from portal.staff_groups import EDITORS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/portal/auditentry/"


@pytest.fixture
def staff_client() -> Client:
    return sign_in(make_staff(MANAGERS))


@pytest.fixture
def people() -> list[User]:
    return [make_person(f"{name}@example.org", f"{name} Example") for name in ("Ada", "Ben")]


@pytest.fixture
def entries(people: list[User]) -> list[AuditEntry]:
    """Ada changed Ben in March, Ben removed Ada in April."""
    ada, ben = people
    march, april = (datetime(2026, month, 2, 12, tzinfo=UTC) for month in (3, 4))
    changes = {"old": {"phone": "", "tags": []}, "new": {"phone": "<1>", "tags": ["a", "b"]}}
    return [
        audit.record(by=ada, action="person.change", target=ben, now=march, **changes),
        audit.record(by=ben, action="person.remove", target=ada, now=april),
    ]


def listed(client: Client, **filters: str) -> list[str]:
    """The actions in the list under these filters, newest first."""
    answer = client.get(LIST, filters)
    assert answer.status_code == 200, answer.url
    return [entry.action for entry in answer.context["cl"].result_list]


@pytest.mark.usefixtures("entries")
def test_the_list_narrows_by_action_date_person_and_object(
    staff_client: Client, people: list[User]
) -> None:
    ada, ben = people
    assert listed(staff_client) == ["person.remove", "person.change"]
    for filters in (
        {"action": "person.change"},
        {"at__gte": "2026-03-01 00:00:00+00:00", "at__lt": "2026-04-01 00:00:00+00:00"},
        {"actor": str(ada.pk)},
        {"object_type": "network.User", "object_id": str(ben.pk)},
    ):
        assert listed(staff_client, **filters) == ["person.change"], filters


@pytest.mark.usefixtures("entries")
def test_the_list_links_to_all_of_one_person_and_of_one_object(
    staff_client: Client, people: list[User]
) -> None:
    shown = unescape(staff_client.get(LIST).content.decode())
    assert f"{LIST}?actor={people[0].pk}" in shown
    assert f"{LIST}?object_type=network.User&object_id={people[1].pk}" in shown


def test_before_and_after_can_be_read(staff_client: Client, entries: list[AuditEntry]) -> None:
    shown = staff_client.get(f"{LIST}{entries[0].pk}/change/").content.decode()
    assert "<b>phone</b>: nothing → &lt;1&gt;" in shown
    assert "<b>tags</b>: nothing → a, b" in shown


@pytest.mark.usefixtures("entries")
def test_the_list_takes_as_many_queries_for_many_as_for_two(
    staff_client: Client, people: list[User], django_assert_num_queries: object
) -> None:
    staff_client.get(LIST)
    with django_assert_num_queries(6):  # type: ignore[operator]  # pytest-django's
        staff_client.get(LIST)
    for _ in range(5):
        audit.record(by=people[0], action="person.change", target=people[1])
    with django_assert_num_queries(6):  # type: ignore[operator]  # pytest-django's
        staff_client.get(LIST)


def test_nobody_adds_changes_or_deletes_entries(entries: list[AuditEntry]) -> None:
    root = sign_in(make_staff(MANAGERS, is_superuser=True))
    page = f"{LIST}{entries[0].pk}"
    for url in (f"{LIST}add/", f"{page}/change/", f"{page}/delete/"):
        assert root.post(url, {"post": "yes", "action": "forged"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": str(entries[0].pk)}
    root.post(LIST, bulk)
    assert AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries]).count() == 2


def test_other_staff_do_not_see_the_log() -> None:
    assert sign_in(make_staff(EDITORS)).get(LIST).status_code == 403
