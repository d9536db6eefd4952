"""What members share is sent once and decided once: real connections, beside a control."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import submissions
from bulletins.models import Post, Submission, SubmissionEvent
from portal.models import OutgoingMail
from tests.factories.staff import make_staff, sign_in
from tests.factories.submissions import FORM, accepted, make_draft, make_shared
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = [("accept", "accept"), ("accept", "decline"), ("ask", "decline")]


def deciding(row: Submission, move: str) -> Callable[[], int]:
    """Somebody's press of *confirm*: answers the page's status."""
    client = sign_in(make_staff())
    data = {
        "version": row.version,
        "as_post": "yes",
        "reason": "known",
        "send": "yes",
        "text": "x",
        "act": "confirm",
    }
    return partial(press, client, f"/admin/bulletins/submission/{row.pk}/decide/{move}/", data)


def press(client: Client, path: str, data: dict[str, Any]) -> int:
    return client.post(path, data).status_code


@pytest.mark.parametrize("pair", PAIRS)
def test_two_deciders_one_outcome(pair: tuple[str, str]) -> None:
    for _ in range(ROUNDS):
        row = make_shared()
        OutgoingMail.objects.all().delete()

        answers = at_once([deciding(row, move) for move in pair])

        assert sorted(answers) == [302, 409]
        assert row.events.exclude(move="submit").count() == 1
        assert OutgoingMail.objects.count() == 1
        assert Post.objects.filter(submission=row).count() <= 1


def test_without_the_lock_two_deciders_both_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same presses on rows that are read and not locked."""

    def unlocked(submission: Submission) -> Submission:
        found = Submission.objects.select_related("organisation", "by", "post")
        return found.get(pk=submission.pk)

    monkeypatch.setattr("bulletins.actions.moderation.lock", unlocked)
    doubled = 0
    for _ in range(10):
        row = make_shared()
        at_once([deciding(row, "ask"), deciding(row, "decline")])
        doubled += row.events.exclude(move="submit").count() == 2
        if doubled:
            break

    assert doubled


def test_draft_sent_from_two_tabs_at_once_is_sent_once() -> None:
    for _ in range(ROUNDS):
        row = make_draft()
        path = f"/bulletins/share/{row.reference}/change/"
        data = FORM | {"version": row.version, "action": "send"}
        tabs = [partial(press, sign_in(row.by, factor=False), path, data) for _ in range(2)]

        at_once(tabs)

        assert row.events.count() == 1


def test_new_one_sent_twice_at_once_is_one() -> None:
    writer = make_draft().by
    for number in range(ROUNDS):
        key = f"00000000-0000-4000-8000-00000000000{number % 10}"
        data = FORM | {"key": key, "action": "send", "title": f"Round {number}"}
        path = "/bulletins/share/new/news/"
        presses = [partial(press, sign_in(writer, factor=False), path, data) for _ in range(2)]

        assert at_once(presses) == [302, 302]
        assert SubmissionEvent.objects.filter(submission__title=f"Round {number}").count() == 1


def test_published_twice_at_once_tells_once() -> None:
    for _ in range(ROUNDS):
        row = accepted(as_post=True)
        OutgoingMail.objects.all().delete()
        publish = partial(submissions.published_as_post, post=row.post, by=None, now=timezone.now())

        assert sorted(at_once([publish, publish])) == [0, 1]
        assert OutgoingMail.objects.count() == 1
