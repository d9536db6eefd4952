"""What staff see of feedback: nothing from fewer than five."""

from forums.verdicts import Answer, Verdict, verdict


def said(score: int | None, felt_safe: int | None = None, good: str = "") -> Answer:
    return Answer(score, felt_safe, good, "")


def test_no_answers_are_none_and_few_are_not_told_apart() -> None:
    assert verdict([]) == Verdict("0")
    assert {verdict([said(5, good="Tea")] * number) for number in range(1, 5)} == {Verdict("<5")}


def test_from_five_answers_on_there_are_averages_and_words() -> None:
    answers = [said(5, 4, "tea"), said(4, 4), said(4, 5, "Bread"), said(3, 5), said(4, 5)]
    assert verdict(answers) == Verdict("5", "4.0", "4.6", ("Bread", "tea"))


def test_a_score_that_few_gave_has_no_average() -> None:
    answers = [said(5, 1), said(4), said(4), said(3), said(4)]
    assert verdict(answers) == Verdict("5", "4.0", "")
