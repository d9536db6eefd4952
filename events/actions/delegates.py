"""What changes for one delegate: their choices, their name, what is on their badge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from events.actions import notices
from events.actions.booking import identity
from events.actions.orders import (
    AlreadyBooked,
    Choose,
    GiveUp,
    NotOpen,
    NotYours,
    Order,
    Refused,
    Wait,
)
from events.actions.seating import TELL, arrange
from events.choices import PhotoChoice
from events.models import Delegate, Event, Needs, Notice, Place
from events.references import new_reference
from network.models import User
from portal import audit
from portal.letters import one_line
from portal.names import name_key
from portal.sealing import seal
from portal.tokens import new_token
from portal.wake import wake


@dataclass(frozen=True)
class Choice:
    """What somebody wants of a series: a workshop, to stand in line for one, or nothing."""

    series: int
    workshop: int | None = None
    waits: bool = False


class Stale(Refused):
    """The delegate was changed after the page was made that this came from."""


@transaction.atomic
def choose(
    *,
    delegate: Delegate,
    choices: Sequence[Choice],
    seen: int,
    by: User | None,
    now: datetime,
) -> bool:
    """Make `choices` so, all or none, as far as they are not so already; return whether any was.

    `seen` is the delegate's `revision` on the page. A place that they have is kept until the
    new one is won, and while they wait for one. Raises Stale, NotOpen, NotYours, WorkshopsFull
    or NotFull.
    """
    locked = Delegate.objects.select_for_update(no_key=True).get(pk=delegate.pk)
    orders = list(_orders(locked, choices))
    if not orders:
        return False
    if locked.revision != seen:
        raise Stale
    arrange(event=delegate.event, orders=orders, by=by, now=now)
    return True


def _orders(delegate: Delegate, choices: Iterable[Choice]) -> Iterable[Order]:
    places = list(Place.objects.open().filter(delegate=delegate))
    held = {place.series_id: place for place in places if place.state == Place.State.CONFIRMED}
    known = {place.workshop_id for place in places}
    for choice in choices:
        has = held[choice.series].workshop_id if choice.series in held else None
        if choice.workshop is None and has is not None:
            yield GiveUp(delegate.pk, has)
        elif choice.workshop is None or choice.workshop == has:
            continue
        elif not choice.waits:
            yield Choose(delegate.pk, choice.workshop)
        elif choice.workshop not in known:
            yield Wait(delegate.pk, choice.workshop)


@transaction.atomic
def hand_over(
    *,
    delegate: Delegate,
    name: str,
    email: str,
    seen: int,
    by: User | None,
    now: datetime,
    override: bool = False,
) -> Delegate:
    """Give a delegate's place to another person, or mend how a name is written; return it.

    It takes no new place and keeps ticket, choices and places in lines. For another person the
    link, the reference and what was said for the badge and about needs end with the old one;
    both are told. `email` may be empty: then the booker's address says who they are. `seen` is
    the delegate's `revision` on the page; `override` is the staff's, past the deadline and at the
    door. Raises NotOpen after the event's last day for changes,
    NotYours for somebody who is not coming any more, Stale, AlreadyBooked.
    """
    name, email = one_line(name), email.strip().lower()
    event = Event.objects.select_for_update(no_key=True).get(pk=delegate.event_id)
    row = (
        Delegate.objects.select_related("booking__booked_by")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=delegate.pk)
    )
    if not (event.takes_changes(now) or override):
        raise NotOpen
    if not row.is_live:
        raise NotYours
    if (name, email) == (row.name, row.email):
        return row
    if row.revision != seen:
        raise Stale
    old = {"name": row.name, "email": row.email, "reference": row.reference}
    if _is_another_person(row, name, email):
        _forget_person(row)
        about = {f"old_{key}": value for key, value in old.items()}
        notices.about(row, Notice.Kind.RENAMED, now=now, about=about).save()
    row.revision += 1
    row.save()
    new = {"name": name, "email": email}
    audit.record(by=by, action="event.hand-over", target=row, old=old, new=new, now=now)
    transaction.on_commit(partial(wake, TELL))
    return row


def _is_another_person(row: Delegate, name: str, email: str) -> bool:
    """Put name and address in the row; did that make it somebody else's? Raises AlreadyBooked."""
    was = (row.address, row.name_key)
    row.name, row.email, row.name_key = name, email, name_key(name)
    row.address = identity(email, row.booking.booked_by)
    others = Delegate.objects.live().filter(event=row.event_id).exclude(pk=row.pk)
    if others.filter(address=row.address, name_key=row.name_key).exists():
        raise AlreadyBooked(name)
    return was != (row.address, row.name_key)


def _forget_person(row: Delegate) -> None:
    """The link and whatever was the old person's own; the caller saves."""
    token = new_token()
    row.token_hash, row.token = token.hash, seal(token.secret)
    row.reference = new_reference()
    row.badge_name = row.pronouns = ""
    row.photographs = PhotoChoice.NOT_SAID
    Needs.objects.filter(delegate=row).delete()


def describe(
    *, delegate: Delegate, badge_name: str, pronouns: str, photographs: str, now: datetime
) -> None:
    """Keep what a delegate says for their badge and about photographs.

    Raises NotYours if they are not coming any more or the place is somebody else's by now,
    NotOpen once the event is over.
    """
    if delegate.event.is_over(now):
        raise NotOpen
    changed = (
        Delegate.objects.live()
        .filter(pk=delegate.pk, token_hash=delegate.token_hash)
        .update(
            badge_name=one_line(badge_name),
            pronouns=one_line(pronouns),
            photographs=photographs,
        )
    )
    if not changed:
        raise NotYours
