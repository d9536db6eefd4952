"""A person answers once, and gets one link: real connections, beside a control."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone

from forums.actions import reminding
from forums.models import Attendance, Forum
from network.models import User
from portal.models import OutgoingMail
from tests.factories.forums import insider, join, open_forum
from tests.factories.joining import answers
from tests.races.together import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def press(forum: Forum, user: User) -> str:
    try:
        answers(forum, user)
    except IntegrityError:
        return "broken"
    return "answered"


def test_pressed_in_two_tabs_at_once_it_is_one_answer() -> None:
    forum = open_forum()
    for _ in range(ROUNDS):
        OutgoingMail.objects.all().delete()
        user = insider()
        assert at_once([partial(press, forum, user)] * 4) == ["answered"] * 4
        assert Attendance.objects.get(user=user).revision == 1
        assert OutgoingMail.objects.count() == 1


def test_without_the_lock_one_of_them_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same presses on a forum that is read and not locked."""

    def unlocked(forum: Forum) -> Forum:
        return Forum.objects.get(pk=forum.pk)

    monkeypatch.setattr("forums.actions.joining.lock", unlocked)
    forum = open_forum()
    broken = 0
    for _ in range(10):
        broken += at_once([partial(press, forum, insider())] * 4).count("broken")
        if broken:
            break
    assert broken


def test_two_beats_send_one_link() -> None:
    forum = open_forum(starts_at=timezone.now() + timedelta(days=1))
    for _ in range(5):
        join(forum, insider())
    now = timezone.now()
    sent = at_once([partial(reminding.remind_due, now=now)] * 3)
    assert (sum(sent), OutgoingMail.objects.count()) == (5, 5)
