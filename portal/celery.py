"""Celery only wakes work that PostgreSQL holds."""

import os
from multiprocessing.sharedctypes import RawValue
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_ready, worker_shutting_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Shared with the worker's child processes, which the signal does not reach; without a lock, as a
# killed child might hold it.
_ending = RawValue("b", 0)


def is_ending() -> bool:
    """Whether this worker was asked to end: then tasks that can be woken again need not start."""
    return bool(_ending.value)


@worker_shutting_down.connect
def end(**_kwargs: Any) -> None:
    """However many wake-ups are queued in this worker, it ends after the work in hand."""
    _ending.value = 1


@worker_ready.connect
@beat_init.connect
def wake_up(**_kwargs: Any) -> None:
    """A fresh worker or beat shows at once that it lives, and looks for mail left behind."""
    from portal.wake import DELIVER_OUTBOX, HEARTBEAT, wake

    wake(HEARTBEAT)
    wake(DELIVER_OUTBOX)
