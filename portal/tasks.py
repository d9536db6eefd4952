from celery import shared_task
from django.utils import timezone

from portal import health, outbox, retention


@shared_task(name="portal.heartbeat")
def heartbeat() -> None:
    health.beat_heart(now=timezone.now())


@shared_task(name="portal.deliver_outbox")
def deliver_outbox() -> None:
    outbox.deliver_due()


@shared_task(name="portal.tidy")
def tidy() -> None:
    retention.tidy(now=timezone.now())
