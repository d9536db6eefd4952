"""How long a case has waited, counted in the co-ordinator's working days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import Application
from network.models.moderated import Moderated
from network.states import OPEN_STATES, WHOSE_TURN, State, Turn
from portal.models import SiteSettings
from portal.working_days import working_days_between


@dataclass(frozen=True)
class Waiting:
    """`days` since it came in, or since somebody else was asked."""

    days: int
    is_late: bool

    @property
    def words(self) -> str:
        days = ngettext("%(days)d day", "%(days)d days", self.days) % {"days": self.days}
        return _("%(days)s: late") % {"days": days} if self.is_late else days


def waiting_first() -> Combinable:
    """To order by: what waits for an answer comes before what was decided."""
    return Case(When(state="waiting", then=Value(0)), default=1)


def time_waited() -> Combinable:
    """The same span in the database, to sort by; nothing for a case that is not open."""
    with_applicant = sorted(s for s in OPEN_STATES if WHOSE_TURN[s] != Turn.COORDINATOR)
    since = Case(
        When(state__in=with_applicant, then="state_since"),
        When(state__in=sorted(OPEN_STATES), then="submitted_at"),
        default=Now(),
    )
    return Now() - since


def waiting(application: Application, site: SiteSettings, today: date) -> Waiting | None:
    """How long the case waits, or None when it is not open.

    While it is the co-ordinator's turn the days count from the submission, as applicants are
    told, and are late after `answer_within_working_days`; else from the day of the question.
    """
    if not application.is_open_case or application.submitted_at is None:
        return None
    turn = WHOSE_TURN[State(application.state)]
    is_ours = turn == Turn.COORDINATOR
    since = application.submitted_at if is_ours else application.state_since
    return _since(since, site, today, is_promised=is_ours)


def record_waiting(row: Moderated, *, waits: Collection[str], unread: str) -> Waiting | None:
    """How long what a member sent in waits for the network, or None when it does not.

    `waits` are the states in which it does; in `unread` it is late once it waits for longer than
    members are promised.
    """
    if row.state not in waits:
        return None
    site, today = SiteSettings.current(), timezone.localdate()
    return _since(row.state_since, site, today, is_promised=row.state == unread)


def _since(at: datetime, site: SiteSettings, today: date, *, is_promised: bool) -> Waiting:
    days = working_days_between(timezone.localdate(at), today, site.working_weekdays)
    return Waiting(days, is_promised and days > site.answer_within_working_days)
