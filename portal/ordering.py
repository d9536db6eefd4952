"""Rows with a `position` among their neighbours: moved by one place, and numbered anew."""

from collections.abc import Sequence
from typing import Any


def swapped(order: list[Any], here: int, *, up: bool) -> bool:
    """Change places with the neighbour; False at the edge."""
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return False
    order[here], order[there] = order[there], order[here]
    return True


def number(order: Sequence[Any]) -> None:
    """Positions from 1, in this order; one statement. The caller holds the lock of the whole."""
    for position, row in enumerate(order, start=1):
        row.position = position
    type(order[0])._default_manager.bulk_update(order, ["position"])
