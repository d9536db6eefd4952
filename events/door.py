"""When the door is open: check-in belongs to the event's day. Pure; days are London's."""

from datetime import datetime, time, timedelta

from portal.times import LONDON

CLEARS_UP = time(6)  # volunteers' phones may send what they kept until the next morning


def opens_at(starts_at: datetime) -> datetime:
    """From when people can be ticked in: the first minute of the event's day."""
    return datetime.combine(starts_at.astimezone(LONDON).date(), time(), LONDON)


def links_end_at(ends_at: datetime) -> datetime:
    """Until when volunteers' links work: 6am on the morning after the event's last day."""
    morning = ends_at.astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(morning, CLEARS_UP, LONDON)
