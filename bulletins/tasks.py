from celery import shared_task
from django.utils import timezone

from bulletins.actions import (
    digests,
    draining,
    forgetting_deliveries,
    forgetting_lists,
    forgetting_submissions,
    mail_events,
    moving,
    pictures,
    starting,
)

DRAIN_SECONDS = 4.5  # short, so that a worker which is asked to end can, and codes need not wait


@shared_task(name="bulletins.tick")
def tick() -> None:
    starting.start_due(now=timezone.now())
    draining.wake_for_due(now=timezone.now())


@shared_task(name=moving.DRAIN)
def drain(bulletin: int) -> None:
    draining.drain(bulletin=bulletin, seconds=DRAIN_SECONDS)


@shared_task(name="bulletins.sweep_pictures")
def sweep_pictures() -> None:
    pictures.sweep_files(now=timezone.now())


@shared_task(name="bulletins.make_digests")
def make_digests() -> None:
    digests.make_due(now=timezone.now())


@shared_task(name="bulletins.forget")
def forget() -> None:
    now = timezone.now()
    forgetting_lists.forget(now=now)
    mail_events.forget_old(now=now)


@shared_task(name="bulletins.forget_submissions")
def forget_submissions() -> None:
    forgetting_submissions.forget(now=timezone.now())
    forgetting_submissions.sweep_pictures(now=timezone.now())


@shared_task(name="bulletins.forget_deliveries")
def forget_deliveries() -> None:
    forgetting_deliveries.forget(now=timezone.now())
