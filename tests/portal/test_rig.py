"""The test rig itself: what the other tests lean on really holds."""

import socket

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from pytest_socket import SocketConnectBlockedError

from network.models import LetterPreset
from portal.outbox import Letter, enqueue
from portal.staff_groups import PERMISSIONS
from portal.wake import wake
from tests.conftest import Deliver


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_sockets_to_other_machines_are_refused() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 25), timeout=1)


def test_waking_reaches_the_throw_away_broker() -> None:
    assert wake("portal.heartbeat") is True


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_groups_and_presets_are_there_after_a_flush(turn: int) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(PERMISSIONS)
    assert Group.objects.get(name="Managers").permissions.filter(codename="manage_staff").exists()
    assert LetterPreset.objects.exists()
    Group.objects.all().delete()
    LetterPreset.objects.all().delete()


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_limits_of_one_committing_test_are_gone_in_the_next(turn: int) -> None:
    assert caches["default"].get("limit") is None
    caches["default"].set("limit", 5)


def test_mail_is_delivered_to_the_sink(deliver: Deliver) -> None:
    letter = Letter(to="ada@example.org", subject="Hello", text="Hello Ada\n")
    enqueue(cause="test", letter=letter)
    assert [(mail.to, mail.subject) for mail in deliver()] == [(("ada@example.org",), "Hello")]
