"""The quarters of a year, each of which has its e-bulletin and its forum.

Pure: no database, no request, no settings.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.times import LONDON

SEASONS = {1: _("winter"), 2: _("spring"), 3: _("summer"), 4: _("autumn")}
MONTHS = {
    1: _("January to March"),
    2: _("April to June"),
    3: _("July to September"),
    4: _("October to December"),
}


@dataclass(frozen=True, order=True)
class Quarter:
    """`number` is 1 to 4; years are those of the calendar."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.moved(1).first_day - timedelta(days=1)

    @property
    def season(self) -> object:
        return SEASONS[self.number]

    @property
    def months(self) -> object:
        return MONTHS[self.number]

    @property
    def words(self) -> str:
        """ "April to June 2025"."""
        return gettext("%(months)s %(year)d") % {"months": self.months, "year": self.year}

    @property
    def short(self) -> str:
        """ "Apr 2025", for under a plot."""
        return date_format(self.first_day, "M Y")

    def moved(self, quarters: int) -> "Quarter":
        """So many quarters later, or earlier."""
        year, index = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, index + 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarters_of(year: int) -> list[Quarter]:
    return [Quarter(year, number) for number in SEASONS]


def last_over(today: date) -> Quarter:
    """The last quarter that is over."""
    return quarter_of(today).moved(-1)


@dataclass(frozen=True)
class Span:
    """Whole quarters, from `first` to `last`."""

    first: Quarter
    last: Quarter

    @property
    def quarters(self) -> list[Quarter]:
        found, at = [], self.first
        while at <= self.last:
            found.append(at)
            at = at.moved(1)
        return found

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def starts_at(self) -> datetime:
        """The first moment in London."""
        return datetime.combine(self.first_day, time.min, LONDON)

    @property
    def ends_at(self) -> datetime:
        """The moment after it, in London."""
        return datetime.combine(self.last.moved(1).first_day, time.min, LONDON)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """For `__gte` and `__lt`."""
        return self.starts_at, self.ends_at


def financial_year(year: int) -> Span:
    """April of `year` to March of the next."""
    return Span(Quarter(year, 2), Quarter(year + 1, 1))


def year_end_before(day: date) -> date:
    """The last 31 March on or before a day."""
    this = date(day.year, 3, 31)
    return this if this <= day else date(day.year - 1, 3, 31)
