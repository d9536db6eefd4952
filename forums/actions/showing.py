"""How far an agreed summary is read: each step is an act of a person, of what they looked at."""

from datetime import datetime

from django.db import transaction

from forums.actions import summaries
from forums.choices import Circle
from forums.models import Forum, Summary
from forums.widening import narrower, next_wider
from network.models import User


class NotThere(Exception):
    """It cannot go to that circle now: `current` is the summary as it stands."""

    def __init__(self, current: Summary) -> None:
        super().__init__(f"not from {current.shown_to}")
        self.current = current


@transaction.atomic
def widen(
    *, forum: Forum, to: Circle, version: int, shown_to: str, by: User, now: datetime
) -> Summary:
    """One circle wider. `version` and `shown_to` are as they were looked at.

    Raises summaries.Stale where they are no longer so, NotThere where it is not the next circle.
    """
    summary = _seen(forum, version, shown_to)
    if to != next_wider(summary.shown_to, is_agreed=bool(summary.agreed_at)):
        raise NotThere(summary)
    return _show(summary, to, "summary.widen", by, now)


@transaction.atomic
def narrow(
    *, forum: Forum, to: Circle, version: int, shown_to: str, by: User, now: datetime
) -> Summary:
    """Any number of circles narrower; as `widen` otherwise."""
    summary = _seen(forum, version, shown_to)
    if to not in narrower(summary.shown_to, is_agreed=bool(summary.agreed_at)):
        raise NotThere(summary)
    return _show(summary, to, "summary.narrow", by, now)


def _seen(forum: Forum, version: int, shown_to: str) -> Summary:
    summary = summaries.seen(forum, version)
    if summary.shown_to != shown_to:
        raise summaries.Stale(summary)
    return summary


def _show(summary: Summary, to: Circle, action: str, by: User, now: datetime) -> Summary:
    old, summary.shown_to = summary.shown_to, to
    summary.save()
    summaries.log(summary, action, by=by, now=now, old={"shown_to": old}, new={"shown_to": to})
    return summary
