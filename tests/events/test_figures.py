"""What came of an event: counts, what was asked for, and feedback of few that stays unseen."""

from events.figures import Answer, Choice, Demand, bars, demand, verdict


def test_the_longest_bar_fills_the_width() -> None:
    drawn = bars([("a", (10, 1)), ("b", (5, 0)), ("c", (0, 0))])
    assert [(one.label, one.width) for one in drawn] == [("a", 100), ("b", 50), ("c", 0)]
    assert bars([]) == []
    assert bars([("a", (0,))])[0].width == 0


def test_demand_counts_first_choices_lines_and_changes() -> None:
    moved = [Choice(1, 1, 10, "released"), Choice(1, 1, 11, "confirmed")]
    waits = [Choice(2, 1, 10, "waiting"), Choice(2, 1, 11, "confirmed")]
    left = [Choice(3, 1, 10, "released")]
    twice = [Choice(4, 1, 10, "released"), Choice(4, 1, 11, "released")]
    found = demand([*moved, *waits, *left, *twice, Choice(4, 1, 10, "confirmed")])
    assert found == {10: Demand(4, 1, 1), 11: Demand(0, 0, 1)}


def test_what_four_people_said_is_not_shown_and_what_five_said_is() -> None:
    few = verdict([Answer(1, "planted", "planted")] * 4)
    assert (few.answers, few.average, few.tenths, few.good, few.change) == ("<5", "", None, (), ())
    enough = verdict([Answer(score, f"good {6 - score}", "") for score in range(1, 6)])
    assert (enough.answers, enough.average) == ("5", "3.0")
    assert enough.good == tuple(f"good {number}" for number in range(1, 6))
    assert verdict([]).answers == "0"


def test_an_average_of_few_scores_is_not_shown_among_many_words() -> None:
    shown = verdict([Answer(1, "a", ""), *[Answer(None, "b", "")] * 4])
    assert (shown.answers, shown.average) == ("5", "")
