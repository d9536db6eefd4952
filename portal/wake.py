"""Waking a worker: best effort, never an error for whoever asks."""

import logging
from typing import Any

from celery import current_app

logger = logging.getLogger(__name__)


def wake(task_name: str, **kwargs: Any) -> bool:
    """Ask a worker to run a task; return whether the broker took it.

    A broker that is down, full or unreachable is only logged: beat finds the same rows within
    a minute. Call it after commit, never inside a transaction.
    """
    try:
        current_app.send_task(task_name, kwargs=kwargs, retry=False, ignore_result=True)
    except Exception as error:  # whatever the transport raises, the request must not fail
        logger.warning("broker did not take %s: %s", task_name, type(error).__name__)
        return False
    return True
