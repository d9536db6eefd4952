"""/healthz and /readyz: what is fatal, what limps, what is well."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from portal import health
from portal.delivery import deliver_due
from portal.embedded import free_port
from portal.health import MAIL_WAITS_AT_MOST, WORKER_SILENT_AFTER, beat_heart
from portal.models import OutgoingMail
from portal.outbox import Letter, enqueue

WELL = {"database": "ok", "worker": "ok", "mail": "ok", "clock": "ok", "broker": "ok"}


@pytest.fixture
def _well(db: None) -> None:
    beat_heart(now=timezone.now())


def readiness() -> tuple[int, str, dict[str, str]]:
    answer = Client().get("/readyz")
    body = answer.json()
    return answer.status_code, body["status"], body["checks"]


@pytest.mark.usefixtures("_well")
def test_all_is_well() -> None:
    assert readiness() == (200, "ok", WELL)


@pytest.mark.django_db
def test_no_worker_was_ever_seen() -> None:
    assert readiness() == (200, "degraded", WELL | {"worker": "no worker has been seen"})


@pytest.mark.django_db
def test_a_worker_fell_silent() -> None:
    at = timezone.now() - WORKER_SILENT_AFTER - timedelta(seconds=1)
    beat_heart(now=at)
    assert readiness() == (200, "degraded", WELL | {"worker": f"silent since {at:%H:%M}"})


@pytest.mark.usefixtures("_well")
def test_mail_waits_for_too_long() -> None:
    letter = Letter("ada@example.org", "Hello", "Text")
    now = timezone.now()
    enqueue(cause="fresh", letter=letter, now=now - MAIL_WAITS_AT_MOST + timedelta(minutes=1))
    assert readiness() == (200, "ok", WELL)
    enqueue(cause="old", letter=letter, now=now - MAIL_WAITS_AT_MOST)
    words = "1 waiting for more than 10 minutes"
    assert readiness() == (200, "degraded", WELL | {"mail": words})


@pytest.mark.usefixtures("_well")
def test_mail_that_waits_for_an_absent_server_shows(mail_sink: Any) -> None:
    mail_sink.stop()
    written = timezone.now() - MAIL_WAITS_AT_MOST - timedelta(minutes=1)
    enqueue(cause="old", letter=Letter("ada@example.org", "Hello", "Text"), now=written)
    deliver_due()
    assert OutgoingMail.objects.get().state == OutgoingMail.State.WAITING
    assert readiness()[1] == "degraded"


@pytest.mark.usefixtures("_well")
def test_the_broker_is_down(settings: Any) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert readiness() == (200, "degraded", WELL | {"broker": "ConnectionError"})


def forget_newest_migration() -> None:
    """As if the site's code were newer than its database; one that replaces no other."""
    [(app, name)] = MigrationLoader(connection).graph.leaf_nodes("sessions")
    MigrationRecorder(connection).record_unapplied(app, name)


@pytest.mark.usefixtures("_well")
def test_a_migration_is_missing() -> None:
    forget_newest_migration()
    words = "migrations missing: 1"
    assert readiness() == (503, "down", {"database": words, "broker": "ok"})


@pytest.mark.usefixtures("_well")
def test_a_migration_of_newer_code_does_no_harm() -> None:
    MigrationRecorder(connection).record_applied("portal", "9999_from_the_future")
    assert readiness() == (200, "ok", WELL)


@pytest.mark.usefixtures("_well")
def test_a_broken_part_does_not_hide_a_fatal_one(settings: Any) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    forget_newest_migration()
    assert readiness()[:2] == (503, "down")


def test_liveness_looks_at_nothing(client: Client) -> None:
    """No database is allowed in this test, so one that was asked would show."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.usefixtures("_well")
def test_answers_are_never_kept() -> None:
    for page in ("/healthz", "/readyz"):
        assert "no-store" in Client().get(page).headers["Cache-Control"]


@pytest.mark.usefixtures("_well")
def test_a_heart_beats_again_and_again() -> None:
    later = timezone.now() + timedelta(minutes=5)
    beat_heart(now=later)
    assert health.check(now=later).checks["worker"] == "ok"


@pytest.mark.usefixtures("_well")
@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_is_wrong_by_five_minutes_shows(minutes: int) -> None:
    report = health.check(now=timezone.now() + timedelta(minutes=minutes))
    said, _, seconds = report.checks["clock"].removesuffix(" seconds").rpartition(" ")
    assert (report.status, said) == ("degraded", "differs from the database's by")
    assert abs(int(seconds) - 300) < 5
