"""What staff are told about the sending of a bulletin."""

from typing import Any

from bulletins.models import Bulletin
from portal.letters import from_template, one_line
from portal.outbox import Letter


def paused(bulletin: Bulletin, *, to: str) -> Letter:
    """To who looks after bulletins: sending stopped by itself, and why."""
    return _about("paused", bulletin, to=to, why=bulletin.pause_reason)


def held(bulletin: Bulletin, *, to: str) -> Letter:
    """To who looks after bulletins: its time is long past, and it was not sent."""
    return _about("held", bulletin, to=to, scheduled_at=bulletin.scheduled_at)


def withheld(bulletin: Bulletin, *, to: str) -> Letter:
    """To who looks after bulletins: what it tells of a forum or an issue was narrowed since."""
    return _about("withheld", bulletin, to=to)


def _about(template: str, bulletin: Bulletin, *, to: str, **context: Any) -> Letter:
    return from_template(
        f"bulletins/mail/{template}.txt", to=to, subject=one_line(bulletin.subject), **context
    )
