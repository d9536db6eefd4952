import pytest

from events.places_left import places_left, places_left_in_short


@pytest.mark.parametrize(
    ("left", "words", "in_short"),
    [
        (-1, "Full", "Full"),
        (0, "Full", "Full"),
        (1, "1 place left", "1 place left"),
        (20, "20 places left", "20 places left"),
        (21, "More than 20 places left", "Places left"),
    ],
)
def test_only_few_places_are_counted_out(left: int, words: str, in_short: str) -> None:
    assert (places_left(left), places_left_in_short(left)) == (words, in_short)
