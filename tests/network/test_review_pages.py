import pytest
from django.test import Client

from network.states import State
from tests.factories.applications import make_application
from tests.factories.staff import coordinator_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return coordinator_client()


@pytest.mark.parametrize("state", list(State))
def test_case_page_opens_in_every_state(client: Client, state: State) -> None:
    application = make_application(state)

    response = client.get(f"/admin/network/application/{application.pk}/change/")

    assert response.status_code == 200
    assert application.reference in response.text
