"""Notices become mails: in a worker, once each, from how things stand by then.

A run locks a few bookings that have something to tell (`SKIP LOCKED`), reads their notices again
under that lock, writes the mails into the outbox and marks the notices, all in one transaction:
runs at the same time share the work, and one that dies leaves nothing half told. What waits for
one delegate is told together; what is not true any more is not told.
"""

import logging
import math
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Prefetch

from events import mail
from events.actions.feedback import closes_at
from events.actions.seating import TELL
from events.actions.truth import is_still_true
from events.mail import Message, Standing
from events.models import Booking, Delegate, Notice, Place
from network.models import User
from portal import audit
from portal.outbox import enqueue, enqueue_credential
from portal.wake import wake

logger = logging.getLogger(__name__)

Kind = Notice.Kind
NOTICES = 50  # looked at in one transaction; all of a booking are told in the same one
ENTERING = frozenset({Kind.BOOKED, Kind.WAITING})


def tell_due(*, now: datetime, seconds: float = math.inf) -> int:
    """Tell what is due, for about `seconds` at most; return how many notices were settled.

    Safe to run any number of times at once. With work left after `seconds`, a worker is woken
    for the rest.
    """
    ends_at = time.monotonic() + seconds
    settled, failed = 0, set[int]()
    while notices := _tell_some(now, failed):
        settled += notices
        if time.monotonic() >= ends_at:
            wake(TELL)
            break
    return settled - len(failed)


@transaction.atomic
def try_again(*, notice: Notice, by: User, now: datetime) -> bool:
    """Put a notice that was given up back in line; return whether it was this call that did."""
    stuck = Notice.objects.stuck().filter(pk=notice.pk)
    if not stuck.update(attempts=0):
        return False
    old, new = {"attempts": notice.attempts}, {"attempts": 0}
    audit.record(by=by, action="notice.try-again", target=notice, old=old, new=new, now=now)
    transaction.on_commit(partial(wake, TELL))
    return True


@transaction.atomic
def _tell_some(now: datetime, failed: set[int]) -> int:
    """Tell everything of a few bookings; return how many notices were looked at."""
    notices = _claim(failed)
    people = _standings({notice.delegate.booking_id for notice in notices}, now)
    for number, own in groupby(notices, key=lambda notice: notice.delegate.booking_id):
        those = [who for who in people.values() if who.delegate.booking_id == number]
        for unit, write in _units(list(own), those):
            _settle(unit, write, now, failed)
    return len(notices)


def _claim(failed: set[int]) -> list[Notice]:
    """The due notices of bookings that no other run has in hand, by booking and age."""
    due = Notice.objects.due().exclude(pk__in=failed)
    numbers = due.order_by("pk").values_list("delegate__booking", flat=True)[:NOTICES]
    bookings = Booking.objects.filter(pk__in=set(numbers)).order_by("pk")
    mine = list(
        bookings.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    )
    return list(
        due.filter(delegate__booking__in=mine)
        .select_related("delegate__booking", "delegate__event", "place__workshop__series")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("delegate__booking", "delegate", "pk")
    )


def _standings(bookings: Iterable[int], now: datetime) -> dict[int, Standing]:
    """How everybody in these bookings stands; two queries, however many they are."""
    places = Place.objects.open().with_position().select_related("workshop__series").order_by("pk")
    delegates = (
        Delegate.objects.filter(booking__in=set(bookings))
        .with_position()
        .select_related("event", "booking__event", "booking__booked_by", "check_in")
        .prefetch_related(Prefetch("places", places))
        .order_by("pk")
    )
    return {delegate.pk: Standing(delegate, now) for delegate in delegates}


type Unit = tuple[list[Notice], Callable[[], None]]


def _units(notices: Sequence[Notice], people: Sequence[Standing]) -> Iterable[Unit]:
    """What is told together or not at all: who enters a booking, then each delegate's rest."""
    standing = {who.delegate.pk: who for who in people}
    true = [one for one in notices if is_still_true(one, standing[one.delegate_id])]
    entering = [one for one in true if one.kind in ENTERING]
    those = {one.delegate_id: standing[one.delegate_id] for one in entering}
    if entering:
        yield entering, partial(_tell_entering, entering[-1].pk, list(those.values()), people)
    rest = [one for one in notices if one not in entering]
    for number, own in groupby(rest, key=lambda one: one.delegate_id):
        unit = list(own)
        told = [one for one in unit if one in true]
        yield unit, partial(_tell_delegate, standing[number], told, has_entered=number in those)


