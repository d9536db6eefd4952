"""When digests of news are due, and what each is called.

Pure: moments in, moments out. Weekly on Mondays, monthly on the 1st, at 9 in London.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bulletins.choices import BulletinKind

LONDON = ZoneInfo("Europe/London")
AT = time(9)
LATEST = timedelta(days=2)  # after that, the news wait for the next one
DIGESTS = (BulletinKind.WEEKLY_DIGEST, BulletinKind.MONTHLY_DIGEST)
# News older than this are none any more, should no digest have gone out for long.
REACHES_BACK = {
    BulletinKind.WEEKLY_DIGEST: timedelta(days=28),
    BulletinKind.MONTHLY_DIGEST: timedelta(days=62),
}


def last_due(kind: BulletinKind, now: datetime) -> datetime:
    """The last moment up to `now` (aware) at which a digest was due."""
    local = now.astimezone(LONDON)
    day = local.date() if local.time() >= AT else local.date() - timedelta(days=1)
    return datetime.combine(_first_day(kind, day), AT, LONDON)


def is_in_time(due: datetime, now: datetime) -> bool:
    return now - due <= LATEST


def period_slug(kind: BulletinKind, due: datetime) -> str:
    """Unique for each digest: weekly-digest-2026-w48, monthly-digest-2026-12."""
    if kind == BulletinKind.WEEKLY_DIGEST:
        year, week, _day = due.isocalendar()
        return f"{kind}-{year}-w{week:02}"
    return f"{kind}-{due:%Y-%m}"


def _first_day(kind: BulletinKind, day: date) -> date:
    if kind == BulletinKind.WEEKLY_DIGEST:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)
