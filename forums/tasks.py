"""What workers do for forums: thin, and harmless when run twice."""

from celery import shared_task
from django.utils import timezone

from forums.actions import (
    agreements,
    joining_links,
    nagging,
    needs,
    notes,
    papers,
    reminding,
    tasks_taken,
)


@shared_task(name="forums.remind")
def remind() -> None:
    reminding.remind_due(now=timezone.now())


@shared_task(name="forums.forget_joining")
def forget_joining() -> None:
    """Links of forums that are over, and what people said they need."""
    joining_links.clear(now=timezone.now())
    needs.forget(now=timezone.now())


@shared_task(name="forums.sweep_papers")
def sweep_papers() -> None:
    papers.sweep_files(now=timezone.now())


@shared_task(name="forums.forget_notes")
def forget_notes() -> None:
    """And with them what was asked about the sanctuary, where nothing was made of it."""
    notes.forget(now=timezone.now())
    agreements.forget(now=timezone.now())


@shared_task(name="forums.remind_of_actions")
def remind_of_actions() -> None:
    tasks_taken.remind_due(now=timezone.now())


@shared_task(name="forums.nag")
def nag() -> None:
    nagging.nag_overdue(now=timezone.now())
