"""The bulletins' admin: one module per kind of record or page; importing them registers them."""

from bulletins.admin import (
    address_check,
    mail_events,
    posts,
    submissions,
    subscribers,
    suppressions,
)

__all__ = [
    "address_check",
    "mail_events",
    "posts",
    "submissions",
    "subscribers",
    "suppressions",
]
from bulletins.admin import bulletins, deliveries, settings

__all__ = ["bulletins", "deliveries", "settings"]
