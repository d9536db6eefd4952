"""Organisations with their people."""

from datetime import datetime
from typing import Any

from network.models import Affiliation, Organisation
from network.roles import Role
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import make_organisation


def make_place(
    organisation: Organisation, role: str = Role.MEMBER, *, now: datetime = NOW, **person: Any
) -> Affiliation:
    """Somebody's place; `person` as in make_person."""
    return Affiliation.objects.create(
        organisation=organisation, user=make_person(**person), role=role, started_at=now
    )


def make_team(name: str = "Baobab Mentoring") -> dict[str, Affiliation]:
    """An organisation's primary contact, a manager and a member, by role."""
    organisation = make_organisation(name)
    names = {"primary": "Chair Example", "manager": "Ada Example", "member": "Kwame Example"}
    return {role: make_place(organisation, role, name=called) for role, called in names.items()}


def roles_in(organisation: Organisation) -> dict[str, str]:
    """Who belongs to it now: roles by name."""
    present = organisation.affiliations.present().select_related("user")
    return {place.user.name: place.role for place in present}
