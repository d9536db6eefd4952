"""Staff for tests, signed in with a second factor as the staff pages ask for."""

import itertools
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from network.models import User
from portal.sealing import seal
from portal.staff_groups import COORDINATORS, MANAGERS
from tests.factories.applicants import make_person

_numbers = itertools.count(1)


def make_staff(
    group: str = COORDINATORS, *, email: str = "", name: str = "", **fields: Any
) -> User:
    """A member of staff in one group."""
    number = next(_numbers)
    user = make_person(
        email or f"staff{number}@example.org",
        name or f"Staff Example {number}",
        is_staff=True,
        **fields,
    )
    user.groups.add(Group.objects.get(name=group))
    return user


def make_manager(email: str = "", **fields: Any) -> User:
    """A Manager, without a second factor as yet."""
    return make_staff(MANAGERS, email=email, **fields)


def sign_in(user: User, client: Client | None = None, *, factor: bool = True) -> Client:
    """A client with a session of this person, after a second factor if `factor`."""
    client = client or Client()
    client.force_login(user, backend="portal.rights.Backend")
    if factor:
        used, _created = Authenticator.objects.get_or_create(
            user=user,
            type=Authenticator.Type.TOTP,
            defaults={"data": {"secret": seal("JBSWY3DP").decode()}},
        )
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "mfa", "at": time.time(), "type": "totp", "id": used.pk}
        ]
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
    return client


def coordinator_client(**fields: Any) -> Client:
    """A co-ordinator at work."""
    return sign_in(make_staff(**fields))
