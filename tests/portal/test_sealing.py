"""Sealing: newest key first, older ones still open, a lost one does not."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken

from portal import sealing
from portal.sealing import seal, unseal

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def _fresh_box() -> Iterator[None]:
    sealing._box.cache_clear()
    yield
    sealing._box.cache_clear()


def use_keys(settings: Any, *keys: str) -> None:
    settings.ENCRYPTION_KEYS = list(keys)
    sealing._box.cache_clear()


@pytest.mark.parametrize("text", ["", "0", "Zoë and Ọlá", "x" * 100_000])
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal("1234") != seal("1234")


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Any) -> None:
    use_keys(settings, OLD)
    sealed_before = seal("secret")
    use_keys(settings, NEW, OLD)
    assert unseal(sealed_before) == "secret"
    sealed_now = seal("secret")
    use_keys(settings, NEW)
    assert unseal(sealed_now) == "secret"


def test_a_lost_key_opens_nothing(settings: Any) -> None:
    use_keys(settings, OLD)
    sealed = seal("secret")
    use_keys(settings, NEW)
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_what_was_tampered_with_does_not_open() -> None:
    sealed = bytearray(seal("secret"))
    sealed[20] ^= 1
    with pytest.raises(InvalidToken):
        unseal(bytes(sealed))


def test_what_the_database_gives_back_opens() -> None:
    assert unseal(memoryview(seal("secret"))) == "secret"  # type: ignore[arg-type]  # psycopg's
