"""The admin: one module per kind of record; importing them registers them."""

from network.admin import (
    advice,
    applications,
    confirmations,
    guidance,
    imports,
    joining,
    letters,
    memberships,
    organisations,
    staff,
    support,
    training,
)

__all__ = [
    "advice",
    "applications",
    "confirmations",
    "guidance",
    "imports",
    "joining",
    "letters",
    "memberships",
    "organisations",
    "staff",
    "support",
    "training",
]
