"""The team of an organisation, for the tests of its people."""

import pytest
from django.utils import timezone

from network.actions import membership
from network.models import JoinRequest, Organisation
from tests.factories.applicants import make_person
from tests.factories.people import make_team
from tests.network.organisation_people import ADDRESS, Team


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def here(team: Team) -> Organisation:
    return team["primary"].organisation


@pytest.fixture
def asked(here: Organisation) -> JoinRequest:
    """Zoë's request to join, not yet answered."""
    request = membership.ask_to_join(
        organisation=here,
        by=make_person(ADDRESS, name="Zoë Example"),
        message="I keep the books",
        now=timezone.now(),
    )
    assert request is not None
    return request
