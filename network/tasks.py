from celery import shared_task
from django.utils import timezone

from network.actions import guidance, retire


@shared_task(name="network.retire_applications")
def retire_applications() -> None:
    now = timezone.now()
    retire.warn_about_drafts(now=now)
    retire.purge_drafts(now=now)
    retire.forget_leadership(now=now)
    guidance.forget_old_enquiries(now=now)
