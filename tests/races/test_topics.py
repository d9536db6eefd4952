"""Colleagues say at once that a topic affects them; a topic is proposed once; a link sent once."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.models import Affirmation, Topic
from network.models import User
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.forums import insider, make_topic, open_forum
from tests.factories.speakers import asked
from tests.factories.staff import make_staff, sign_in
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def press(client: Client, path: str, data: dict[str, Any]) -> int:
    return client.post(path, data).status_code


def affirming(topic: Topic, person: User, organisation: int) -> Callable[[], int]:
    path = reverse("forums:topic_affirm", args=[topic.pk])
    data = {"act": "affirm", "organisation": organisation}
    return partial(press, sign_in(person, factor=False), path, data)


def test_two_colleagues_say_so_once() -> None:
    for _ in range(ROUNDS):
        topic, first, second = make_topic(), insider(), make_person()
        organisation = first.affiliations.get().organisation
        organisation.affiliations.create(user=second, role="member", started_at=timezone.now())

        answers = at_once([affirming(topic, one, organisation.pk) for one in (first, second)])

        assert answers == [302, 302]
        assert Affirmation.objects.filter(topic=topic).count() == 1
        said = AuditEntry.objects.filter(action="topic.affirm", object_id=str(topic.pk))
        assert said.count() == 1


def test_a_topic_sent_from_two_tabs_is_proposed_once() -> None:
    for _ in range(ROUNDS):
        person, key = insider(), str(uuid.uuid4())
        data = {"title": "Waits", "shows": "organisation", "key": key}
        tabs = [
            partial(press, sign_in(person, factor=False), "/forums/topics/new/", data)
            for _ in range(2)
        ]

        assert at_once(tabs) == [302, 302]
        assert Topic.objects.filter(by=person).count() == 1


def inviting() -> tuple[list[Callable[[], int]], Any]:
    """Two of staff about to send the same person a link."""
    speaker = asked(open_forum(), token_hash="")
    path = reverse("admin:forums_speaker_invite", args=[speaker.pk])
    clients = [sign_in(make_staff()) for _ in range(2)]
    seen = clients[0].get(path).context["form"]["seen"].value()
    data = {"seen": seen, "text": "Do come:\n\n[link]"}
    return [partial(press, client, path, data) for client in clients], speaker


def letters_of(speaker: Any) -> int:
    return OutgoingMail.objects.filter(cause__startswith=f"speaker:{speaker.pk}:").count()


def test_two_of_staff_send_one_link() -> None:
    for _ in range(ROUNDS):
        presses, speaker = inviting()

        assert sorted(at_once(presses)) == [302, 409]
        assert letters_of(speaker) == 1


def test_without_the_lock_two_links_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same presses on a row that is read and not locked."""

    def unlocked(speaker: Any, _as_seen: str) -> Any:
        return type(speaker).objects.select_related("forum", "item").get(pk=speaker.pk)

    monkeypatch.setattr("forums.actions.asking_speakers._locked", unlocked)
    presses, speaker = inviting()
    at_once(presses)

    assert letters_of(speaker) == 2
