"""The quarters of a year, each of which has its e-bulletin and its forum.

Pure: no database, no request, no settings.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

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
    def season(self) -> object:
        return SEASONS[self.number]

    @property
    def months(self) -> object:
        return MONTHS[self.number]


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarters_of(year: int) -> list[Quarter]:
    return [Quarter(year, number) for number in SEASONS]
