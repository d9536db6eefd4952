"""Staff at work on forums."""

import pytest
from django.test import Client

from portal.staff_groups import MANAGERS
from tests.factories.staff import coordinator_client, make_staff, sign_in


@pytest.fixture
def coordinator() -> Client:
    """A co-ordinator's."""
    return coordinator_client()


@pytest.fixture
def manager() -> Client:
    """A Manager's: they look, and do nothing."""
    return sign_in(make_staff(MANAGERS))
