"""The team of an organisation, for the tests of its people."""

import pytest

from network.models import Organisation
from tests.factories.people import make_team
from tests.network.organisation_people import Team


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def here(team: Team) -> Organisation:
    return team["primary"].organisation
