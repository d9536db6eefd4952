from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.references import ALPHABET, InvalidReference, new_reference, normalise_reference


def test_alphabet_has_nothing_that_looks_like_another_character():
    assert set(ALPHABET) & set("01OILU") == set()
    assert len(set(ALPHABET)) == len(ALPHABET) == 30


def test_new_references_have_the_form_that_is_promised_and_differ():
    references = {new_reference() for _ in range(200)}

    assert len(references) == 200
    assert {normalise_reference(reference) for reference in references} == references


def test_new_reference_of_a_seeded_generator_repeats():
    assert new_reference(Random(7)) == new_reference(Random(7))


@pytest.mark.parametrize(
    "typed",
    [
        "RJN-7K4P-2M9Q",
        "rjn-7k4p-2m9q",
        "  rjn 7k4p 2m9q\n",
        "RJN7K4P2M9Q",
        "7K4P-2M9Q",
        "7k4p2m9q",
        "RJN–7K4P—2M9Q",
        "ＲＪＮ－７Ｋ４Ｐ－２Ｍ９Ｑ",
        "RJN/7K4P.2M9Q",
    ],
)
def test_normalise_reference_reads_what_people_type(typed):
    assert normalise_reference(typed) == "RJN-7K4P-2M9Q"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "RJN",
        "RJN-7K4P-2M9",
        "RJN-7K4P-2M9QQ",
        "RJN-7K4P-2M9O",
        "RJN-7K4P-1M9Q",
        "ABC-7K4P-2M9Q",
    ],
)
def test_normalise_reference_refuses_what_is_none(typed):
    with pytest.raises(InvalidReference):
        normalise_reference(typed)


@given(st.text(max_size=30))
def test_normalise_reference_answers_or_refuses_any_text(typed):
    try:
        reference = normalise_reference(typed)
    except InvalidReference:
        return

    assert normalise_reference(reference) == reference
