from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal import delivery, erasure_list, health, retention
from portal.wake import DELIVER_OUTBOX, HEARTBEAT

DELIVERY_SECONDS = 3.0


@shared_task(name=HEARTBEAT)
def heartbeat() -> None:
    health.beat_heart(now=timezone.now())


@shared_task(name=DELIVER_OUTBOX)
def deliver_outbox() -> None:
    """Short runs, so that a worker which is asked to end need not be killed over a long one."""
    delivery.deliver_due(seconds=DELIVERY_SECONDS)


@shared_task(name="portal.tidy")
def tidy() -> None:
    """Also writes into the list of erasures what could not be written there at once."""
    retention.tidy(now=timezone.now())
    erasure_list.keep(Path(settings.ERASURES_ROOT))
