"""Whether something is shown to more people than before.

Pure: no database, no request, no settings.
"""

from forums.choices import Circle

WIDENING = list(Circle)  # each is wider than the one before


def is_wider(new: str, old: str) -> bool:
    return WIDENING.index(Circle(new)) > WIDENING.index(Circle(old))


def wider_than(shown_to: str) -> list[Circle]:
    return [circle for circle in WIDENING if is_wider(circle, shown_to)]


def narrower_than(shown_to: str) -> list[Circle]:
    return [circle for circle in WIDENING if is_wider(shown_to, circle)]
