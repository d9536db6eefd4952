"""Feedback after an event: who is asked, and how an answer is kept apart from who gave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from events.actions.orders import NotOpen, Refused
from events.models import CheckIn, Delegate, Event, Feedback, Place, Workshop

OPEN_FOR = timedelta(days=30)  # from the end of the event on


class AlreadyAnswered(Refused):
    """This delegate has given their answer; it cannot be found again to be changed."""


@dataclass(frozen=True)
class Said:
    """About a workshop, or about the day (None): a score of 1 to 5 or None, and words."""

    workshop: Workshop | None
    score: int | None = None
    good: str = ""
    change: str = ""

    @property
    def is_empty(self) -> bool:
        return self.score is None and not self.good and not self.change


def closes_at(event: Event) -> datetime:
    return event.ends_at + OPEN_FOR


def is_open(event: Event, now: datetime) -> bool:
    """Whether answers are taken: for 30 days after an event that took place."""
    return event.state == Event.State.PUBLISHED and event.ends_at <= now < closes_at(event)


def who_came(event: Event) -> QuerySet[Delegate]:
    """Delegates who were ticked in; everybody booked where nobody was ticked in."""
    booked = Delegate.objects.filter(event=event, state=Delegate.State.BOOKED)
    was_kept = CheckIn.objects.filter(event=event, delegate__isnull=False).exists()
    return booked.filter(check_in__isnull=False) if was_kept else booked


def to_ask(event: Event, now: datetime) -> QuerySet[Delegate]:
    """Who may answer and has not yet; nobody outside of the 30 days."""
    if not is_open(event, now):
        return Delegate.objects.none()
    return who_came(event).filter(has_given_feedback=False)


def workshops_of(delegate: Delegate) -> list[Workshop]:
    """The workshops that they had a place in and that were not called off, in their order."""
    confirmed = Place.State.CONFIRMED
    running = Workshop.objects.running().select_related("series")
    mine = running.filter(places__delegate=delegate, places__state=confirmed)
    return list(mine.in_order())


@transaction.atomic
def give(*, delegate: Delegate, said: Sequence[Said], now: datetime) -> None:
    """Keep a delegate's answers, once; who gave them is not kept, nor written to the log.

    Raises NotOpen for who is not asked (any more), AlreadyAnswered the second time.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=delegate.event_id)
    if Delegate.objects.filter(pk=delegate.pk, has_given_feedback=True).exists():
        raise AlreadyAnswered
    if not to_ask(event, now).filter(pk=delegate.pk).update(has_given_feedback=True):
        raise NotOpen
    about = {None, *(one.pk for one in workshops_of(delegate))}
    answers = [
        Feedback(
            event=event, workshop=one.workshop, score=one.score, good=one.good, change=one.change
        )
        for one in said
        if not one.is_empty and (one.workshop and one.workshop.pk) in about
    ]
    _write_mixed(event, answers)


def _write_mixed(event: Event, answers: Sequence[Feedback]) -> None:
    """All rows of the event anew, by their random keys: see Feedback for what that is for."""
    kept = Feedback.objects.filter(event=event)
    rows = sorted([*kept, *answers], key=lambda row: row.pk)
    kept.delete()
    Feedback.objects.bulk_create(rows)
