"""The bulletins' admin: one module per kind of record or page; importing them registers them."""

from bulletins.admin import (
    address_check,
    bulletins,
    deliveries,
    mail_events,
    posts,
    settings,
    submissions,
    subscribers,
    suppressions,
)

__all__ = [
    "address_check",
    "bulletins",
    "deliveries",
    "mail_events",
    "posts",
    "settings",
    "submissions",
    "subscribers",
    "suppressions",
]
