"""Which circle is wider than which, and who may read a summary next.

Pure: no database, no request, no settings.
"""

from forums.choices import Circle

CIRCLES = list(Circle)  # each is wider than the one before


def is_wider(new: str, old: str) -> bool:
    """Whether more people read it than before."""
    return CIRCLES.index(Circle(new)) > CIRCLES.index(Circle(old))


def next_wider(shown_to: str, *, is_agreed: bool) -> Circle | None:
    """The circle that one act may widen a summary to, or None.

    What is not agreed goes to those who were there by sharing it, and no further.
    """
    at = CIRCLES.index(Circle(shown_to))
    return CIRCLES[at + 1] if is_agreed and at + 1 < len(CIRCLES) else None


def narrower(shown_to: str, *, is_agreed: bool) -> list[Circle]:
    """The circles that a summary may be narrowed to, the widest first.

    One that is not agreed is taken back instead.
    """
    at = CIRCLES.index(Circle(shown_to))
    return CIRCLES[:at][::-1] if is_agreed else []
