"""Whether what a notice says still holds when it is told."""

from events.actions import feedback
from events.mail import Standing
from events.models import Delegate, Event, Notice, Place

Kind, State = Notice.Kind, Delegate.State
OF_THE_END = frozenset({Kind.CANCELLED, Kind.EVENT_CANCELLED})


def is_still_true(notice: Notice, who: Standing) -> bool:
    """Somebody who has cancelled is told of no offer, nobody of a cancelled event's workshops."""
    if notice.kind == Kind.THANKS:
        return who.is_booked and feedback.is_open(who.event, who.now)
    is_off = who.event.state == Event.State.CANCELLED or who.event.is_over(who.now)
    if is_off and notice.kind not in OF_THE_END:
        return False
    return notice.kind in _holding(notice, who)


def _holding(notice: Notice, who: Standing) -> set[str]:
    """The kinds of notice that can hold as things stand; an offer only before its end."""
    delegate = who.delegate
    kinds: set[str] = {Kind.RENAMED}
    if not delegate.is_live:
        kinds |= {Kind.CANCELLED}
        kinds |= {Kind.LAPSED} if delegate.state == State.LAPSED else set()
        return kinds
    kinds |= {Kind.EVENT_CHANGED, Kind.EVENT_CANCELLED} | _of_workshop(notice)
    match delegate.state:
        case State.WAITING:
            kinds |= {Kind.WAITING}
        case State.OFFERED if _is_open(delegate, who):
            kinds |= {Kind.OFFERED}
        case State.BOOKED:
            kinds |= {Kind.BOOKED, Kind.CHANGED} | _of_place(notice, who)
            kinds |= set() if who.event.has_started(who.now) else {Kind.REMINDER}
    return kinds


def _of_workshop(notice: Notice) -> set[str]:
    """Called off, or taken back: only what holds by now."""
    if notice.place is None:
        return set()
    is_off = notice.place.workshop.cancelled_at is not None
    return {Kind.WORKSHOP_CANCELLED if is_off else Kind.WORKSHOP_BACK}


def _of_place(notice: Notice, who: Standing) -> set[str]:
    place = notice.place
    if place is None:
        return set()
    if place.state == Place.State.RELEASED:
        return {Kind.PLACE_LAPSED}
    is_offer = place.state == Place.State.OFFERED and _is_open(place, who)
    return {Kind.PLACE_OFFERED} if is_offer else set()


def _is_open(offer: Delegate | Place, who: Standing) -> bool:
    return offer.offer_ends_at is not None and offer.offer_ends_at > who.now
