"""One person of every role, each signed in the way that role signs in."""

from dataclasses import dataclass

from django.test import Client

from network.models import User
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.staff import make_staff, sign_in

STAFF = {
    "coordinator": COORDINATORS,
    "manager": MANAGERS,
    "events": EVENTS_OFFICERS,
    "editor": EDITORS,
}
ROLES = ("anonymous", "stranger", "applicant", "other", "member", *STAFF, "unenrolled")


@dataclass
class Person:
    role: str
    client: Client
    user: User | None


def make_everyone() -> dict[str, Person]:
    """A client per role: `unenrolled` is a co-ordinator without a second factor."""
    people = {"anonymous": Person("anonymous", Client(), None)}
    for role in ("stranger", "applicant", "other", "member"):
        people[role] = _signed_in(role, make_person(f"{role}@example.org", name=role.title()))
    for role, group in STAFF.items():
        people[role] = _signed_in(role, make_staff(group), second_factor=True)
    people["unenrolled"] = _signed_in("unenrolled", make_staff(COORDINATORS))
    return people


def _signed_in(role: str, user: User, *, second_factor: bool = False) -> Person:
    return Person(role, sign_in(user, factor=second_factor), user)
