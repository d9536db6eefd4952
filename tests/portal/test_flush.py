"""After a test that committed, nothing is left of it, and what migrating made is there again."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from network.actions import review
from network.models import ApplicationEvent, User
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS
from tests.factories.applicants import make_person, make_submitted
from tests.factories.staff import make_staff
from tests.factories.submissions import make_shared

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    """How many rows each table has, where it has any."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT count(*) FROM {table}")
            (found[table],) = cursor.fetchone()
    return {table: number for table, number in found.items() if number}


def write() -> None:
    """Rows in many tables, those that refuse DELETE among them."""
    staff = make_staff(COORDINATORS)
    application = make_submitted(make_person("ada@example.org"))
    review.start_review(application=application, by=staff, now=timezone.now())
    make_shared()
    assert AuditEntry.objects.exists()
    assert ApplicationEvent.objects.exists()


def unsettle() -> None:
    """As `write`, and what migrating made is changed and taken away."""
    write()
    Group.objects.filter(name=COORDINATORS).update(name="Renamed")
    Permission.objects.all()[0].delete()


@pytest.fixture
def flush() -> Callable[[], None]:
    case = TransactionTestCase()
    case._fixture_teardown()
    return case._fixture_teardown


@pytest.mark.parametrize("act", [write, unsettle])
def test_flush_leaves_what_djangos_own_leaves(
    act: Callable[[], None], flush: Callable[[], None]
) -> None:
    before = rows()
    act()
    assert rows() != before

    flush()

    assert rows() == before
    assert Group.objects.filter(name=COORDINATORS).exists()
    assert not User.objects.exists()
