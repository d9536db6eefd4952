"""Who comes is told that a forum has moved or is called off; calendars follow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions.telling_attendees import tell_cancelled, tell_moved
from forums.choices import Answer
from forums.models import Attendance, Forum
from network.models import Membership
from tests.conftest import Deliver
from tests.factories.forums import insider, open_forum
from tests.factories.joining import answers
from tests.factories.told import calendar_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    """Ada comes, Ben does not."""
    forum = open_forum(starts_at=timezone.now() + timedelta(days=1))
    answers(forum, insider("ada@example.org"))
    answers(forum, insider("ben@example.org"), Answer.APOLOGIES)
    return forum


def change(forum: Forum, **fields: object) -> Forum:
    for name, value in ({"version": forum.version + 1} | fields).items():
        setattr(forum, name, value)
    forum.save()
    return forum


def test_a_moved_forum_brings_the_entry_up_to_date(forum: Forum, deliver: Deliver) -> None:
    later = forum.starts_at + timedelta(days=7)
    row = Attendance.objects.get(answer="online")
    change(forum, starts_at=later, ends_at=later + timedelta(hours=2))
    assert [tell_moved(forum, timezone.now()) for _press in range(2)] == [1, 1]
    (mail,) = [one for one in deliver() if one.subject.startswith("A change")]
    found = calendar_in(mail)
    assert (mail.to, mail.subject) == (("ada@example.org",), f"A change: {forum}")
    assert (found.method.value, found.vevent.dtstart.value) == (
        "REQUEST",
        later.replace(microsecond=0),
    )
    assert int(found.vevent.sequence.value) == forum.version + row.revision
    assert Attendance.objects.get(answer="online").token_hash == ""


def test_a_forum_called_off_leaves_the_calendars(forum: Forum, deliver: Deliver) -> None:
    change(forum, state="cancelled", cancelled_at=timezone.now(), cancelled_why="The hall flooded.")
    tell_cancelled(forum, timezone.now())
    (mail,) = [one for one in deliver() if one.subject.startswith("Cancelled")]
    found = calendar_in(mail)
    assert (mail.to, mail.subject) == (("ada@example.org",), f"Cancelled: {forum}")
    assert "The hall flooded." in mail.text
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert Attendance.objects.get(answer="online").token_hash == ""


def test_only_members_learn_the_new_time(forum: Forum) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.update(ends_on=yesterday)
    change(forum)
    assert tell_moved(forum, timezone.now()) == 0
    assert tell_cancelled(forum, timezone.now()) == 1
