from celery import shared_task
from django.utils import timezone

from events.actions import attendance, exchange, lapsing, materials, needs, reminding, telling
from events.actions.seating import TELL

TELLING_SECONDS = 3.0


@shared_task(name=TELL)
def tell() -> None:
    """Short runs, so that a worker which is asked to end need not be killed over a long one."""
    telling.tell_due(now=timezone.now(), seconds=TELLING_SECONDS)


@shared_task(name="events.pass_offers_on")
def pass_offers_on() -> None:
    lapsing.pass_offers_on(now=timezone.now())


@shared_task(name="events.remind")
def remind() -> None:
    now = timezone.now()
    reminding.remind_due(now=now)
    reminding.thank_due(now=now)


@shared_task(name="events.forget_needs")
def forget_needs() -> None:
    needs.forget(now=timezone.now())


@shared_task(name="events.forget_taps")
def forget_taps() -> None:
    attendance.forget(now=timezone.now())


@shared_task(name="events.sweep_materials")
def sweep_materials() -> None:
    materials.sweep_files(now=timezone.now())


@shared_task(name="events.close_trainings")
def close_trainings() -> None:
    exchange.close_held(now=timezone.now())
