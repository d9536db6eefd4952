import pytest

from network.evidence import has_evidence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "-",
        "?",
        "...",
        "n/a",
        "N/A - none",
        "ｎ／ａ",  # full-width letters, as some phones type them
        "none",
        "tbc",
        "To be confirmed later",
        "We do not know",
        "I don’t know yet",
        "see above",
        "xxxxx xxx xxx",
        "123 456 789",
        "our service",
    ],
)
def test_text_that_says_nothing_is_no_evidence(text):
    assert not has_evidence(text, 1)


@pytest.mark.parametrize(
    ("text", "fewest", "expected"),
    [
        ("Ubuntu", 1, True),
        ("Project 24", 1, False),
        ("Mentoring", 3, False),
        ("Mentoring in prison", 3, True),
        ("Ọ̀nà mentoring", 1, True),
    ],
)
def test_evidence_needs_enough_words_of_which_one_tells(text, fewest, expected):
    assert has_evidence(text, fewest) is expected
