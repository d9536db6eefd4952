"""What every test may lean on: a real mail server, the outbox delivered at will, clean caches.

PostgreSQL and the broker are the throw-away ones that `make test` starts; waking a worker really
publishes to that broker, where nobody listens. Only the far side of SMTP is played, by `Sink`.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from hypothesis import settings as hypothesis_settings

from portal import delivery
from portal.logs import set_request_id
from portal.mailsink import Message, Sink
from tests.flush import flush_quickly

type Deliver = Callable[..., list[Message]]


def pytest_configure() -> None:
    """Quick passwords, static files without the manifest of `collectstatic`, leave to flush.

    Property tests say nothing of time: a busy machine fails none.
    """
    hypothesis_settings.register_profile("untimed", deadline=None)
    hypothesis_settings.load_profile("untimed")
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES = django_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # Flushing after a committing test empties the audit log, which otherwise refuses that.
    django_settings.DATABASES["default"]["OPTIONS"]["options"] += " -c portal.allow_truncate=on"
    flush_quickly()
    _own_media_store()
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def _own_media_store() -> None:
    """For each worker: jobs that sweep up delete what no row of their own database names."""
    own = Path(django_settings.MEDIA_ROOT) / os.environ.get("PYTEST_XDIST_WORKER", "")
    django_settings.MEDIA_ROOT = own
    os.environ["MEDIA_ROOT"] = str(own)  # for processes that tests start
    django_settings.ERASURES_ROOT = own.parent / f"erasures-{own.name}"
    os.environ["ERASURES_ROOT"] = str(django_settings.ERASURES_ROOT)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the tests that commit, which pytest-django puts last, begin with the long ones.

    Workers take over what others have yet to run: short tests at the end keep all of them busy.
    """
    places = [place for place, item in enumerate(items) if _commits(item)]
    in_order = sorted((items[place] for place in places), key=_is_short)
    for place, item in zip(places, in_order, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; at the end it takes leave of whoever still talks to it.

    A page that a browser left half asked for is answered by a thread that may outlive its test;
    its connection would keep the database from being dropped.
    """
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )


@pytest.fixture(autouse=True)
def _clean_state(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test sees another's cached settings, rate limits or request id."""
    caches["pages"].clear()
    set_request_id("")
    yield
    if _commits(request.node):  # a flush empties the models' tables only
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            caches["default"].clear()


def _commits(item: pytest.Item) -> bool:
    """Whether the test really commits, so that no rollback takes its cache keys away."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


def _is_short(item: pytest.Item) -> bool:
    return item.path.parent.name not in {"browser", "faults"}


@pytest.fixture
def mail_sink(tmp_path: Path, settings: Any) -> Iterator[Sink]:
    """A mail server of this test's own that the site's mailer talks to; `faults` makes it fail."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own, line by line
    with Sink(tmp_path / "mail") as sink:
        settings.MAILERS = {
            "default": {
                "BACKEND": "portal.smtp.Backend",
                "OPTIONS": {"host": "127.0.0.1", "port": sink.port, "timeout": 5.0},
            }
        }
        yield sink


@pytest.fixture
def deliver(mail_sink: Sink, db: None) -> Deliver:
    """Call it to send what is due at `now` (default: now): it returns all mail the sink has,
    oldest first."""

    def run(*, now: datetime | None = None) -> list[Message]:
        delivery.deliver_due(now=now)
        return mail_sink.messages[::-1]

    return run
