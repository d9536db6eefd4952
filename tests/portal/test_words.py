"""Words are the same when they are remembered."""

from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import gettext, trans_real


def catalogue() -> Any:
    return trans_real.translation(settings.LANGUAGE_CODE)


@pytest.mark.parametrize("text", ["This field is required.", "Yes", "Of no catalogue: ünïcode", ""])
def test_a_text_reads_as_its_catalogues_say(text: str) -> None:
    looked_up = type(catalogue()).gettext(catalogue(), text) if text else ""
    assert (gettext(text), gettext(text)) == (looked_up, looked_up)


def test_a_text_is_looked_up_once() -> None:
    text = "Asked for in this test alone"
    before = catalogue().gettext.cache_info().misses
    assert [gettext(text) for _ in range(3)] == [text] * 3
    assert catalogue().gettext.cache_info().misses == before + 1
