"""A contributor hands in and takes back when there is no room, or somebody else was first."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from events.models import Contributor, Event, Material
from portal.tokens import new_token
from tests.factories.applicants import NOW
from tests.factories.bookings import open_event
from tests.factories.materials import handed_in, pdf

pytestmark = pytest.mark.django_db
TOKEN = new_token()
STAYS = "It is shown by now, so it stays. Write to the organisers if it should not."


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def speaker() -> Contributor:
    return Contributor.objects.create(
        event=open_event(), name="Amara Example", state="accepted", token_hash=TOKEN.hash
    )


def hand_in(client: Client) -> Any:
    values = {"key": str(uuid.uuid4()), "title": "My slides", "description": "Of the morning"}
    return client.post(reverse("events:speaker_hand_in", args=[TOKEN.secret]), values | {
        "where": "", "file": pdf(),
    })  # fmt: skip


def take_back(client: Client, row: Material, method: str = "post") -> list[str]:
    """What is said after it."""
    address = reverse("events:speaker_take_back", args=[TOKEN.secret, row.pk])
    answer = getattr(client, method)(address, follow=True)
    return [str(message) for message in answer.context["messages"]]


@contextmanager
def meanwhile(change: Callable[[], object]) -> Iterator[None]:
    """Somebody else's `change` comes first: just before the first lock."""
    done: list[object] = []

    def first(execute: Any, sql: str, *rest: Any) -> Any:
        if "FOR NO KEY UPDATE" in sql and not done:
            done.append(sql)
            change()
        return execute(sql, *rest)

    with connection.execute_wrapper(first):
        yield
    assert len(done) == 1


def assert_kept_as_typed(answer: Any, said: str) -> None:
    form = answer.context["form"]
    assert form.errors == {"file": [said]}
    typed = [form[name].value() for name in ("title", "description")]
    assert typed == ["My slides", "Of the morning"]


def test_too_many_files_in_an_hour_are_refused(
    client: Client, speaker: Contributor, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"hand-in": "1/h/key"}
    assert hand_in(client).status_code == 303

    said = "Those were many files in an hour. Please wait a little"
    assert_kept_as_typed(hand_in(client), said)
    assert Material.objects.count() == 1


def test_sixth_file_waits_until_those_before_are_looked_at(
    client: Client, speaker: Contributor
) -> None:
    for _ in range(5):
        handed_in(speaker)

    said = "No more files are taken until those before are looked at"
    assert_kept_as_typed(hand_in(client), said)


def test_event_that_is_full_of_files_says_so(client: Client, speaker: Contributor) -> None:
    link = "https://example.org/film"
    Material.objects.bulk_create(
        Material(event=speaker.event, title="A", key=uuid.uuid4(), added_at=NOW, link=link)
        for _ in range(100)
    )

    said = "The event has no room for more files. Please write to the organisers"
    assert_kept_as_typed(hand_in(client), said)


def test_event_cancelled_in_the_meantime_takes_no_file(
    client: Client, speaker: Contributor
) -> None:
    with meanwhile(lambda: Event.objects.update(state="cancelled", cancelled_at=NOW)):
        answer = hand_in(client)

    said = "Files are taken only from people who take part, while the event stands"
    assert_kept_as_typed(answer, said)


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_published_stays(client: Client, speaker: Contributor, method: str) -> None:
    made = handed_in(speaker)
    Material.objects.update(published_at=NOW)

    assert take_back(client, made, method) == [STAYS]
    assert Material.objects.get() == made


def test_what_is_published_in_the_meantime_stays(client: Client, speaker: Contributor) -> None:
    made = handed_in(speaker)

    with meanwhile(lambda: Material.objects.update(published_at=NOW)):
        assert take_back(client, made) == [STAYS]
    assert Material.objects.get() == made


def test_what_another_press_deleted_is_said_to_be_deleted(
    client: Client, speaker: Contributor
) -> None:
    made = handed_in(speaker)

    with meanwhile(Material.objects.all().delete):
        assert take_back(client, made) == ["It was deleted already."]
