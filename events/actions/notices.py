"""Notices: what delegates are to be told, as rows beside what caused them."""

from datetime import datetime
from typing import Any

from events.models import Delegate, Notice, Place


def about(
    delegate: Delegate,
    kind: Notice.Kind,
    *,
    now: datetime,
    place: Place | None = None,
    about: dict[str, Any] | None = None,
) -> Notice:
    """An unsaved notice; its cause makes it one of its kind for this delegate at this moment."""
    number = f":{place.pk}" if place else ""
    return Notice(
        delegate=delegate,
        kind=kind,
        cause=f"{kind}:{delegate.pk}{number}:{now.isoformat()}",
        place=place,
        about=about or {},
        created_at=now,
    )
