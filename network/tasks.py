from celery import shared_task
from django.utils import timezone

from network.actions import (
    advice_chasing,
    confirm_reminders,
    guidance,
    importing,
    merging,
    merging_people,
    reducing,
    retire,
    support,
    training,
    words,
)


@shared_task(name="network.retire_applications")
def retire_applications() -> None:
    retire.warn_about_drafts(now=timezone.now())
    retire.purge_drafts(now=timezone.now())


@shared_task(name="network.sweep_uploads")
def sweep_uploads() -> None:
    retire.sweep_uploads(now=timezone.now())


@shared_task(name="network.sweep_words")
def sweep_words() -> None:
    words.sweep_words()


@shared_task(name="network.forget_leadership")
def forget_leadership() -> None:
    retire.forget_leadership(now=timezone.now())


@shared_task(name="network.forget_enquiries")
def forget_enquiries() -> None:
    guidance.forget_old_enquiries(now=timezone.now())


@shared_task(name="network.remind_to_confirm")
def remind_to_confirm() -> None:
    confirm_reminders.remind(now=timezone.now())


@shared_task(name="network.ask_after_support")
def ask_after_support() -> None:
    support.follow_up(now=timezone.now())


@shared_task(name="network.retire_declined")
def retire_declined() -> None:
    reducing.reduce_applications(now=timezone.now())


@shared_task(name="network.retire_support")
def retire_support() -> None:
    reducing.reduce_requests(now=timezone.now())


@shared_task(name="network.remind_of_training")
def remind_of_training() -> None:
    training.remind(now=timezone.now())


@shared_task(name="network.forget_training")
def forget_training() -> None:
    training.forget_old(now=timezone.now())


@shared_task(name=importing.WORK_OFF)
def work_off_imports() -> None:
    importing.work_off(now=timezone.now(), seconds=20)


@shared_task(name="network.retire_imports")
def retire_imports() -> None:
    importing.retire_imports(now=timezone.now())


@shared_task(name="network.chase_advice")
def chase_advice() -> None:
    advice_chasing.chase(now=timezone.now())


@shared_task(name="network.forget_advice")
def forget_advice() -> None:
    advice_chasing.forget_old(now=timezone.now())


@shared_task(name="network.forget_merges")
def forget_merges() -> None:
    merging.forget_merges(now=timezone.now())
    merging_people.forget_merges(now=timezone.now())
