"""Reading whole numbers that came as text. Pure."""


def whole_number(text: str, *, digits: int = 18) -> int | None:
    """The number that `text` is, in plain digits only; None for anything else.

    Full-width and other digits, signs, spaces and more than `digits` digits are no number: 18
    fit PostgreSQL's `bigint`.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_number else None
