"""Which backups are kept: the one place for the rule.

Pure: no database, no files, no settings. What was erased is gone from all backups after
`KEPT_AT_MOST`, so do not lengthen it without a look at docs/dpia.md.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

ALL_KEPT = timedelta(days=7)
KEPT_AT_MOST = timedelta(days=35)


def to_remove(taken: Iterable[datetime], *, now: datetime) -> set[datetime]:
    """Of backups taken at these times, those to remove; never the newest.

    All of the last seven days stay, of each earlier week (Monday to Sunday) the newest, and none
    over 35 days.
    """
    newest_first = sorted(taken, reverse=True)
    of_their_week: dict[tuple[int, int], datetime] = {}
    for moment in newest_first:
        of_their_week.setdefault(moment.isocalendar()[:2], moment)
    kept = {
        moment
        for moment in newest_first
        if now - moment <= ALL_KEPT
        or (now - moment <= KEPT_AT_MOST and of_their_week[moment.isocalendar()[:2]] == moment)
    }
    return set(newest_first) - kept - set(newest_first[:1])
