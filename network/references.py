"""References that people can read out over the telephone: RJN-7K4P-2M9Q.

Pure: no database, no request, no settings. Whether a reference is taken is for the database.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Protocol

# Without 0/O, 1/I/L and U: nothing that looks like another when read or written by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "RJN"
_LENGTH = 8  # 30 ** 8 = 656 thousand million: not to be guessed behind a login

_TYPED = re.compile(rf"(?:{PREFIX})?([{ALPHABET}]{{{_LENGTH}}})")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−_./#]+")


class _Random(Protocol):
    def choice(self, seq: str, /) -> str: ...


class InvalidReference(ValueError):
    """Not the form of a reference."""


def new_reference(random: _Random = secrets, *, prefix: str = PREFIX) -> str:
    """A new reference. `random` is `secrets`, or a seeded `random.Random` for demo data."""
    return _written("".join(random.choice(ALPHABET) for _ in range(_LENGTH)), prefix)


def normalise_reference(raw: str) -> str:
    """The reference that someone typed: any case, spacing and dashes, prefix left out or not.

    Raises `InvalidReference`. The characters that the alphabet leaves out are not guessed at.
    """
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", raw)).upper()
    match = _TYPED.fullmatch(text)
    if match is None:
        raise InvalidReference(raw)
    return _written(match[1])


def _written(characters: str, prefix: str = PREFIX) -> str:
    half = _LENGTH // 2
    return f"{prefix}-{characters[:half]}-{characters[half:]}"
