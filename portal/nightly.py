"""What jobs do to one row after another, so that one that fails keeps no other waiting."""

import logging
from collections.abc import Callable, Iterable

from django.db.models import Model

logger = logging.getLogger(__name__)


def one_by_one[Row: Model](rows: Iterable[Row], act: Callable[[Row], bool]) -> int:
    """Do `act`, which is a transaction of its own, to each row; return how often it did something.

    What fails is in the server's log by its number and stays as it is, due the next time.
    """
    return sum(_done(row, act) for row in rows)


def _done[Row: Model](row: Row, act: Callable[[Row], bool]) -> bool:
    try:
        return act(row)
    except Exception:
        logger.exception("failed: %s %s", row._meta.label, row.pk)
        return False
