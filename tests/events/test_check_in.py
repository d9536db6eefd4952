"""The page at the door: who may open it, what it shows, what phones send it."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import CheckIn, Contributor, Delegate, Event, Tap
from portal.staff_groups import EDITORS
from tests.factories.doors import event_today, officer_client, tick_in
from tests.factories.events import book, wait_for_seat
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def event() -> Event:
    return event_today()


@pytest.fixture
def ada(event: Event) -> Delegate:
    return book(event, name="Ada Ọlátúnjí", email="ada.secret@example.org")


@pytest.fixture
def client() -> Client:
    return officer_client()


def page(event: Event, secret: str = "") -> str:
    if secret:
        return reverse("events:volunteer", args=[event.slug, secret])
    return reverse("events:check_in", args=[event.slug])


def tap(who: str, *, comes: bool = True, ago: Any = 0, key: str = "") -> dict[str, Any]:
    return {"key": key or str(uuid.uuid4()), "who": who, "comes": comes, "ago": ago}


def send(client: Client, event: Event, *taps: Any, secret: str = "") -> Any:
    url = f"{page(event, secret)}taps/"
    return client.post(url, json.dumps({"taps": list(taps)}), content_type=JSON)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Who may


def test_other_staff_cannot_open_the_door(event: Event) -> None:
    editor = sign_in(make_staff(EDITORS))
    assert editor.get(page(event)).status_code == 403
    assert send(editor, event).status_code == 403


def test_officer_needs_the_second_factor(event: Event) -> None:
    officer = sign_in(make_staff("Events officers"), factor=False)
    assert officer.get(page(event)).headers["Location"].startswith("/accounts/enrol")


# The list


def test_page_lists_who_is_expected_by_surname(client: Client, event: Event) -> None:
    for name in ("Zoe Abbot", "Ada Zimmer", "Ben Mensah"):
        book(event, name=name)
    wait_for_seat(event)

    shown = text(client.get(page(event)))

    assert shown.index("Zoe Abbot") < shown.index("Ben Mensah") < shown.index("Ada Zimmer")
    assert "3 on the list" in shown
    assert "0 of 3" in shown


def test_counts_are_per_ticket_and_for_contributors(client: Client, event: Event) -> None:
    here = book(event)
    book(event)
    Contributor.objects.create(event=event, name="Sam Example", state="accepted")
    Contributor.objects.create(event=event, name="Not Asked", state="planned")
    tick_in(here)

    counts = client.get(f"{page(event)}taps/").json()["counts"]

    assert counts == {"all": [1, 3], "g0": [1, 2], "g1": [0, 1]}


@pytest.mark.parametrize("typed", ["olatunji", "ỌLÁTÚNJÍ ada", "REFERENCE", "reference without"])
def test_search_finds_surname_or_reference(
    client: Client, event: Event, ada: Delegate, typed: str
) -> None:
    book(event, name="Ben Example")
    reference = ada.reference
    typed = {
        "REFERENCE": reference,
        "reference without": reference.partition("-")[2].replace("-", "").lower(),
    }.get(typed, typed)

    shown = text(client.post(page(event), {"q": typed}))

    assert "Ada Ọlátúnjí" in shown
    assert "Ben Example" not in shown


@pytest.mark.parametrize("reference", ["EV-7Q4P-2M9Q", "RJN-7Q4P-2M9Q"])
@pytest.mark.parametrize("typed", ["{0}", "7q4p2m9q", " 7 Q 4P-2m9 q ", "7O4P 2M9O", "70 4p2m90"])
def test_reference_is_found_however_it_is_typed(
    client: Client, event: Event, ada: Delegate, reference: str, typed: str
) -> None:
    Delegate.objects.filter(pk=ada.pk).update(reference=reference)
    book(event, name="Ben Example")

    shown = text(client.post(page(event), {"q": typed.format(reference)}))

    assert ("Ada Ọlátúnjí" in shown, "Ben Example" in shown) == (True, False)


def test_list_of_sixty_takes_as_few_queries_as_of_three(
    client: Client, event: Event, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        tick_in(book(event))
    Contributor.objects.create(event=event, name="Sam Example", state="accepted")
    client.get(page(event))
    with django_assert_max_num_queries(8):
        client.get(page(event))


# Without a script


def press(client: Client, event: Event, who: str, *, what: str = "in", **data: str) -> Any:
    sent = {"tap": f"{what} {who}", "page_key": str(uuid.uuid4())} | data
    return client.post(page(event), sent)


def test_form_ticks_in_and_takes_back(client: Client, event: Event, ada: Delegate) -> None:
    assert "Ada Ọlátúnjí is in." in text(press(client, event, f"d{ada.pk}"))
    assert CheckIn.objects.filter(delegate=ada).exists()
    said = text(press(client, event, f"d{ada.pk}", what="out"))
    assert "Ada Ọlátúnjí is not ticked in any more." in said
    assert not CheckIn.objects.exists()


def test_form_sent_twice_is_one_press(client: Client, event: Event, ada: Delegate) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        press(client, event, f"d{ada.pk}", page_key=key)
    assert Tap.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x"])
def test_form_without_its_key_says_so(
    client: Client, event: Event, ada: Delegate, key: str
) -> None:
    answer = press(client, event, f"d{ada.pk}", page_key=key)
    assert answer.status_code == 409
    assert not CheckIn.objects.exists()


def test_before_the_day_the_page_says_when(client: Client) -> None:
    event = event_today(
        starts_at=timezone.now() + timedelta(days=2), ends_at=timezone.now() + timedelta(days=3)
    )
    ada = book(event)

    shown = text(client.get(page(event)))

    assert "Check-in opens on" in shown
    assert "Tick in" not in shown
    assert press(client, event, f"d{ada.pk}").status_code == 409
    assert send(client, event, tap(f"d{ada.pk}")).status_code == 409
    assert not CheckIn.objects.exists()


# What phones send


def test_phone_is_answered_by_its_keys(client: Client, event: Event, ada: Delegate) -> None:
    one = tap(f"d{ada.pk}", ago=60_000)

    answer = send(client, event, one).json()

    assert answer["answers"] == {one["key"]: {"outcome": "in", "say": "Ada Ọlátúnjí is in."}}
    assert list(answer["here"]) == [f"d{ada.pk}"]
    assert answer["counts"]["all"] == [1, 1]
    tick = CheckIn.objects.get()
    assert timedelta(seconds=55) < timezone.now() - tick.at < timedelta(seconds=90)
    assert tick.by is not None


def test_second_phone_is_told_since_when(client: Client, event: Event, ada: Delegate) -> None:
    send(client, event, tap(f"d{ada.pk}"))
    one = tap(f"d{ada.pk}")

    said = send(client, event, one).json()["answers"][one["key"]]["say"]

    assert said.startswith("Ada Ọlátúnjí was ticked in already, at ")


def test_list_that_changed_is_known_by_its_mark(
    client: Client, event: Event, ada: Delegate
) -> None:
    before = send(client, event).json()["mark"]
    tick_in(ada)
    assert send(client, event).json()["mark"] == before
    book(event)
    assert send(client, event).json()["mark"] != before


GOOD = {"key": "6d1f6c1e-51c7-4a5e-9a0e-0f5f0a5d9a11", "who": "d1", "comes": True, "ago": 0}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"taps": 1}',
        '{"taps": [1]}',
        '{"taps": [null]}',
        "[" * 100_000,
        json.dumps({"taps": [GOOD] * 201}),
        *(
            json.dumps({"taps": [GOOD | wrong]})
            for wrong in (
                {"key": "x"},
                {"key": 5},
                {"who": "d"},
                {"who": "d1; drop"},
                {"who": "d" + "9" * 30},
                {"who": 1},
                {"comes": "yes"},
                {"ago": -1},
                {"ago": "1"},
                {"ago": True},
                {"ago": float("nan")},
            )
        ),
    ],
)
def test_what_is_no_list_of_taps_is_refused(client: Client, event: Event, body: str) -> None:
    answer = client.post(f"{page(event)}taps/", body, content_type=JSON)
    assert answer.status_code == 400
    assert answer.json() == {"say": "That could not be read."}


@pytest.mark.parametrize("ago", [1e300, float("inf"), 10**400])
def test_tap_from_long_ago_counts_from_the_start_of_the_day(
    client: Client, event: Event, ada: Delegate, ago: Any
) -> None:
    answer = send(client, event, tap(f"d{ada.pk}", ago=ago))
    assert answer.status_code == 200
    assert CheckIn.objects.get().at <= event.starts_at
