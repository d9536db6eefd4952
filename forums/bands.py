"""Evidence in bands: how many say the same, without a number that leads to who they are.

Pure: no database, no request, no settings.
"""

from forums.choices import Band

LEAST_IN_PUBLIC = 5


def band(organisations: int) -> Band:
    """The band of a number of organisations, of which one is the fewest."""
    if organisations >= 10:
        return Band.MANY
    return Band.SOME if organisations >= LEAST_IN_PUBLIC else Band.FEW


def in_public(shown: str) -> str:
    """The band as a public card shows it: nothing under five."""
    return "" if shown == Band.FEW else shown
