"""Reminders: due and not done, each once, to exactly whom they concern."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import needs
from forums.actions.reminding import remind_due
from forums.choices import Answer
from forums.models import Attendance, Forum
from network.models import User
from portal.models import OutgoingMail
from tests.factories.forums import insider, join, open_forum, outsider
from tests.factories.joining import answers

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=60)


def forum_in(days: float) -> Forum:
    return open_forum(starts_at=timezone.now() + timedelta(days=days))


def silent(email: str) -> User:
    """The primary contact of a member of whom nobody has answered."""
    user = insider(email)
    user.affiliations.update(role="primary")
    return user


def written() -> list[tuple[str, str]]:
    mails = OutgoingMail.objects.order_by("to", "pk")
    return [(mail.to, mail.subject.partition(":")[0].partition("?")[0]) for mail in mails]


@pytest.mark.parametrize(
    ("days", "subjects"), [(15, []), (13, ["Coming up"]), (1, ["Your way in"])]
)
def test_who_comes_is_reminded_of_what_is_near(days: float, subjects: list[str]) -> None:
    join(forum_in(days), insider("ada@example.org"), answered_at=LONG_AGO)
    for _run in range(2):
        remind_due(now=timezone.now())
    assert written() == [("ada@example.org", subject) for subject in subjects]


def test_who_has_just_answered_is_not_reminded() -> None:
    join(forum_in(13), insider())
    assert remind_due(now=timezone.now()) == 0


@pytest.mark.parametrize("days", [13, 1])
def test_apologies_lapsed_members_and_closed_accounts_are_left_alone(days: float) -> None:
    forum = forum_in(days)
    join(forum, insider(), Answer.APOLOGIES, answered_at=LONG_AGO)
    gone = insider()
    join(forum, gone, answered_at=LONG_AGO)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    lapsed = insider(ends_on=timezone.localdate() - timedelta(days=1))
    join(forum, lapsed, answered_at=LONG_AGO)
    assert remind_due(now=timezone.now()) == 0


def test_a_forum_called_off_is_not_reminded_of() -> None:
    join(forum_in(13), insider(), answered_at=LONG_AGO)
    Forum.objects.update(state="cancelled", cancelled_at=timezone.now())
    assert remind_due(now=timezone.now()) == 0


def test_a_forum_that_moves_is_reminded_of_again() -> None:
    join(forum_in(13), insider("ada@example.org"), answered_at=LONG_AGO)
    remind_due(now=timezone.now())
    starts_at = timezone.now() + timedelta(days=10)
    Forum.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    remind_due(now=timezone.now())
    assert written() == [("ada@example.org", "Coming up")] * 2


def test_primary_contacts_of_who_has_not_answered_are_asked_once() -> None:
    forum = forum_in(13)
    silent("silent@example.org"), outsider("officer@example.org")
    insider("colleague@example.org")  # no primary contact
    answered = silent("answered@example.org")
    join(forum, answered, Answer.APOLOGIES)
    for _run in range(2):
        remind_due(now=timezone.now())
    assert written() == [("silent@example.org", "Is somebody from your organisation coming")]


def test_a_colleagues_answer_is_the_organisations() -> None:
    forum, primary = forum_in(13), silent("primary@example.org")
    colleague = insider("colleague@example.org")
    organisation = primary.affiliations.get().organisation
    answers(forum, colleague)
    Attendance.objects.update(organisation=organisation)
    remind_due(now=timezone.now())
    assert [to for to, _subject in written() if to == "primary@example.org"] == []


def test_nothing_of_the_agenda_is_in_a_reminder() -> None:
    forum = forum_in(13)
    forum.items.update(title="Planted title", about="Planted words")
    join(forum, insider(), answered_at=LONG_AGO)
    silent("silent@example.org")
    assert remind_due(now=timezone.now()) == 2
    texts = OutgoingMail.objects.values_list("subject", "text", "html")
    assert [text for text in map(str, texts) if "Planted" in text] == []


def with_needs(forum: Forum) -> Attendance:
    return answers(forum, insider(), Answer.IN_PERSON, needs="A ramp", consents=True)


@pytest.mark.parametrize(("days", "kept"), [(29, True), (30, False)])
def test_needs_are_forgotten_thirty_days_after(days: int, kept: bool) -> None:
    forum = open_forum(venue="Example Hall")
    row = with_needs(forum)
    needs.forget(now=forum.ends_at + timedelta(days=days))
    row.refresh_from_db()
    assert (bool(row.needs), row.needs_consented_at is not None) == (kept, kept)


def test_needs_of_a_forum_called_off_are_forgotten() -> None:
    row = with_needs(open_forum(venue="Example Hall"))
    Forum.objects.update(state="cancelled", cancelled_at=timezone.now())
    assert [needs.forget(now=timezone.now()) for _run in range(2)] == [1, 0]
    row.refresh_from_db()
    assert row.needs == b""
