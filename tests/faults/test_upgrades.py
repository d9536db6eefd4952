"""A new release on a running site: its migrations give way, and the old code bears its schema."""

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.actions import draining
from forums.choices import Rule
from network.models import GuidanceEnquiry
from network.states import State
from portal import health, retention
from portal.models import OutgoingMail
from tests.conftest import Deliver
from tests.factories.applications import make_application
from tests.factories.bulletins import sending, subscribe
from tests.factories.forums import held_forum, item_of, write_note
from tests.faults.machinery import test_database_url

TABLE = "network_guidanceenquiry"
OURS = ("portal_", "network_", "events_", "forums_", "bulletins_")


def ask_for_guidance(client: Client) -> None:
    fields = {"name": "Ada", "email": "ada@example.org", "message": "Can we join?"}
    answer = client.post(reverse("network:guidance"), fields)
    assert answer.headers["Location"] == "/network/guidance/sent/"


@pytest.fixture
def long_reader(transactional_db: None) -> Iterator[None]:
    """Somebody looks at a table for long: a report, a backup."""
    with psycopg.connect(test_database_url()) as line:
        line.execute(f"SELECT * FROM {TABLE}")
        yield
        line.rollback()


@pytest.mark.usefixtures("long_reader")
def test_a_migration_that_waits_for_a_lock_gives_up_and_the_site_serves(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
        cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(OperationalError, match="due to lock timeout"):
            cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN of_the_next_release integer")
    connection.close()
    ask_for_guidance(client)
    assert GuidanceEnquiry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_migrate_that_gives_up_says_so_in_words() -> None:
    with psycopg.connect(test_database_url()) as line, connection.cursor() as cursor:
        line.execute("LOCK TABLE django_migrations")
        cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(CommandError, match="gave up and the site serves on"):
            call_command("migrate", verbosity=0)
        line.rollback()
    connection.close()


@pytest.mark.django_db
def test_migrate_leaves_the_sites_limits_as_they_were() -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)


@pytest.fixture
def _next_schema(db: None) -> None:
    """As the next release may leave it, while the processes of this one still serve."""
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            if table.startswith(OURS):
                cursor.execute(f"ALTER TABLE {table} ADD COLUMN next_note text NOT NULL DEFAULT ''")
                cursor.execute(f"ALTER TABLE {table} ADD COLUMN next_link integer NULL")
    MigrationRecorder(connection).record_applied("portal", "9999_next")


@pytest.mark.usefixtures("_next_schema")
def test_old_code_works_on_the_new_schema(client: Client, deliver: Deliver) -> None:
    ask_for_guidance(client)
    assert make_application(State.APPROVED).state == State.APPROVED
    assert write_note(item_of(held_forum(), Rule.NON_ATTRIBUTABLE)).pk
    subscribe("sam@example.org")
    bulletin = sending()
    draining.drain(bulletin=bulletin.pk, lanes=1)
    assert "sam@example.org" in {to for message in deliver() for to in message.to}
    assert not OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT).exists()
    retention.tidy(now=timezone.now())
    assert health.check(now=timezone.now()).checks["database"] == "ok"
