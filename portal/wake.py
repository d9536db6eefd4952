"""Waking a worker: best effort, quickly over, never an error for whoever asks."""

import logging
import time
from typing import Any

from celery import current_app
from kombu.connection import Connection
from kombu.pools import producers

logger = logging.getLogger(__name__)

DELIVER_OUTBOX = "portal.deliver_outbox"
HEARTBEAT = "portal.heartbeat"
STEP_SECONDS = 1  # for connecting, and for each answer of the broker
QUIET_SECONDS = 5.0  # in which a broker that just failed is not asked again by this process


class Waker:
    """Publishes wake-ups to one broker (default: the settings'); safe to share between threads.

    A request pays about a second at most for a broker that is down, unreachable or silent, and
    the next ones pay nothing for a while: a sweep finds the same rows within a minute.
    """

    def __init__(self, url: str | None = None) -> None:
        self._url = url
        self._quiet_until = 0.0

    def __call__(self, task_name: str, **kwargs: Any) -> bool:
        """Ask a worker to run a task; return whether the broker took it.

        Call it after commit, never inside a transaction. Raises nothing: what the broker does
        is only logged.
        """
        if time.monotonic() < self._quiet_until:
            return False
        try:
            self._publish(task_name, kwargs)
        except Exception as error:  # whatever the transport raises, the request must not fail
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            logger.warning("broker did not take %s: %s", task_name, type(error).__name__)
            return False
        return True

    def _publish(self, task_name: str, kwargs: dict[str, Any]) -> None:
        pool = producers[self._connection()]
        with pool.acquire(block=True, timeout=STEP_SECONDS) as producer:
            current_app.send_task(
                task_name, kwargs=kwargs, producer=producer, retry=False, ignore_result=True
            )

    def _connection(self) -> Connection:
        """Names the pool; Celery's own connections wait and retry for as long as a worker may."""
        connection: Connection = current_app.connection_for_write(
            self._url,
            connect_timeout=STEP_SECONDS,
            transport_options={
                "max_retries": 0,
                "socket_connect_timeout": STEP_SECONDS,
                "socket_timeout": STEP_SECONDS,
            },
        )
        return connection


wake = Waker()
