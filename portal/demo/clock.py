"""When things happened: relative to today, on the co-ordinator's days, never in the future."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WORKING_DAYS = "13"  # Tuesday and Thursday
_DESK_HOURS = (9, 16)
_HOME_HOURS = (8, 21)  # applicants write in the evening as well


@dataclass
class Clock:
    """`today` is London's date; the latest moment given is yesterday evening."""

    today: date
    rng: random.Random

    def ago(self, days: int) -> datetime:
        """Some time of the day that was `days` (at least one) days ago."""
        return self._at(self.today - timedelta(days=max(1, days)), _HOME_HOURS)

    def later(self, moment: datetime, days: int) -> datetime:
        """Some time `days` days after `moment`, or shortly after it on the same day."""
        if days == 0:
            return self._past(moment + timedelta(minutes=self.rng.randint(9, 50)), moment)
        day = timezone.localdate(moment) + timedelta(days=days)
        return self._past(self._at(day, _HOME_HOURS), moment)

    def at_desk(self, moment: datetime, days: int = 1) -> datetime:
        """The co-ordinator's first working hours after `moment`, at least `days` days on."""
        drawn = self._at(timezone.localdate(moment) + timedelta(days=days), _DESK_HOURS)
        while drawn <= moment or str(drawn.weekday()) not in WORKING_DAYS:
            drawn += timedelta(days=1)  # London's clock: the hour stays when the clocks change
        return self._past(drawn, moment)

    def _at(self, day: date, hours: tuple[int, int]) -> datetime:
        at = time(self.rng.randint(*hours), self.rng.randint(0, 59), self.rng.randint(0, 59))
        return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())

    def _past(self, wanted: datetime, after: datetime) -> datetime:
        """`wanted`, or a minute after `after` where that would be today or later."""
        if timezone.localdate(wanted) < self.today:
            return wanted
        return after + timedelta(minutes=1)
