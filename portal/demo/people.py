"""The demo's people: staff who can sign in, and everyone else with a verified address."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress

from network.actions.staff import invite_staff
from network.models import User
from portal.demo.names import ascii_of, names
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS

# Numbers that Ofcom keeps for drama: nobody is ever rung by mistake.
_EXCHANGES = (
    "020 7946 0",
    "07700 900",
    "0113 496 0",
    "0121 496 0",
    "0161 496 0",
    "0117 496 0",
    "029 2018 0",
    "0191 498 0",
)

COORDINATOR_NAME = "Amara Example-Bello"
_STAFF = (
    ("coordinator@example.org", COORDINATOR_NAME, COORDINATORS),
    ("deputy@example.org", "Delphine Sample-Addo", COORDINATORS),
    ("events@example.org", "Ravi Specimen-Shah", EVENTS_OFFICERS),
    ("editor@example.org", "Bronagh Pattern-Lee", EDITORS),
)


@dataclass
class People:
    """Makes people; every name and every address is used once."""

    rng: random.Random
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._names = names(self.rng)

    def new(self, *, since: datetime, name: str = "", email: str = "") -> User:
        """One person with an account since `since`, kept at once."""
        return self.keep([self.sketch(since=since, name=name, email=email)])[0]

    def sketch(self, *, since: datetime, name: str = "", email: str = "") -> User:
        """A person who is not kept yet: see `keep`."""
        name = name or next(self._names)
        user = User(
            email=email or self._address(name), name=name, phone=self.phone(), date_joined=since
        )
        user.set_unusable_password()
        return user

    def keep(self, users: Iterable[User]) -> list[User]:
        """Write people and their verified addresses."""
        kept = User.objects.bulk_create(users)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in kept
        )
        return kept

    def phone(self) -> str:
        """A telephone number from Ofcom's ranges for drama."""
        return f"{self.rng.choice(_EXCHANGES)}{self.rng.randint(0, 999):03d}"

    def _address(self, name: str) -> str:
        address = f"{ascii_of(name)}@example.org"
        while address in self._taken:
            address = f"{ascii_of(name)}{self.rng.randint(2, 99)}@example.org"
        self._taken.add(address)
        return address


@dataclass(frozen=True)
class Staff:
    """Those who review applications."""

    coordinator: User
    deputy: User


def make_staff(*, now: datetime) -> Staff:
    """The Manager, who invites the others as in real life."""
    manager, _token = invite_staff(
        email="manager@example.org",
        name="Gwen Placeholder-Okoro",
        groups=[MANAGERS],
        by=None,
        now=now,
    )
    invited = [
        invite_staff(email=email, name=name, groups=[group], by=manager, now=now)[0]
        for email, name, group in _STAFF
    ]
    User.objects.filter(is_staff=True).update(date_joined=now)
    return Staff(coordinator=invited[0], deputy=invited[1])
