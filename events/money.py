"""Amounts as people write them. Pure."""


def pounds(pence: int) -> str:
    """ "£45", "£45.50", "£1,200"."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02}" if rest else f"£{whole:,}"
