"""An organisation of which the applicant is the primary contact; it is no member."""

from typing import Any

from django.utils import timezone

from network.actions import colleagues, membership
from tests.factories.applications import make_organisation
from tests.factories.people import make_place
from tests.security.people import Person


def arguments(everyone: dict[str, Person]) -> dict[str, list[Any]]:
    """As Objects.arguments: the organisation, a colleague, an invitation, a request to join."""
    now, applicant, asking = timezone.now(), everyone["applicant"].user, everyone["other"].user
    assert applicant
    assert asking
    here = make_organisation("Kola Nut Circle", website="https://kola-nut.example.org")
    here.affiliations.create(user=applicant, role="primary", started_at=now)
    other = make_place(here, name="Kola Nut Colleague", now=now)
    invited = colleagues.invite(
        organisation=here, email="invited@example.org", role="member", by=applicant, now=now
    )
    asked = membership.ask_to_join(
        organisation=here, by=asking, message="Kola Nut Message", now=now
    )
    assert asked
    return {
        "network:organisation": [here.pk],
        "network:listing": [here.pk],
        "network:organisations": [],
        "network:organisation_invitation": [here.pk, invited.pk],
        "network:organisation_request": [here.pk, asked.pk],
        "network:organisation_person": [here.pk, other.pk],
        "network:organisation_person_act": [here.pk, other.pk, "remove"],
        "admin:network_organisation_people": [here.pk],
        "admin:network_organisation_people_act": [here.pk, other.pk, "remove"],
        "admin:network_organisation_people_take_back": [here.pk, invited.pk],
    }
