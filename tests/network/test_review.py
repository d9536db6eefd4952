import pytest

from network.states import State
from tests.factories.applications import make_application

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(State))
def test_factories_reach_every_state(state: State) -> None:
    assert make_application(state).state == state
