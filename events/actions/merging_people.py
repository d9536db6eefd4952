"""What events know of two accounts of one person when these become one."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from events.models import Delegate
from network.models import User
from portal.merging import Rule, Words, ends, moves


def warn_of_places(stays: User, goes: User) -> Words:
    """Nobody's place is cancelled unasked: the names may be two people's."""
    words = _("Both have a place at “%(event)s”: both stay. Cancel one if it is the same person’s.")
    return [words % {"event": title} for title in _booked_by_both(stays, goes)]


def _booked_by_both(stays: User, goes: User) -> QuerySet[Delegate, str]:
    theirs = Delegate.objects.live().filter(email__in=[stays.email, goes.email])
    twice = theirs.values("event").annotate(addresses=Count("email", distinct=True))
    return (
        twice.filter(addresses=2)
        .order_by("event__starts_at", "event")
        .values_list("event__title", flat=True)
    )


RULES = (
    Rule("events.Booking.booked_by", warns=warn_of_places),
    *ends("events.CalendarFeed.user"),
    *moves(
        "events.Booking.entered_by",
        "events.CheckIn.by",
        "events.Event.created_by",
        "events.Invoice.moved_by",
        "events.Material.added_by",
        "events.Message.sent_by",
        "events.Tap.by",
        "events.VolunteerLink.made_by",
    ),
)
