"""Somebody is erased: from every table, out of the words of others, and nobody else with them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Delegate
from network.models import User
from portal import delivery, erasures
from portal.models import AuditEntry, Erasure, OutgoingMail
from tests.factories.lives import ADDRESS, TELLING, live, where

pytestmark = pytest.mark.django_db


def erase(user: User, **options: Any) -> Erasure:
    return erasures.erase_person(user=user, by=None, now=timezone.now(), **options)


def test_a_life_is_told_of_in_many_places() -> None:
    live()
    found = where(*TELLING)
    print(found)
    assert [len(found[word]) > 10 for word in TELLING] == [True, True, False]


def test_nothing_tells_of_the_person_afterwards(deliver: Any) -> None:
    erase(live())
    deliver()
    assert where(*TELLING) == dict.fromkeys(TELLING, set())
