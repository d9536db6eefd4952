"""For how long something has waited, in words for the staff's front page."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import ngettext

from portal.models import SiteSettings
from portal.working_days import working_days_between


def how_long(since: date | datetime | None, now: datetime, *, is_ours: bool) -> str:
    """For what waits for us in the co-ordinator's working days."""
    if since is None:
        return ""
    day = timezone.localdate(since) if isinstance(since, datetime) else since
    today = timezone.localdate(now)
    if not is_ours:
        days = (today - day).days
        return ngettext("the oldest for %d day", "the oldest for %d days", days) % days
    days = working_days_between(day, today, SiteSettings.current().working_weekdays)
    words = ngettext("the oldest for %d working day", "the oldest for %d working days", days)
    return words % days
