"""Who comes, or was asked, is told of changes; calendars follow."""

from copy import copy
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import announcing, asking_speakers
from forums.actions.announcing import tell_cancelled, tell_moved
from forums.actions.moving import Stale
from forums.actions.reminding import remind_due
from forums.choices import Answer, Rule
from forums.models import Attendance, Forum, Speaker
from network.models import Membership
from portal.models import AuditEntry
from portal.when import in_words
from tests.conftest import Deliver
from tests.factories.forums import insider, item_of, open_forum
from tests.factories.joining import answers
from tests.factories.staff import make_staff
from tests.factories.told import calendar_in

pytestmark = pytest.mark.django_db
FIVE = timedelta(minutes=5)


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
    was = copy(forum)
    change(forum, starts_at=later, ends_at=later + timedelta(hours=2))
    told = [tell_moved(forum, was=was, now=timezone.now()) for _press in range(2)]
    assert told == [1, 1]
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
    tell_cancelled(forum, now=timezone.now())
    (mail,) = [one for one in deliver() if one.subject.startswith("Cancelled")]
    found = calendar_in(mail)
    assert (mail.to, mail.subject) == (("ada@example.org",), f"Cancelled: {forum}")
    assert "The hall flooded." in mail.text
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert Attendance.objects.get(answer="online").token_hash == ""


def test_only_members_learn_the_new_time(forum: Forum) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.update(ends_on=yesterday)
    was = copy(forum)
    change(forum, starts_at=forum.starts_at + timedelta(minutes=5))
    assert tell_moved(forum, was=was, now=timezone.now()) == 0
    assert tell_cancelled(forum, now=timezone.now()) == 1


def off_line(forum: Forum, *, is_online: bool = False) -> int:
    """It can be joined online no more (or again); how many were told."""
    was = copy(forum)
    change(forum, is_online=is_online, venue="Example Hall")
    return tell_moved(forum, was=was, now=timezone.now())


def test_who_was_to_join_online_is_asked_anew_when_that_is_gone(
    forum: Forum, deliver: Deliver
) -> None:
    assert off_line(forum) == 1
    mail = deliver()[-1]
    assert (mail.to, mail.subject) == (("ada@example.org",), f"Please choose anew: {forum}")
    assert "join online, and this forum can now be joined in person only" in mail.text
    assert calendar_in(mail).method.value == "CANCEL"
    row = Attendance.objects.get(answer="online")
    assert (row.is_coming, row.must_choose, row.token_hash) == (False, True, "")


def test_who_has_not_chosen_anew_is_not_counted_nor_let_in_nor_reminded(forum: Forum) -> None:
    off_line(forum)
    assert remind_due(now=timezone.now()) == 0
    rows = Attendance.objects.filter(forum=forum)
    assert (rows.coming().count(), rows.welcome(timezone.now()).count()) == (0, 0)


def test_who_has_not_chosen_anew_hears_that_it_is_online_again_or_cancelled(forum: Forum) -> None:
    off_line(forum)
    assert off_line(forum, is_online=True) == 1
    off_line(forum)
    assert tell_cancelled(forum, now=timezone.now()) == 1


def test_who_chooses_anew_comes(forum: Forum) -> None:
    off_line(forum)
    ada = Attendance.objects.get(answer="online").user
    row = answers(forum, ada, Answer.IN_PERSON)
    assert (row.is_coming, row.must_choose) == (True, False)


def invited(forum: Forum, rule: Rule = Rule.NON_ATTRIBUTABLE) -> Speaker:
    """For one item, as staff ask somebody."""
    item = item_of(forum, rule)
    speaker = forum.speakers.create(name="Jo", email="jo@example.org", item=item)
    return asking_speakers.invite(
        speaker=speaker, words="Come: [link]", as_seen=asking_speakers.seen(speaker),
        by=make_staff(), now=timezone.now(),
    )  # fmt: skip


def shorten_the_first(forum: Forum) -> None:
    """Everything after it begins five minutes earlier."""
    first = forum.items.order_by("position")[0]
    first.minutes -= 5
    first.save()


def tell(forum: Forum) -> int:
    return announcing.tell_of_agenda(
        forum=forum, version=forum.version, by=make_staff(), now=timezone.now()
    )


def test_speaker_hears_of_another_time_once_and_of_the_agenda_nothing(deliver: Deliver) -> None:
    forum = open_forum()
    item = invited(forum).item
    assert tell(forum) == 0
    shorten_the_first(forum)
    assert [tell(forum), tell(forum)] == [1, 0]
    mail = deliver()[-1]
    start = forum.starts_at + timedelta(minutes=20)
    old, new = (in_words(at, at + timedelta(minutes=20)) for at in (start, start - FIVE))
    text = " ".join(mail.text.split())
    assert (mail.to, mail.subject) == (("jo@example.org",), f"A change: {forum}")
    assert f"Your part in {forum} was to be on {old}." in text
    assert f"{forum} {new}" in text
    assert item is not None
    assert item.title not in text
    assert AuditEntry.objects.get(action="forum.tell-speakers").new == {"people": 1}


def test_speaker_whose_item_is_called_otherwise_is_to_be_told() -> None:
    forum = open_forum()
    item = invited(forum).item
    forum.items.filter(pk=item and item.pk).update(title="Another")
    assert [one.whom for one in announcing.of_agenda(forum, now=timezone.now())] == ["speakers"]


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_who_does_not_come_is_told_nothing_of_the_agenda(state: str) -> None:
    forum = open_forum()
    invited(forum)
    Speaker.objects.update(state=state, answered_at=timezone.now())
    shorten_the_first(forum)
    assert tell(forum) == 0


def test_move_of_the_forum_is_all_that_a_speaker_hears() -> None:
    forum = open_forum()
    invited(forum)
    was = copy(forum)
    shorten_the_first(forum)
    change(forum, starts_at=forum.starts_at + FIVE)
    assert (tell_moved(forum, was=was, now=timezone.now()), tell(forum)) == (1, 0)


def test_stale_agenda_tells_nobody() -> None:
    forum = open_forum()
    invited(forum)
    shorten_the_first(forum)
    with pytest.raises(Stale):
        announcing.tell_of_agenda(
            forum=forum, version=forum.version - 1, by=make_staff(), now=timezone.now()
        )


def test_pages_ask_who_has_not_chosen_anew(forum: Forum, client: Client) -> None:
    off_line(forum)
    client.force_login(Attendance.objects.get(answer="online").user)
    pages = ["/dashboard/", "/forums/", f"/forums/{forum.slug}/", f"/forums/{forum.slug}/join/"]
    texts = [client.get(page).text for page in pages]
    words = ["Please answer anew"] * 2 + ["Please choose anew"] * 2
    assert [word in text for word, text in zip(words, texts, strict=True)] == [True] * 4
    assert [text for text in texts if "You join online" in text] == []
