"""References of bookings and delegates: EV-7K4P-2M9Q. Pure.

Applications keep "RJN", so that people on the telephone know which is which; bookings made
before this was so keep it too.
"""

from network import references

PREFIX = "EV"
_TAKEN_FOR_Q = ("o", "0")  # neither is in the alphabet, and both look like it


def new_reference() -> str:
    return references.new_reference(prefix=PREFIX)


def spellings(reference: str) -> list[str]:
    """How it may be typed at the door, in small letters: without dashes, O or 0 for Q."""
    bare = "".join(sign for sign in reference.lower() if sign.isalnum())
    return list(dict.fromkeys([bare, *(bare.replace("q", sign) for sign in _TAKEN_FOR_Q)]))
