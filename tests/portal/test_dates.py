"""One way to write dates and times, on pages, in mails and in the admin's lists."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.admin.utils import display_for_value
from django.core.exceptions import ValidationError
from django.forms import DateTimeField
from django.template import Context, Template

from portal.templatetags.portal import long_date, moment, short_date

AFTERNOON = datetime(2026, 12, 8, 15, 5, tzinfo=UTC)
SUMMER_MORNING = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # already July in London


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (AFTERNOON, "8 December 2026, 3:05pm"),
        (SUMMER_MORNING, "1 July 2026, 12:30am"),
        (datetime(2026, 12, 8, 10, 0, tzinfo=UTC), "8 December 2026, 10am"),
        (datetime(2026, 12, 8, 12, 0, 59, tzinfo=UTC), "8 December 2026, midday"),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), "1 July 2026, midnight"),
        (datetime(2026, 12, 8, 12, 1, tzinfo=UTC), "8 December 2026, 12:01pm"),
        (None, ""),
    ],
)
def test_moment_is_in_london_and_in_words(at: datetime | None, words: str) -> None:
    assert moment(at) == words


def test_admin_lists_write_times_as_the_pages_do() -> None:
    assert display_for_value(AFTERNOON, "") == moment(AFTERNOON)
    assert display_for_value(date(2026, 12, 8), "") == short_date(date(2026, 12, 8))


def test_a_template_needs_no_format_of_its_own() -> None:
    page = Template("{{ at }} · {{ at|time }} · {{ at|date }}")

    said = page.render(Context({"at": SUMMER_MORNING}))

    assert said == "1 July 2026, 12:30am · 12:30am · 1 July 2026"


def test_a_promised_day_names_its_weekday() -> None:
    assert long_date(date(2026, 12, 8)) == "Tuesday 8 December 2026"


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"])
def test_hour_in_which_the_clocks_change_is_refused_in_plain_words(day: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DateTimeField().clean(f"{day}T01:30")

    assert refused.value.messages == [
        "The clocks go forward or back in this hour. Choose an earlier or a later one"
    ]
