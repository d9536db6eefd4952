"""Feedback: who was there is asked, once, and no way leads from an answer to who gave it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions.feedback import AlreadyAnswered, NotAsked, Said, give
from forums.models import Attendance, Feedback, Forum
from network.models import User
from portal.models import AuditEntry
from tests.factories.forums import attended, held_forum, insider, join, outsider
from tests.factories.staff import coordinator_client, make_manager, sign_in

pytestmark = pytest.mark.django_db
SECRET = "planted: it was not safe"


@pytest.fixture
def forum() -> Forum:
    return held_forum()


def there(forum: Forum, user: User | None = None) -> User:
    user = user or insider()
    attended(forum, user)
    return user


def url(forum: Forum) -> str:
    return reverse("forums:feedback", args=[forum.slug])


def test_an_answer_is_kept_without_who_gave_it(client: Client, forum: Forum) -> None:
    user, entries = there(forum), AuditEntry.objects.count()
    client.force_login(user)
    answer = client.post(url(forum), {"score": "4", "felt_safe": "2", "change": SECRET})
    assert answer.status_code == 303
    row = Feedback.objects.get()
    assert (row.score, row.felt_safe, row.good, row.change) == (4, 2, "", SECRET)
    assert AuditEntry.objects.count() == entries
    related = [one.related_model for one in Feedback._meta.fields if isinstance(one, ForeignKey)]
    pointing = [
        one for one in apps.get_models() for f in one._meta.fields if f.related_model is Feedback
    ]
    assert (related, pointing) == ([Forum], [])


def test_a_second_press_changes_nothing(client: Client, forum: Forum) -> None:
    user = there(forum)
    client.force_login(user)
    for _press in range(2):
        answer = client.post(url(forum), {"score": "4"}, follow=True)
    assert "Your answers have reached us" in answer.content.decode()
    assert Feedback.objects.count() == 1
    with pytest.raises(AlreadyAnswered):
        give(forum=forum, user=user, said=Said(1), now=timezone.now())


@pytest.mark.parametrize("data", [{}, {"score": "6"}, {"good": "x" * 2001}])
def test_empty_and_wrong_answers_are_asked_again(
    client: Client, forum: Forum, data: dict[str, str]
) -> None:
    client.force_login(there(forum))
    answer = client.post(url(forum), data)
    assert (answer.status_code, "There is a problem" in answer.content.decode()) == (200, True)
    assert not Feedback.objects.exists()


def test_who_was_away_is_not_asked(client: Client, forum: Forum) -> None:
    away = insider()
    join(forum, away)
    client.force_login(away)
    answer = client.post(url(forum), {"score": "4"}, follow=True)
    assert "not asked for here now" in answer.content.decode()
    with pytest.raises(NotAsked):
        give(forum=forum, user=away, said=Said(1), now=timezone.now())
    assert not Feedback.objects.exists()


def test_officers_who_were_there_are_asked(forum: Forum) -> None:
    give(forum=forum, user=there(forum, outsider()), said=Said(1), now=timezone.now())
    assert Feedback.objects.count() == 1


def test_thirty_days_later_nobody_is_asked(forum: Forum) -> None:
    user = there(forum)
    with pytest.raises(NotAsked):
        give(forum=forum, user=user, said=Said(1), now=forum.ends_at + timedelta(days=30))


def test_neither_order_nor_transaction_tells_when_an_answer_came(forum: Forum) -> None:
    for number in range(6):
        give(forum=forum, user=there(forum), said=Said(good=str(number)), now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM forums_feedback ORDER BY ctid")
        stored = cursor.fetchall()
    assert [key for key, _by in stored] == sorted(key for key, _by in stored)
    assert len({by for _key, by in stored}) == 1
    assert Attendance.objects.filter(has_given_feedback=True).count() == 6


def test_staff_see_nothing_of_few_and_averages_of_five(forum: Forum) -> None:
    page, staff = reverse("admin:forums_forum_feedback", args=[forum.pk]), coordinator_client()
    for number in range(4):
        give(forum=forum, user=there(forum), said=Said(4, good=SECRET), now=timezone.now())
        assert SECRET not in staff.get(page).content.decode(), number
    give(forum=forum, user=there(forum), said=Said(5, good=SECRET), now=timezone.now())
    found = staff.get(page).content.decode()
    assert (found.count(SECRET), ">4.2<" in found) == (5, True)
    assert sign_in(make_manager()).get(page).status_code == 403
