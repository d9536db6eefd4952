"""Links of one day for volunteers at the door, and what staff do with them and with names."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.attendance import revoke_link
from events.actions.needs import Said, record
from events.models import CheckIn, Delegate, Event, VolunteerLink
from network.models import Organisation
from portal.models import AuditEntry
from tests.factories.applicants import make_person
from tests.factories.doors import event_today, officer_client, volunteer_link
from tests.factories.events import book, make_booking

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


# Volunteers


def test_volunteer_sees_names_and_never_more(event: Event, ada: Delegate) -> None:
    organisation = Organisation.objects.create(
        name="Kola Nut Door", sector="voluntary", regions=["london"], settings=["custody"]
    )
    booking = make_booking(event, organisation=organisation, phone="020 7946 0999")
    Delegate.objects.filter(pk=ada.pk).update(booking=booking, pronouns="they/them")
    said = Said("planted-access", "planted-food")
    ada.refresh_from_db()
    record(delegate=ada, said=said, consent_wording="Yes", now=timezone.now())
    _link, secret = volunteer_link(event)

    answers = [Client().get(page(event, secret)), Client().get(f"{page(event, secret)}taps/")]

    shown = text(answers[0])
    for part in ("Ada Ọlátúnjí", ada.reference, "Kola Nut Door"):
        assert part in shown
    for answer in answers:
        for part in ("ada.secret", "020 7946", "planted", "they/them", "Delegate<", "/name/"):
            assert part not in answer.content.decode()
    assert list(answers[1].json()["counts"]) == ["all"]
    assert answers[0].headers["Referrer-Policy"] == "strict-origin"
    assert answers[0].headers["Cache-Control"] == "no-store, private"


def test_volunteer_ticks_in(event: Event, ada: Delegate) -> None:
    link, secret = volunteer_link(event)

    answer = send(Client(), event, tap(f"d{ada.pk}"), secret=secret)

    assert answer.status_code == 200
    assert CheckIn.objects.get().link == link


def test_withdrawn_link_keeps_what_is_not_sent_on_the_phone(event: Event, ada: Delegate) -> None:
    link, secret = volunteer_link(event)
    kept = tap(f"d{ada.pk}", ago=3_600_000)
    revoke_link(link=link, by=make_person(), now=timezone.now())

    refused = send(Client(), event, kept, secret=secret)

    assert refused.status_code == 410
    assert "stays on it" in refused.json()["say"]
    assert not CheckIn.objects.exists()
    assert Client().get(page(event, secret)).status_code == 410
    _link, new = volunteer_link(event, "Door 1 again")
    assert send(Client(), event, kept, secret=new).json()["answers"][kept["key"]]["outcome"] == "in"


def test_link_opens_no_other_event(event: Event) -> None:
    _link, secret = volunteer_link(event)
    other = event_today()
    assert Client().get(page(other, secret)).status_code == 404
    assert send(Client(), other, secret=secret).status_code == 404


def test_link_of_tomorrow_shows_nobody_today(event: Event) -> None:
    later = timezone.now() + timedelta(days=2)
    event = event_today(starts_at=later, ends_at=later + timedelta(hours=5))
    ada = book(event, name="Ada Hidden")
    _link, secret = volunteer_link(event)

    shown = Client().get(page(event, secret))

    assert "This link works from" in text(shown)
    assert "Ada Hidden" not in text(shown)
    answer = Client().get(f"{page(event, secret)}taps/")
    assert answer.status_code == 409
    assert ada.reference not in answer.content.decode()


def test_guessing_links_is_limited(event: Event) -> None:
    client = Client()
    answers = [client.get(page(event, f"{'x' * 42}{n}")).status_code for n in range(22)]
    assert (answers[0], answers[-1]) == (404, 429)


# Staff's own


def test_link_is_shown_once(client: Client, event: Event) -> None:
    url = reverse("events:volunteers", args=[event.slug])

    made = client.post(url, {"name": "Noor, side door"}).content.decode()

    link = VolunteerLink.objects.get()
    assert f"/events/{event.slug}/check-in/volunteer/" in made
    again = client.get(url).content.decode()
    assert "Noor, side door" in again
    assert "/check-in/volunteer/" not in again
    assert link.token_hash not in made


def test_link_without_a_name_is_an_error(client: Client, event: Event) -> None:
    shown = text(client.post(reverse("events:volunteers", args=[event.slug]), {"name": " "}))
    assert "Enter who the link is for" in shown
    assert not VolunteerLink.objects.exists()


def test_withdrawing_asks_first(client: Client, event: Event) -> None:
    link, _secret = volunteer_link(event)
    url = reverse("events:revoke_link", args=[event.slug, link.pk])

    assert "Withdraw the link?" in text(client.get(url))
    link.refresh_from_db()
    assert link.revoked_at is None
    assert client.post(url).status_code == 303
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_link_of_another_event_is_not_found(client: Client, event: Event) -> None:
    link, _secret = volunteer_link(event_today())
    url = reverse("events:revoke_link", args=[event.slug, link.pk])
    assert client.post(url).status_code == 404


def test_name_is_changed_at_the_door_past_the_deadline(
    client: Client, event: Event, ada: Delegate
) -> None:
    url = reverse("events:check_in_name", args=[event.slug, ada.pk])
    sent = {"name": "Ben Late", "email": "ben@example.org", "seen": ada.revision}

    assert client.post(url, sent).status_code == 303

    ada.refresh_from_db()
    assert (ada.name, ada.state) == ("Ben Late", Delegate.State.BOOKED)
    assert AuditEntry.objects.filter(action="event.hand-over", actor__isnull=False).exists()


def test_name_of_somebody_booked_already_is_an_error(
    client: Client, event: Event, ada: Delegate
) -> None:
    ben = book(event, name="Ben Example", email="ben@example.org")
    url = reverse("events:check_in_name", args=[event.slug, ada.pk])

    answer = client.post(url, {"name": ben.name, "email": ben.email, "seen": ada.revision})

    assert answer.status_code == 409
    assert "Ben Example has a place at this event already" in text(answer)


def test_door_of_a_delegate_of_another_event_is_not_found(client: Client, event: Event) -> None:
    stranger = book(event_today())
    for name in ("check_in_name", "check_in_badge"):
        assert (
            client.get(reverse(f"events:{name}", args=[event.slug, stranger.pk])).status_code == 404
        )
