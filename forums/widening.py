"""Who may read a summary next: one circle wider by one act, and any narrower one.

Pure: no database, no request, no settings.
"""

from forums.choices import Circle

CIRCLES = list(Circle)


def next_wider(shown_to: str, *, is_agreed: bool) -> Circle | None:
    """The circle that one act may widen it to, or None.

    What is not agreed goes to those who were there by sharing it, and no further.
    """
    at = CIRCLES.index(Circle(shown_to))
    return CIRCLES[at + 1] if is_agreed and at + 1 < len(CIRCLES) else None


def narrower(shown_to: str, *, is_agreed: bool) -> list[Circle]:
    """The circles that it may be narrowed to, the widest first; one not agreed is taken back."""
    at = CIRCLES.index(Circle(shown_to))
    return CIRCLES[:at][::-1] if is_agreed else []
