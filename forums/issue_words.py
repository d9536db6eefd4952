"""Words that staff begin with when they write down a step, and the days that a step may name.

Pure: no database, no request, no settings.
"""

from calendar import monthrange
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.issue_states import Step

REVIEW_MONTHS = (3, 6)  # from an answer: when it is looked at whether anything changed
REVIEW_AFTER = 4

PRESETS: dict[Step, Any] = {
    Step.RAISED: _("Members have raised this, and we are taking it up."),
    Step.SUBMITTED: _("We have put this to %(body)s in writing."),
    Step.ACKNOWLEDGED: _("%(body)s has confirmed that it has our letter."),
    Step.HOLDING: _("%(body)s has written that it needs more time to answer."),
    Step.RESPONDED: _("%(body)s has answered."),
    Step.REVIEWED: _("We have looked at what changed since the answer of %(body)s."),
    Step.CLOSED: _("Nothing more is to be done about this for now."),
    Step.REOPENED: _("We are taking this up again."),
}


def first_words(step: Step, *, body: str = "") -> str:
    """What members see of a step, to start from; "" for a step that they are not told of."""
    return str(PRESETS.get(step, "")) % {"body": body}


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def review_days(answered_on: date) -> tuple[date, date]:
    """The first and the last day on which an answer may be looked at again."""
    first, last = REVIEW_MONTHS
    return months_later(answered_on, first), months_later(answered_on, last)
