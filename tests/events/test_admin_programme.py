"""A part of the programme on its own page in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Slot
from tests.factories.doors import officer_client
from tests.factories.events import book, make_event, make_series, workshops_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("people", [3, 30])
def test_series_with_places_is_kept_and_says_how_many_there_are(people: int) -> None:
    event = make_event()
    series = make_series(event, capacities=(100,))
    for _number in range(people):
        book(event, *workshops_of(series))
    client, address = officer_client(), f"/admin/events/slot/{series.pk}/delete/"

    with CaptureQueriesContext(connection) as queries:
        shown = client.get(address).content.decode()
    client.post(address, {"post": "yes"})

    assert len(queries) <= 12
    assert f"Workshop 1.1: {people} places" in shown
    assert "Delegate Example" not in shown
    assert Slot.objects.filter(pk=series.pk).exists()


def test_series_without_places_can_be_deleted() -> None:
    series = make_series(make_event())

    officer_client().post(f"/admin/events/slot/{series.pk}/delete/", {"post": "yes"})

    assert not Slot.objects.filter(pk=series.pk).exists()
