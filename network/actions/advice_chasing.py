"""What time does to requests for advice: a reminder, then no answer came; a year on they go."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from network import mail_advice as mail
from network.advice_states import GIVE_UP_AFTER, REMIND_AFTER, State
from network.models import AdviceRequest
from portal import outbox
from portal.keeping import OLD_ADVICE

AT_ONCE = 100


def chase(*, now: datetime) -> int:
    """Remind who was asked, once; tell who asked that no answer came. Returns of how many.

    What is due and not done, whenever it runs; running it twice does nothing more.
    """
    return _give_up(now) + _remind(now)


@transaction.atomic
def _remind(now: datetime) -> int:
    waiting = AdviceRequest.objects.waiting().filter(reminded_at__isnull=True)
    due = _locked(waiting.filter(asked_at__lte=now - REMIND_AFTER))
    letters = {
        f"advice:{request.pk}:reminder:{person.pk}": mail.reminder(request, person)
        for request in due
        for person in request.asked.contacts()
    }
    outbox.enqueue_all(letters=letters, now=now)
    return _update(due, reminded_at=now)


@transaction.atomic
def _give_up(now: datetime) -> int:
    waiting = AdviceRequest.objects.waiting()
    due = _locked(waiting.filter(asked_at__lte=now - GIVE_UP_AFTER))
    letters = {
        f"advice:{request.pk}:unanswered": mail.unanswered(request, request.by)
        for request in due
        if request.by
    }
    outbox.enqueue_all(letters=letters, now=now)
    return _update(due, state=State.UNANSWERED, moved_at=now)


def _locked(rows: QuerySet[AdviceRequest]) -> list[AdviceRequest]:
    """The oldest, skipping those another run has in hand."""
    claimed = rows.select_for_update(of=("self",), skip_locked=True)
    return list(claimed.select_related("asking", "asked", "by").order_by("pk")[:AT_ONCE])


def _update(rows: Iterable[AdviceRequest], **values: object) -> int:
    return AdviceRequest.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def forget_old(*, now: datetime) -> int:
    """Delete what was asked more than 12 months ago, with what was reported of it."""
    deleted, _ = old_requests(now).delete()
    return deleted


def old_requests(now: datetime) -> QuerySet[AdviceRequest]:
    """Those that have been kept long enough."""
    return AdviceRequest.objects.filter(asked_at__lt=now - OLD_ADVICE.period)
