"""How long confidential notes are kept: the one place for the rule.

Pure: no database, no request, no settings.
"""

from datetime import date

from portal.keeping import NOTES_OVER

NOTES_KEPT = NOTES_OVER.period


def last_day(held_on: date) -> date:
    """The latest day on which the notes of a forum may go; staff may choose an earlier one."""
    return held_on + NOTES_KEPT


def may_go_on(day: date, *, held_on: date, today: date) -> bool:
    """Whether notes may be told to go on `day`: from tomorrow on, a year after at the latest."""
    return today < day <= last_day(held_on)
