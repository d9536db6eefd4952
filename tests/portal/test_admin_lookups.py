"""Lists are filtered by what they offer, never by any column somebody names in the address."""

import pytest
from django.urls import reverse

from portal.staff_groups import COORDINATORS
from tests.factories.applicants import make_submitted
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
REFUSED = [
    ("network_user", "password__startswith=pbkdf2"),
    ("network_user", "email=coordinator@example.org"),
    ("network_guidanceenquiry", "typed__board_total=7"),
    ("network_application", "organisation_name__regex=("),
    ("network_application", "people__user__password__startswith=a"),
    ("portal_outgoingmail", "sealed__isnull=0"),
]


@pytest.fixture
def staff(client):
    sign_in(make_staff(COORDINATORS), client)
    return client


@pytest.mark.parametrize(("model", "query"), REFUSED)
def test_columns_nobody_offers_are_no_oracle(staff, model: str, query: str) -> None:
    make_submitted()

    response = staff.get(reverse(f"admin:{model}_changelist") + f"?{query}")

    assert response.status_code == 400


def test_offered_filters_work(staff) -> None:
    application = make_submitted()

    response = staff.get(
        reverse("admin:network_application_changelist") + "?state__exact=submitted"
    )

    assert application.reference in response.content.decode()
