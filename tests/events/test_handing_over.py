"""A place changes hands: the new person gets it, and nothing of the old one's."""

from typing import Any

import pytest
from django.utils import timezone

from events.actions import booking, delegates, needs
from events.actions.delegates import Choice, Stale
from events.actions.orders import AlreadyBooked, NotOpen, NotYours
from events.choices import PhotoChoice
from events.models import Delegate, Event, Needs, Notice, Workshop
from portal.tokens import hash_token
from tests.factories.bookings import (
    booked,
    open_event,
    person,
    secret_of,
)
from tests.factories.events import make_series, states, workshops_of

pytestmark = pytest.mark.django_db
SAID = needs.Said(access="A seat near the door", dietary="No peanuts")


@pytest.fixture
def pair(event: Event) -> list[Workshop]:
    """Two workshops of one series, with one place and with two."""
    return workshops_of(make_series(event, capacities=(1, 2)))


@pytest.fixture
def ada(event: Event) -> Delegate:
    return booked(event, person(event, "Ada Example", "ada@example.org"))[0]


def kinds(delegate: Delegate) -> list[str]:
    return list(delegate.notices.order_by("pk").values_list("kind", flat=True))


def choose(delegate: Delegate, *choices: Choice, seen: int | None = None, **options: Any) -> bool:
    delegate.refresh_from_db()
    return delegates.choose(
        delegate=delegate,
        choices=choices,
        seen=delegate.revision if seen is None else seen,
        by=None,
        now=options.get("now") or timezone.now(),
    )


def hand_over(delegate: Delegate, name: str, email: str = "", **options: Any) -> Delegate:
    delegate.refresh_from_db()
    return delegates.hand_over(
        delegate=delegate,
        name=name,
        email=email,
        seen=options.get("seen", delegate.revision),
        by=None,
        now=options.get("now") or timezone.now(),
    )


def test_handed_over_place_is_another_persons_in_everything(
    ada: Delegate, pair: list[Workshop]
) -> None:
    choose(ada, Choice(pair[0].series_id, pair[0].pk))
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())
    delegates.describe(
        delegate=ada, badge_name="Ads", pronouns="she", photographs="no", now=timezone.now()
    )
    old_secret, old_reference = secret_of(ada), ada.reference

    hand_over(ada, "Ben Example", "Ben@Example.org")

    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.address) == (
        "Ben Example",
        "ben@example.org",
        "ben@example.org",
    )
    assert (ada.badge_name, ada.pronouns, ada.photographs) == ("", "", PhotoChoice.NOT_SAID)
    assert not Needs.objects.exists()
    assert states(pair[0]) == [("Ben Example", "confirmed")]
    assert not Delegate.objects.with_token(old_secret).exists()
    assert hash_token(secret_of(ada)) == ada.token_hash
    assert ada.reference != old_reference
    told = Notice.objects.get(kind=Notice.Kind.RENAMED)
    assert told.about == {
        "old_name": "Ada Example",
        "old_email": "ada@example.org",
        "old_reference": old_reference,
    }


def test_hand_over_uses_no_new_place() -> None:
    event = open_event(capacity=1)
    ada = booked(event, person(event, "Ada Example"))[0]

    hand_over(ada, "Ben Example")

    assert event.delegates.taking_places().count() == 1


def test_mended_spelling_keeps_link_and_needs(ada: Delegate) -> None:
    needs.record(delegate=ada, said=SAID, consent_wording="I agree", now=timezone.now())
    secret = secret_of(ada)

    hand_over(ada, "ÀDA Éxample", "ada@example.org")

    assert Delegate.objects.with_token(secret).get().name == "ÀDA Éxample"
    assert Needs.objects.exists()
    assert "renamed" not in kinds(ada)


def test_new_address_of_the_same_name_ends_the_old_link(ada: Delegate) -> None:
    secret = secret_of(ada)

    hand_over(ada, "Ada Example", "ada.example@example.org")

    assert not Delegate.objects.with_token(secret).exists()


def test_place_is_not_handed_to_who_is_booked(event: Event, ada: Delegate) -> None:
    booked(event, person(event, "Ben Example", "ben@example.org"))

    with pytest.raises(AlreadyBooked):
        hand_over(ada, "Ben Example", "ben@example.org")


def test_hand_over_from_a_stale_page_is_told(ada: Delegate) -> None:
    hand_over(ada, "Ben Example")

    with pytest.raises(Stale):
        hand_over(ada, "Cleo Example", seen=0)
    assert hand_over(ada, "Ben Example", seen=0).name == "Ben Example"


def test_hand_over_ends_with_the_changes(event: Event, ada: Delegate) -> None:
    with pytest.raises(NotOpen):
        hand_over(ada, "Ben Example", now=event.changes_until)


def test_who_cancelled_has_nothing_to_hand_over(ada: Delegate) -> None:
    booking.cancel(delegate=ada, by=None, now=timezone.now())

    with pytest.raises(NotYours):
        hand_over(ada, "Ben Example")


def test_old_link_says_nothing_about_the_new_person(ada: Delegate) -> None:
    old = Delegate.objects.get(pk=ada.pk)
    hand_over(ada, "Ben Example")

    with pytest.raises(NotYours):
        needs.record(delegate=old, said=SAID, consent_wording="I agree", now=timezone.now())
    with pytest.raises(NotYours):
        delegates.describe(
            delegate=old, badge_name="Ada", pronouns="", photographs="yes", now=timezone.now()
        )