def _settle(unit: list[Notice], write: Callable[[], None], now: datetime, failed: set[int]) -> None:
    """Write the mails and mark the notices, or count an attempt; trouble of one is its own."""
    rows = Notice.objects.filter(pk__in=[one.pk for one in unit])
    try:
        with transaction.atomic():
            write()
            rows.update(told_at=now)
            rows.filter(kind=Kind.RENAMED).update(about={})
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever is wrong with one notice must not stop the others
        rows.update(attempts=F("attempts") + 1)
        failed.update(one.pk for one in unit)
        for one in unit:
            logger.warning("notice %s (%s): %s", one.pk, one.kind, type(error).__name__)


# Who enters a booking -------------------------------------------------------------------------


def _tell_entering(number: int, entering: Sequence[Standing], people: Sequence[Standing]) -> None:
    """Each with an address of their own gets a mail; who booked gets one for all the others."""
    for who in entering:
        if not who.is_at_bookers:
            _send(f"notice:{number}:{who.delegate.pk}", _entered(who), who)
    live = [who for who in people if who.delegate.is_live]
    first = entering[0]
    if len(entering) == len(live) == 1 and first.is_at_bookers:
        _send(f"notice:{number}:booker", _entered(first), first)
        return
    summary = mail.booking_summary(first.delegate.booking, live)
    _send(f"notice:{number}:booker", summary, first)


def _entered(who: Standing) -> Message:
    return mail.booked(who) if who.is_booked else mail.waiting(who)


# Everything else ------------------------------------------------------------------------------


def _tell_delegate(who: Standing, told: Sequence[Notice], *, has_entered: bool) -> None:
    """One mail for each kind of thing; who has entered has just been shown all they have."""
    has_all = has_entered or any(one.kind == Kind.RENAMED for one in told)
    for kind in Kind:
        own = [one for one in told if one.kind == kind]
        if not own or (kind == Kind.CHANGED and has_all):
            continue
        for part, message in enumerate(_messages(kind, who, own, has_entered)):
            _send(f"notice:{own[-1].pk}:{part}", message, who)


def _messages(
    kind: Notice.Kind, who: Standing, own: Sequence[Notice], has_entered: bool
) -> Iterable[Message]:
    places, last = list(dict.fromkeys(one.place for one in own if one.place)), own[-1]
    match kind:
        case Kind.RENAMED:
            return _renamed(who, own[0], has_entered)
        case Kind.PLACE_OFFERED:
            return [mail.place_offered(who, place) for place in places]
        case Kind.PLACE_LAPSED:
            return [mail.place_lapsed(who, place) for place in places]
        case Kind.WORKSHOP_CANCELLED | Kind.WORKSHOP_BACK:
            return [OF_WORKSHOPS[kind](who, places)]
        case Kind.EVENT_CHANGED:
            return [mail.event_changed(who, [one.about["what"] for one in own])]
        case Kind.EVENT_CANCELLED:
            return [mail.event_cancelled(who, why=last.about["why"])]
        case Kind.REMINDER:
            return [mail.reminder(who, days=last.about["days"])]
    return [PLAIN[kind](who)]


OF_WORKSHOPS: dict[str, Callable[[Standing, Sequence[Place]], Message]] = {
    Kind.WORKSHOP_CANCELLED: mail.workshop_cancelled,
    Kind.WORKSHOP_BACK: mail.workshop_back,
}
PLAIN: dict[str, Callable[[Standing], Message]] = {
    Kind.CHANGED: mail.changed,
    Kind.CANCELLED: mail.cancelled,
    Kind.OFFERED: mail.offered,
    Kind.LAPSED: mail.lapsed,
    Kind.THANKS: mail.thanks,
}


def _renamed(who: Standing, first: Notice, has_entered: bool) -> Iterable[Message]:
    """The new person; and the old one, unless they were told nothing or read the same mailbox."""
    old_name, old_email = first.about["old_name"], first.about["old_email"]
    if who.delegate.is_live and not has_entered:
        yield mail.renamed(who, old_name=old_name)
    knew = Notice.objects.filter(delegate=who.delegate, told_at__lt=who.now)
    if (old_email or who.booker.email) != who.to and knew.exists():
        yield mail.renamed_away(who, old_name=old_name, old_email=old_email)


def _expires_at(who: Standing) -> datetime:
    """Until when a personal link is worth sending: the event's end, or that of its feedback."""
    return closes_at(who.event) if who.event.is_over(who.now) else who.event.ends_at


def _send(cause: str, message: Message, who: Standing) -> None:
    common: dict[str, Any] = {"cause": cause, "letter": message.letter, "now": who.now}
    if message.is_personal:
        enqueue_credential(**common, expires_at=_expires_at(who))
    else:
        enqueue(**common)
