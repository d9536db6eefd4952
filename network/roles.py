"""What somebody may do in their organisation, by their role there. Pure.

The primary contact speaks for the organisation: gives roles, decides who is let in, hands over.
Managers help with its page and its people. There is exactly one primary contact while there is
anybody at all: they hand over before they leave.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PRIMARY = "primary", _("Primary contact")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")


def may_look_after(role: str) -> bool:
    """Change what is said of the organisation, and invite people."""
    return role in {Role.PRIMARY, Role.MANAGER}


def may_decide(role: str) -> bool:
    """Give roles, hand over, and answer requests to join."""
    return role == Role.PRIMARY


def roles_to_give(role: str) -> tuple[Role, ...]:
    """The roles in which somebody may invite another."""
    if may_decide(role):
        return Role.MEMBER, Role.MANAGER
    return (Role.MEMBER,) if may_look_after(role) else ()


def may_remove(role: str, other: str) -> bool:
    """Whether `role` may take somebody in the role `other` out; nobody takes themselves out so."""
    return Role(other) in roles_to_give(role)
