import pytest
from django.test import Client

from portal.staff_groups import EDITORS
from tests.factories.staff import make_staff, sign_in


@pytest.fixture
def editor() -> Client:
    return sign_in(make_staff(EDITORS, name="Efua Editor"))
