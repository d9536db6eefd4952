"""Is the site live, is it ready, and what is limping?"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.models import Heartbeat, OutgoingMail

WORKER = "worker"
WORKER_SILENT_AFTER = timedelta(seconds=90)
MAIL_WAITS_AT_MOST = timedelta(minutes=10)
CLOCKS_DIFFER_BY = timedelta(seconds=20)  # less than the time a code of an app is good for


@dataclass
class Report:
    """`status` is "ok", "degraded" or "down"; `checks` says which part and how."""

    checks: dict[str, str] = field(default_factory=dict)
    status: str = "ok"

    def note(self, part: str, problem: str, *, fatal: bool = False) -> None:
        self.checks[part] = problem or "ok"
        if problem and self.status != "down":
            self.status = "down" if fatal else "degraded"


def check(*, now: datetime) -> Report:
    """Look at database, migrations, broker, worker, waiting mail and the clock."""
    report = Report()
    try:
        report.note("database", _migrations_missing(), fatal=True)
        if report.status != "down":
            report.note("worker", _worker_silent(now))
            report.note("mail", _mail_waiting(now))
            report.note("clock", _clock_wrong(now))
    except (DatabaseError, InterfaceError) as error:
        report.note("database", type(error).__name__, fatal=True)
    report.note("broker", _broker_down(settings.CELERY_BROKER_URL))
    return report


def _migrations_missing() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"migrations missing: {len(plan)}" if plan else ""


def _worker_silent(now: datetime) -> str:
    beat = Heartbeat.objects.filter(name=WORKER).first()
    if beat is None:
        return "no worker has been seen"
    return "" if now - beat.beat_at < WORKER_SILENT_AFTER else f"silent since {beat.beat_at:%H:%M}"


def _mail_waiting(now: datetime) -> str:
    overdue = OutgoingMail.objects.due(now - MAIL_WAITS_AT_MOST).count()
    return f"{overdue} waiting for more than 10 minutes" if overdue else ""


def _clock_wrong(now: datetime) -> str:
    """A clock that goes wrong refuses every code of an authenticator app, and mails come late."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    apart = abs(now - theirs)
    if apart <= CLOCKS_DIFFER_BY:
        return ""
    return f"differs from the database's by {apart.total_seconds():.0f} seconds"


def _broker_down(url: str) -> str:
    """Asked once: the client's own retries would make the answer late."""
    client = redis.Redis.from_url(
        url, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    try:
        client.ping()
    except redis.RedisError as error:
        return type(error).__name__
    finally:
        client.close()
    return ""


def beat_heart(*, now: datetime) -> None:
    """Record that a worker lives."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": now})
