from celery import shared_task
from django.utils import timezone

from portal import delivery, health, retention
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
    retention.tidy(now=timezone.now())
