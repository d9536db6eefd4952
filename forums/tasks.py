"""What workers do for forums: thin, and harmless when run twice."""

from celery import shared_task
from django.utils import timezone

from forums.actions import speaker_needs


@shared_task(name="forums.forget_speakers_needs")
def forget_speakers_needs() -> None:
    speaker_needs.forget(now=timezone.now())
