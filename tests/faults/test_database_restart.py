"""PostgreSQL restarted under the feet of workers and web: nothing is lost, nothing stays broken."""

import urllib.error
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.embedded import Postgres, Valkey, free_port
from portal.mailsink import Sink
from tests.faults.browsing import Visitor
from tests.faults.machinery import Machinery, environment, received, wait_until

MAILS = 60
PREPARE = f"""
import django; django.setup()
from django.core.management import call_command
from tests.faults.machinery import write_mails
call_command("migrate", verbosity=0)
write_mails({MAILS})
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "postgres", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def machinery(
    database: Postgres, broker: Valkey, mail_sink: Sink, tmp_path: Path
) -> Iterator[Machinery]:
    logs = tmp_path / "logs"
    logs.mkdir()
    environ = environment(database_url=database.url, redis_url=broker.url, email_url=mail_sink.url)
    running = Machinery(environ, logs)
    assert running.start("-c", PREPARE).wait(60) == 0, running.log()
    yield running
    running.end()


def states(database: Postgres) -> dict[str, int]:
    with psycopg.connect(database.url) as line:
        rows = line.execute("SELECT state, count(*) FROM portal_outgoingmail GROUP BY state")
        return dict(rows.fetchall())


def readiness(visitor: Visitor) -> int:
    try:
        visitor.get("/readyz")
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def test_a_restart_of_postgresql_loses_no_mail_and_sends_none_twice(
    machinery: Machinery, database: Postgres, mail_sink: Sink
) -> None:
    port = free_port()
    machinery.web(port)
    visitor = Visitor(port)
    assert readiness(visitor) == 200
    mail_sink.faults.stall = 0.05
    machinery.worker()
    machinery.beat()
    wait_until(lambda: mail_sink.messages, "the worker sends")
    database.stop()
    assert readiness(visitor) == 503
    database.start()
    assert readiness(visitor) == 200
    wait_until(lambda: states(database) == {"sent": MAILS}, "everything is sent")
    assert set(received(mail_sink).values()) == {1}
    assert len(received(mail_sink)) == MAILS
