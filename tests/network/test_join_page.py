"""Asking to be added to a member: only to others that chose to be named."""

import pytest
from django.test import Client
from django.urls import reverse

from network.models import Affiliation, JoinRequest
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import make_organisation

pytestmark = pytest.mark.django_db
JOIN = reverse("network:join")


def offered(client: Client) -> list[str]:
    return [str(one) for one in client.get(JOIN).context["form"].fields["organisation"].queryset]


def test_own_organisation_is_not_offered(client: Client) -> None:
    person = make_person()
    own = make_organisation("Own Example", is_publicly_listed=True)
    make_organisation("Other Example", is_publicly_listed=True)
    place = Affiliation.objects.create(user=person, organisation=own, started_at=NOW)
    client.force_login(person)

    assert offered(client) == ["Other Example"]
    client.post(JOIN, {"organisation": own.pk})
    assert not JoinRequest.objects.exists()

    place.ended_at = NOW
    place.save()
    assert offered(client) == ["Other Example", "Own Example"]


def test_what_is_not_public_is_not_offered(client: Client) -> None:
    make_organisation("Quiet Example", is_publicly_listed=False)
    client.force_login(make_person())

    assert offered(client) == []
