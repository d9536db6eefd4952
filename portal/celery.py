"""Celery only wakes work that PostgreSQL holds."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
@beat_init.connect
def wake_up(**_kwargs: Any) -> None:
    """A fresh worker or beat shows at once that it lives, and looks for mail left behind."""
    from portal.wake import DELIVER_OUTBOX, HEARTBEAT, wake

    wake(HEARTBEAT)
    wake(DELIVER_OUTBOX)
