"""The pages of one delegate, by their link and for who booked them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Delegate, Event, Workshop
from tests.events.pages import OWN, bookers, choice, own, said
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, person, secret_of
from tests.factories.events import states

pytestmark = pytest.mark.django_db


# Links


def test_link_shows_this_delegate_alone(client: Client, ada: Delegate) -> None:
    page = said(client.get(own("delegate", ada)))

    assert "Ada Example" in page
    assert "Ben Example" not in page
    assert ada.booking.reference not in page
    assert "booker@example.org" not in page


@pytest.mark.parametrize("name", OWN)
def test_opening_a_page_changes_nothing(
    client: Client, ada: Delegate, pair: list[Workshop], name: str
) -> None:
    before = list(Delegate.objects.order_by("pk").values())

    client.get(own(name, ada))

    assert list(Delegate.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("token", ["wrong", "x" * 2000, "%00", "..", "é"])
def test_wrong_link_is_404_with_words(client: Client, ada: Delegate, name: str, token: str) -> None:
    address = own(name, ada).replace(secret_of(ada), token)
    if token == "%00":
        assert client.get(address).status_code == 400
        return
    for method in (client.get, client.post):
        response = method(address)
        assert response.status_code == 404
        assert "link" in said(response) or token == ".."


def test_old_link_is_dead_after_the_place_was_handed_over(client: Client, ada: Delegate) -> None:
    address = own("delegate_hand_over", ada)
    home = own("delegate", ada)

    response = client.post(address, {"name": "Cleo Example", "email": "c@example.org", "seen": "0"})

    assert "does not work any more" in said(response)
    assert client.get(home).status_code == 404
    assert "Cleo Example" in said(client.get(own("delegate", ada)))


def test_link_ends_some_months_after_the_event(client: Client, ada: Delegate) -> None:
    address = own("delegate", ada)
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=181, hours=2),
        changes_until=timezone.now() - timedelta(days=190),
        booking_closes_at=timezone.now() - timedelta(days=190),
        ends_at=timezone.now() - timedelta(days=181),
    )

    assert client.get(address).status_code == 404


def test_guessing_links_is_paused_and_right_ones_still_work(
    client: Client, ada: Delegate, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"link": "2/h/ip"}

    codes = [client.get("/events/delegate/guess/").status_code for _ in range(3)]

    assert codes == [404, 404, 429]
    assert client.get(own("delegate", ada)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_link_goes_nowhere_else(client: Client, ada: Delegate, name: str) -> None:
    response = client.get(own(name, ada))

    assert response.headers["Referrer-Policy"] in {"strict-origin", "no-referrer"}
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex"


# Choices


def test_choices_are_saved_by_link_and_by_booker(
    client: Client, booker: Client, ada: Delegate, pair: list[Workshop]
) -> None:
    client.post(own("delegate_choices", ada), choice(pair[0], ada))
    assert states(pair[0]) == [("Ada Example", "confirmed")]

    response = booker.post(bookers("choices", ada), choice(pair[1], ada))

    assert response.url == reverse("events:booking", args=[ada.booking.reference])
    assert states(pair[1]) == [("Ada Example", "confirmed")]
    assert states(pair[0]) == [("Ada Example", "released")]


def test_full_workshop_is_said_and_nothing_is_lost(
    client: Client, event: Event, ada: Delegate, pair: list[Workshop]
) -> None:
    client.post(own("delegate_choices", ada), choice(pair[1], ada))
    booked(event, person(event, "Cleo", choices=[pair[0]]))

    response = client.post(own("delegate_choices", ada), choice(pair[0], ada))

    assert response.status_code == 409
    assert "is full now" in said(response)
    assert states(pair[1]) == [("Ada Example", "confirmed")]


def test_second_tab_is_told_what_the_first_one_did(
    client: Client, ada: Delegate, pair: list[Workshop]
) -> None:
    first_tab, second_tab = choice(pair[0], ada), choice(pair[1], ada)
    client.post(own("delegate_choices", ada), first_tab)

    refused = client.post(own("delegate_choices", ada), second_tab)
    again = refused.context["form"]
    saved = client.post(own("delegate_choices", ada), second_tab | {"seen": again["seen"].value()})

    assert refused.status_code == 409
    assert "Somebody changed this while the page was open" in said(refused)
    assert again.series_fields[0].value() == str(pair[1].pk)
    assert saved.status_code == 303
    assert states(pair[1]) == [("Ada Example", "confirmed")]


def test_double_press_is_one_change(client: Client, ada: Delegate, pair: list[Workshop]) -> None:
    data = choice(pair[0], ada)

    codes = [client.post(own("delegate_choices", ada), data).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert states(pair[0]) == [("Ada Example", "confirmed")]


@pytest.mark.parametrize("value", ["999999999999999999999", "-1", "\x00", "wait-0"])
def test_foreign_workshops_are_refused(
    client: Client, ada: Delegate, pair: list[Workshop], value: str
) -> None:
    data = {f"series_{pair[0].series_id}": value, "seen": "0"}

    response = client.post(own("delegate_choices", ada), data)

    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("seen", ["", "-5", "x", "99999999999999", "\x00"])
def test_tampered_revision_is_a_stale_page(
    client: Client, ada: Delegate, pair: list[Workshop], seen: str
) -> None:
    data = choice(pair[0], ada) | {"seen": seen}

    assert client.post(own("delegate_choices", ada), data).status_code in {200, 409}
    assert states(pair[0]) == []


def test_changes_close_by_the_servers_clock(
    client: Client, ada: Delegate, pair: list[Workshop]
) -> None:
    Event.objects.update(changes_until=timezone.now() - timedelta(seconds=1))

    for page in ("delegate_choices", "delegate_hand_over"):
        assert client.post(own(page, ada), choice(pair[0], ada)).status_code == 303
    assert states(pair[0]) == []
    assert client.post(own("delegate_cancel", ada)).status_code == 303
    ada.refresh_from_db()
    assert ada.state == Delegate.State.CANCELLED


# Cancelling


def test_cancelling_asks_first(client: Client, ada: Delegate) -> None:
    page = said(client.get(own("delegate_cancel", ada)))
    ada.refresh_from_db()
    assert ada.state == Delegate.State.BOOKED
    assert "cannot be taken back" in page

    codes = [client.post(own("delegate_cancel", ada)).status_code for _ in range(2)]

    ada.refresh_from_db()
    assert codes == [303, 303]
    assert ada.state == Delegate.State.CANCELLED
    assert "You have no place at this event any more" in said(client.get(own("delegate", ada)))


def test_booker_cancels_one_and_then_all(booker: Client, ada: Delegate) -> None:
    booker.post(bookers("cancel", ada))
    whole = reverse("events:cancel_booking", args=[ada.booking.reference])

    asked = said(booker.get(whole))
    codes = [booker.post(whole).status_code for _ in range(2)]

    assert "Ben Example" in asked
    assert "Ada Example" not in asked
    assert codes == [302, 302]
    assert set(Delegate.objects.values_list("state", flat=True)) == {"cancelled"}


def test_started_event_cannot_be_cancelled(booker: Client, client: Client, ada: Delegate) -> None:
    now = timezone.now()
    Event.objects.update(
        starts_at=now, changes_until=now, booking_closes_at=now, ends_at=now + timedelta(hours=5)
    )

    client.post(own("delegate_cancel", ada))
    booker.post(reverse("events:cancel_booking", args=[ada.booking.reference]))

    ada.refresh_from_db()
    assert ada.state == Delegate.State.BOOKED


# Handing over


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"name": "A\x00da"}, "name"),
        ({"name": "https://evil.example/x click"}, "name"),
        ({"name": "WWW.evil.example"}, "name"),
        ({"name": "\N{ZERO WIDTH SPACE}"}, "name"),
        ({"name": "Cleo", "email": "no address"}, "email"),
    ],
)
def test_bad_new_name_is_an_error(
    client: Client, ada: Delegate, typed: dict[str, str], field: str
) -> None:
    response = client.post(own("delegate_hand_over", ada), {"email": "", "seen": "0"} | typed)

    assert list(response.context["form"].errors) == [field]


def test_names_are_not_changed_without_end(client: Client, booker: Client, ada: Delegate) -> None:
    """Each change mails an address of one's choice."""
    path, said = bookers("hand_over", ada), []
    for number in range(31):
        ada.refresh_from_db()
        data = {"name": f"Cleo Example {number}", "email": "", "seen": str(ada.revision)}
        said.append(booker.post(path, data).status_code)

    assert said == [303] * 30 + [429]


def test_booker_hands_over(booker: Client, ada: Delegate) -> None:
    data = {"name": "Cleo\r\nExample", "email": "", "seen": "0"}

    codes = [booker.post(bookers("hand_over", ada), data).status_code for _ in range(2)]

    ada.refresh_from_db()
    assert codes == [303, 303]
    assert (ada.name, ada.address) == ("Cleo Example", "booker@example.org")


def test_hand_over_to_who_is_booked_never_says_by_whom(
    client: Client, event: Event, ada: Delegate
) -> None:
    rival = make_person("rival@example.org", "Rival Booker")
    booked(event, person(event, "Cleo Example", "cleo@example.org"), by=rival)
    data = {"name": "Cleo Example", "email": "cleo@example.org", "seen": "0"}

    response = client.post(own("delegate_hand_over", ada), data)

    assert list(response.context["form"].errors) == ["name"]
    assert "ival" not in said(response)
