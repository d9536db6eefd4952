"""How a membership stands on a day, from its dates alone.

Members are asked once a year whether what they said still holds (design: Membership). It is due
a year after it was last confirmed, and never before the day from which the co-ordinator asks at
all, so that switching it on makes nobody late. Who does not answer stays a member: after the days
of grace the co-ordinator is shown them, and a membership lapses when she confirms that it does.
`MOVES` is the one table of what can be done to a membership while it stands how.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)
NOTICE = timedelta(days=28)  # how long before the day it is due a member is asked
SENT_WITHIN = timedelta(days=28)  # for so long a reminder that was missed is worth sending
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
REMINDED = frozenset({Standing.DUE, Standing.GRACE})
OVER = frozenset({Standing.LAPSED, Standing.WITHDRAWN, Standing.ENDED})


class Move(TextChoices):
    """What is done to a membership, as its history says it."""

    CONFIRM = "confirm", _("Confirmed for another year")
    ACCEPT = "accept", _("What they told us was accepted")
    KEEP = "keep", _("Categories were kept as they were")
    SUSPEND = "suspend", _("Suspended")
    LIFT = "lift", _("Suspension lifted")
    LAPSE = "lapse", _("Lapsed: not confirmed again")
    WITHDRAW = "withdraw", _("Left the network")
    END = "end", _("Ended by the network")
    RETURN = "return", _("Came back")
    TAKE_OVER = "take-over", _("Taken over from an earlier list")


MOVES: Mapping[Move, frozenset[Standing]] = {
    Move.CONFIRM: ASKED,
    Move.ACCEPT: RUNNING | {Standing.SUSPENDED},
    Move.KEEP: RUNNING | {Standing.SUSPENDED},
    Move.SUSPEND: RUNNING,
    Move.LIFT: frozenset({Standing.SUSPENDED}),
    Move.LAPSE: frozenset({Standing.OVERDUE}),
    Move.WITHDRAW: RUNNING | {Standing.SUSPENDED},
    Move.END: RUNNING | {Standing.SUSPENDED},
    Move.RETURN: OVER,
}
# How a membership stands after a move that ends it.
ENDINGS: Mapping[Move, Standing] = {
    Move.LAPSE: Standing.LAPSED,
    Move.WITHDRAW: Standing.WITHDRAWN,
    Move.END: Standing.ENDED,
}


class Reminder(TextChoices):
    BEFORE = "before", _("Four weeks before")
    DAY = "day", _("On the day")
    GRACE = "grace", _("In the days of grace")


class IllegalMove(Exception):
    """The membership stands so that this cannot be done."""

    def __init__(self, move: Move, standing: Standing) -> None:
        super().__init__(f"{move.value} while {standing.value}")
        self.move, self.standing = move, standing


@dataclass(frozen=True)
class Period:
    """One membership's dates; both `starts_on` and `ends_on` count.

    `ending` is how an act ended it, which holds at once: what was ended on the very day on which
    it began does not run until midnight.
    """

    starts_on: date
    confirmed_on: date
    ends_on: date | None = None
    ending: Standing | None = None
    is_suspended: bool = False

    def is_over_on(self, day: date) -> bool:
        if self.ends_on is None:
            return False
        was_ended_at_once = self.ends_on == self.starts_on and self.ending is not None
        return self.ends_on < day or was_ended_at_once


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
    if period.is_over_on(day):
        return period.ending or Standing.ENDED
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


def check_move(move: Move, standing: Standing) -> None:
    """Raise IllegalMove unless the table has it."""
    if standing not in MOVES[move]:
        raise IllegalMove(move, standing)


def legal_moves(standing: Standing) -> list[Move]:
    """What can be done now, in the table's order."""
    return [move for move, sources in MOVES.items() if standing in sources]


def last_day_before(day: date, starts_on: date) -> date:
    """The last day of a membership that is ended on `day`: the one before, or else its only one."""
    return max(starts_on, day - DAY)


def first_day_back(day: date, ended_on: date) -> date:
    """From when a membership can run again that is taken up on `day`."""
    return max(day, ended_on + DAY)


def reminder_on(day: date, period: Period, rule: Rule) -> Reminder | None:
    """Which reminder a membership should have had by now; None if it is too late for that."""
    due = due_on(period, rule)
    if due is None or standing_on(day, period, rule) not in REMINDED:
        return None
    begins = {
        Reminder.BEFORE: due - NOTICE,
        Reminder.DAY: due,
        Reminder.GRACE: due + timedelta(days=rule.grace_days // 2),
    }
    latest = max((one for one in begins if begins[one] <= day), key=lambda one: begins[one])
    return latest if day < begins[latest] + SENT_WITHIN else None


def _running(day: date, due: date | None, grace_days: int) -> Standing:
    if due is None or day < due - NOTICE:
        return Standing.ACTIVE
    if day <= due:
        return Standing.DUE
    is_in_grace = day <= due + timedelta(days=grace_days)
    return Standing.GRACE if is_in_grace else Standing.OVERDUE
