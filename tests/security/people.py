"""One person of every role, each signed in the way that role signs in."""

import time
from dataclasses import dataclass

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from network.models import User
from portal.sealing import seal
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person

# allauth keeps whose records they are under this key, which it does not export.
RECORDS_BELONG_TO = "account_authentication_methods_user"

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


def sign_in(client: Client, user: User, *, second_factor: bool = False) -> None:
    """A session as allauth leaves it after sign-in, with or without the second factor."""
    client.force_login(user)
    if second_factor:
        factor = Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": seal("JBSWY3DP").decode()}
        )
        record = {"method": "mfa", "type": "totp", "id": factor.pk, "at": time.time()}
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
        session[RECORDS_BELONG_TO] = str(user.pk)
        session.save()


def make_staff(group: str, email: str = "") -> User:
    user = make_person(email, name=group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


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
    client = Client()
    sign_in(client, user, second_factor=second_factor)
    return Person(role, client, user)
