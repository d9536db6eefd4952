"""What delegates say for their badge and about their needs, by their own link."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import booking, needs
from events.models import Delegate, Needs
from tests.events.pages import OWN, own, said

pytestmark = pytest.mark.django_db


def test_badge_is_the_delegates_own(client: Client, ada: Delegate) -> None:
    data = {"badge_name": "Ads", "pronouns": "she/her", "photographs": "no"}

    client.post(own("delegate_badge", ada), data)

    ada.refresh_from_db()
    assert (ada.badge_name, ada.pronouns, ada.photographs) == ("Ads", "she/her", "no")


NEEDS = {"access": "A planted ramp", "dietary": "No planted nuts", "consent": "on"}


def test_needs_are_noted_and_never_shown(client: Client, booker: Client, ada: Delegate) -> None:
    client.post(own("delegate_needs", ada), NEEDS)

    pages = [said(client.get(own(name, ada))) for name in OWN]
    pages.append(said(booker.get(reverse("events:booking", args=[ada.booking.reference]))))
    assert "We have noted your needs" in pages[0]
    assert not any("planted" in page for page in pages)
    assert "I agree that the network" in Needs.objects.get().consent_wording


def test_needs_want_consent_and_keep_what_was_typed(client: Client, ada: Delegate) -> None:
    response = client.post(own("delegate_needs", ada), NEEDS | {"consent": ""})

    assert list(response.context["form"].errors) == ["consent"]
    assert "A planted ramp" in said(response)
    assert not Needs.objects.exists()


def test_empty_needs_are_not_kept(client: Client, ada: Delegate) -> None:
    response = client.post(own("delegate_needs", ada), {"consent": "on"})

    assert list(response.context["form"].errors) == ["access"]


def test_needs_are_taken_back(client: Client, ada: Delegate) -> None:
    client.post(own("delegate_needs", ada), NEEDS)
    client.get(own("delegate_remove_needs", ada))
    assert Needs.objects.exists()

    client.post(own("delegate_remove_needs", ada))

    assert not Needs.objects.exists()


def test_who_cancelled_says_no_needs(client: Client, ada: Delegate) -> None:
    booking.cancel(delegate=ada, by=None, now=timezone.now())

    response = client.post(own("delegate_needs", ada), NEEDS)

    assert response.status_code == 200
    assert not Needs.objects.exists()


def test_expired_needs_are_forgotten_also_for_the_page(client: Client, ada: Delegate) -> None:
    client.post(own("delegate_needs", ada), NEEDS)

    needs.forget(now=ada.event.ends_at + timedelta(days=31))

    assert "Nothing said yet" in said(client.get(own("delegate", ada)))
