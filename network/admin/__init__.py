"""The admin: one module per kind of record; importing them registers them."""

from network.admin import (
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
)

__all__ = [
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
]
