from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded import Valkey
from portal.mailsink import Sink
from portal.wake import Waker
from tests.faults.machinery import Machinery, environment, test_database_url


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    """A broker of this test's own, to be stopped, wiped and filled."""
    server = Valkey(tmp_path / "valkey")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def wake_workers(broker: Valkey) -> Waker:
    return Waker(broker.url)


@pytest.fixture
def machinery(
    transactional_db: None, broker: Valkey, mail_sink: Sink, tmp_path: Path
) -> Iterator[Machinery]:
    """The portal's processes on this test's database, broker and mail server."""
    logs = tmp_path / "logs"
    logs.mkdir()
    environ = environment(
        database_url=test_database_url(), redis_url=broker.url, email_url=mail_sink.url
    )
    running = Machinery(environ, logs)
    yield running
    running.end()
