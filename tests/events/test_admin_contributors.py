"""Contributors in the admin: added, placed in the programme, asked by a personal link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import contributing
from events.models import Contribution, Contributor, Event
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import COORDINATORS, EVENTS_OFFICERS
from tests.conftest import Deliver
from tests.factories.events import make_event, make_series, workshops_of
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/events/contributor/"
EMPTY = {"contributions-TOTAL_FORMS": 0, "contributions-INITIAL_FORMS": 0}
NEW = {
    "name": "Amara Example",
    "email": "Amara@example.org",
    "honorarium": "none",
    "travel": "none",
}


@pytest.fixture
def client() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    event = make_event(starts_at=timezone.now() + timedelta(days=40))
    make_series(event)
    return event


def make(event: Event, **fields: Any) -> Contributor:
    values = {"name": "Amara Example", "email": "amara@example.org"} | fields
    return Contributor.objects.create(event=event, **values)


def page(contributor: Contributor, act: str = "change") -> str:
    return reverse(f"admin:events_contributor_{act}", args=[contributor.pk])


def test_contributor_is_added_and_then_placed(client: Client, event: Event) -> None:
    series = event.slots.get()
    workshop, _other = workshops_of(series)
    response = client.post(f"{LIST}add/", NEW | {"event": event.pk})
    made = Contributor.objects.get()

    client.post(
        page(made),
        NEW
        | {
            "contributions-TOTAL_FORMS": 2,
            "contributions-INITIAL_FORMS": 0,
            "contributions-0-role": "facilitator",
            "contributions-0-where": f"workshop-{workshop.pk}",
            "contributions-0-position": 0,
            "contributions-1-role": "chair",
            "contributions-1-where": f"slot-{series.pk}",
            "contributions-1-position": 1,
        },
    )

    assert response.headers["Location"] == page(made)
    assert (made.email, made.state) == ("amara@example.org", "planned")
    assert set(Contribution.objects.values_list("role", "workshop", "slot")) == {
        ("facilitator", workshop.pk, None),
        ("chair", None, series.pk),
    }


def placed(where: str, *, times: int = 1) -> dict[str, Any]:
    data: dict[str, Any] = {"contributions-TOTAL_FORMS": times, "contributions-INITIAL_FORMS": 0}
    for number in range(times):
        data |= {
            f"contributions-{number}-role": "speaker",
            f"contributions-{number}-where": where,
            f"contributions-{number}-position": 0,
        }
    return data


def test_nobody_is_twice_in_one_place_or_in_another_event(client: Client, event: Event) -> None:
    made = make(event)
    here = event.slots.get()
    elsewhere = make_series(make_event())

    twice = client.post(page(made), NEW | placed(f"slot-{here.pk}", times=2)).text
    foreign = client.post(page(made), NEW | placed(f"slot-{elsewhere.pk}")).text

    assert "This person is already there." in twice
    assert "Select a valid choice" in foreign
    assert not Contribution.objects.exists()


def test_state_and_event_cannot_be_posted(client: Client, event: Event) -> None:
    made, other = make(event), make_event()

    client.post(page(made), NEW | EMPTY | {"state": "accepted", "event": other.pk})

    made.refresh_from_db()
    assert (made.state, made.event) == ("planned", event)


def test_asking_sends_a_personal_link_that_is_kept_only_as_a_hash(
    client: Client, event: Event, deliver: Deliver
) -> None:
    made = make(event)

    client.post(page(made, "invite"))

    [mail] = deliver()
    found = re.search(r"/events/speaker/(\S+)/", mail.text)
    assert found
    made.refresh_from_db()
    assert (made.state, mail.to) == ("invited", ("amara@example.org",))
    assert contributing.find(found[1], now=timezone.now()) == made
    kept = OutgoingMail.objects.get()
    assert found[1] not in f"{made.token_hash}{kept.text}{kept.cause}"
    assert AuditEntry.objects.filter(action="contributor.invite").count() == 1


def secret_of(mail: Any) -> str:
    found = re.search(r"/events/speaker/(\S+)/", mail.text)
    assert found
    return found[1]


def test_a_newer_link_ends_the_older_and_keeps_a_yes(
    client: Client, event: Event, deliver: Deliver
) -> None:
    made = make(event)
    client.post(page(made, "invite"))
    first = secret_of(deliver()[-1])
    person = contributing.find(first, now=timezone.now())
    assert person
    contributing.answer(contributor=person, to=Contributor.State.ACCEPTED, now=timezone.now())

    client.post(page(made, "invite"))

    second = secret_of(deliver()[-1])
    made.refresh_from_db()
    assert contributing.find(first, now=timezone.now()) is None
    assert contributing.find(second, now=timezone.now()) == made
    assert made.state == "accepted"


@pytest.mark.parametrize(
    ("fields", "changes", "said"),
    [
        ({"email": ""}, {}, "there is no e-mail address"),
        ({}, {"state": "cancelled", "cancelled_at": timezone.now()}, "over or cancelled"),
        ({}, {"starts_at": timezone.now() - timedelta(days=50)}, "over or cancelled"),
    ],
)
def test_nobody_is_asked_without_address_or_after_the_event(
    client: Client, fields: dict[str, str], changes: dict[str, Any], said: str
) -> None:
    event = make_event(**{"starts_at": timezone.now() + timedelta(days=40)} | changes)
    made = make(event, **fields)

    text = client.post(page(made, "invite"), follow=True).text

    assert said in text
    assert not OutgoingMail.objects.exists()


def test_coordinators_see_contributors_and_ask_nobody(event: Event) -> None:
    client, made = sign_in(make_staff(COORDINATORS)), make(event)

    assert client.get(page(made)).status_code == 200
    assert client.post(page(made, "invite")).status_code == 403


def test_list_is_filtered_by_answer_and_event(client: Client, event: Event) -> None:
    make(event, name="Asked", state="invited")
    make(event, name="Coming", state="accepted")
    make(make_event(starts_at=timezone.now() - timedelta(days=9)), name="Past", state="invited")

    def found(query: str) -> list[str]:
        return [one.name for one in client.get(LIST + query).context["cl"].result_list]

    assert found("") == ["Asked", "Coming", "Past"]
    assert found("?answer=unanswered") == ["Asked"]
    assert found("?answer=accepted") == ["Coming"]
    assert found(f"?event={event.pk}") == ["Asked", "Coming"]


def test_who_was_asked_stays_and_who_was_not_may_go(client: Client, event: Event) -> None:
    planned, asked = make(event), make(event, state="invited")

    client.post(page(planned, "delete"), {"post": "yes"})
    refused = client.post(page(asked, "delete"), {"post": "yes"})

    assert refused.status_code == 403
    assert list(Contributor.objects.all()) == [asked]


def test_page_never_shows_what_somebody_needs(client: Client, event: Event) -> None:
    made = make(event, state="accepted")
    contributing.say_needs(
        contributor=made, text="planted ramp", consent_wording="Yes", now=timezone.now()
    )

    text = client.get(page(made)).text

    assert "Said something" in text
    assert "planted" not in text


def test_announcing_a_change_counts_the_contributors_it_reaches(
    client: Client, event: Event
) -> None:
    for state in ("invited", "accepted", "declined"):
        make(event, state=state)
    address = reverse("admin:events_event_announce", args=[event.pk])

    shown = client.get(address).text
    done = client.post(address, {"words": "It is in Room 4"}, follow=True).text

    assert "Contributors who are asked or come, and have an address: 2." in shown
    assert "2 people are told." in done
