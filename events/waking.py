"""Deadlines that respect when people are awake. Pure: moments in, moments out.

An offer of a place holds it for `OFFER_HOURS` waking hours (08:00 to 20:00 in London), fewer
as the event comes near, and always ends in time for somebody else to take it.
"""

from datetime import datetime, time, timedelta

from portal.times import LONDON

WAKES, SLEEPS = time(8), time(20)
OFFER_HOURS = 24  # two waking days
# (the event starts within, the offer holds for waking hours of)
NEARER = ((timedelta(days=2), 3), (timedelta(days=7), 12))
LEAST = timedelta(hours=1)  # no offer is worth making for less


def offer_ends(now: datetime, starts_at: datetime) -> datetime | None:
    """Until when a place that is offered at `now` is held; None when it is too late to offer.

    Both are aware. The end is in waking hours, at most an hour before `starts_at`.
    """
    hours = next((hours for limit, hours in NEARER if starts_at - now <= limit), OFFER_HOURS)
    latest = starts_at - LEAST
    ends_at = min(add_waking_hours(now, hours), latest)
    return ends_at if ends_at - now >= LEAST else None


def add_waking_hours(start: datetime, hours: float) -> datetime:
    """The moment at which `hours` waking hours have gone by since `start` (aware), in London."""
    left = timedelta(hours=hours)
    moment = start.astimezone(LONDON)
    while True:
        opens = datetime.combine(moment.date(), WAKES, LONDON)
        closes = datetime.combine(moment.date(), SLEEPS, LONDON)
        moment = max(moment, opens)
        if moment < closes and left <= closes - moment:
            return moment + left
        left -= max(closes - moment, timedelta())
        moment = datetime.combine(moment.date() + timedelta(days=1), WAKES, LONDON)
