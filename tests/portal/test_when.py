"""When an event is, in words, by London's clock."""

from datetime import UTC, datetime

import pytest

from portal import when


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (
            datetime(2023, 11, 22, 10, tzinfo=UTC),
            datetime(2023, 11, 22, 17, tzinfo=UTC),
            "Wednesday 22 November 2023, 10am to 5pm",
        ),
        (  # summer time
            datetime(2027, 6, 2, 8, 30, tzinfo=UTC),
            datetime(2027, 6, 2, 11, tzinfo=UTC),
            "Wednesday 2 June 2027, 9:30am to midday",
        ),
        (
            datetime(2027, 3, 27, 10, tzinfo=UTC),
            datetime(2027, 3, 28, 15, tzinfo=UTC),
            "Saturday 27 March 2027, 10am to Sunday 28 March 2027, 4pm",
        ),
        (
            datetime(2027, 1, 6, 0, tzinfo=UTC),
            datetime(2027, 1, 6, 12, 30, tzinfo=UTC),
            "Wednesday 6 January 2027, midnight to 12:30pm",
        ),
        (  # over midnight in London, not in UTC
            datetime(2027, 6, 2, 22, tzinfo=UTC),
            datetime(2027, 6, 2, 23, 30, tzinfo=UTC),
            "Wednesday 2 June 2027, 11pm to Thursday 3 June 2027, 12:30am",
        ),
    ],
)
def test_day_and_times_in_words(starts_at: datetime, ends_at: datetime, words: str) -> None:
    assert when.in_words(starts_at, ends_at) == words


def test_a_deadline_names_its_weekday() -> None:
    assert when.day_and_time(datetime(2027, 10, 31, 9, 5, tzinfo=UTC)) == (
        "Sunday 31 October 2027, 9:05am"
    )


def test_a_moment_of_the_day_names_its_weekday() -> None:
    at = datetime(2027, 6, 2, 23, 5, tzinfo=UTC)  # past midnight in London
    assert when.clock_and_weekday(at) == "12:05am on Thursday"
