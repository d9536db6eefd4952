"""How a membership stands on a day, from its dates alone.

Members are asked once a year whether what they said still holds (design: Membership). It is due
a year after it was last confirmed, and never before the day from which the co-ordinator asks at
all, so that switching it on makes nobody late. Who does not answer stays a member: after the days
of grace the co-ordinator is shown them, and a membership lapses when she confirms that it does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NOTICE = timedelta(days=28)  # how long before the day it is due a member is asked
LEAP_DAY = (2, 29)


class Standing(TextChoices):
    TO_COME = "to-come", _("To come")
    ACTIVE = "active", _("Active")
    DUE = "due", _("Due to be confirmed")
    GRACE = "grace", _("Overdue, in the days of grace")
    OVERDUE = "overdue", _("Overdue, no longer in the days of grace")
    SUSPENDED = "suspended", _("Suspended")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Left the network")
    ENDED = "ended", _("Ended")


RUNNING = frozenset({Standing.ACTIVE, Standing.DUE, Standing.GRACE, Standing.OVERDUE})
ASKED = frozenset({Standing.DUE, Standing.GRACE, Standing.OVERDUE})


@dataclass(frozen=True)
class Period:
    """One membership's dates; both `starts_on` and `ends_on` count."""

    starts_on: date
    confirmed_on: date
    ends_on: date | None = None
    has_left: bool = False
    has_lapsed: bool = False
    is_suspended: bool = False


@dataclass(frozen=True)
class Rule:
    """From which day on members are asked (None: not at all), and how many days of grace."""

    since: date | None
    grace_days: int


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February after a leap day."""
    if (day.month, day.day) == LEAP_DAY:
        return day.replace(year=day.year + 1, day=28)
    return day.replace(year=day.year + 1)


def due_on(period: Period, rule: Rule) -> date | None:
    """The day by which a membership is to be confirmed; None while nobody is asked."""
    if rule.since is None:
        return None
    return max(a_year_after(period.confirmed_on), rule.since)


def standing_on(day: date, period: Period, rule: Rule) -> Standing:
    """How the membership stands on a day in London."""
    if day < period.starts_on:
        return Standing.TO_COME
    if period.ends_on is not None and period.ends_on < day:
        return _ended(period)
    if period.is_suspended:
        return Standing.SUSPENDED
    return _running(day, due_on(period, rule), rule.grace_days)


def newest_standing(day: date, periods: Sequence[Period], rule: Rule) -> Standing | None:
    """How an organisation stands that had several periods; None for one that had none.

    One that covers the day counts; else the last that was; else the first to come.
    """
    begun = [one for one in periods if one.starts_on <= day]
    if begun:
        return standing_on(day, max(begun, key=lambda one: one.starts_on), rule)
    return Standing.TO_COME if periods else None


def _ended(period: Period) -> Standing:
    if period.has_left:
        return Standing.WITHDRAWN
    return Standing.LAPSED if period.has_lapsed else Standing.ENDED


def _running(day: date, due: date | None, grace_days: int) -> Standing:
    if due is None or day < due - NOTICE:
        return Standing.ACTIVE
    if day <= due:
        return Standing.DUE
    is_in_grace = day <= due + timedelta(days=grace_days)
    return Standing.GRACE if is_in_grace else Standing.OVERDUE
