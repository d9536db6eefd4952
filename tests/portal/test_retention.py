"""What the site forgets by itself, and what it must not."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from portal.models import OutgoingMail
from portal.outbox import Letter, enqueue
from portal.retention import MAIL_KEPT, tidy
from tests.factories.applicants import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
State = OutgoingMail.State


def make_mail(state: str, *, age: timedelta) -> None:
    letter = Letter("ada@example.org", "Hello", "Text")
    mail = enqueue(cause=f"{state}:{age}", letter=letter, now=NOW - age)
    sent_at = NOW - age if state == State.SENT else None
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, sent_at=sent_at)


@pytest.mark.parametrize("state", [State.SENT, State.EXPIRED, State.PARKED, State.IN_DOUBT])
def test_settled_mail_goes_after_its_time(state: str) -> None:
    make_mail(state, age=MAIL_KEPT + timedelta(seconds=1))
    make_mail(state, age=MAIL_KEPT)
    assert [tidy(now=NOW)["mails"], tidy(now=NOW)["mails"]] == [1, 0]
    assert OutgoingMail.objects.get().created_at == NOW - MAIL_KEPT


def test_mail_that_still_waits_stays_however_old() -> None:
    make_mail(State.WAITING, age=timedelta(days=1000))
    assert tidy(now=NOW)["mails"] == 0


def test_expired_sessions_go_with_what_is_kept_about_them() -> None:
    ada = make_person("ada@example.org", "Ada Example")
    for key, expires in (("over", NOW - timedelta(1)), ("live", NOW + timedelta(1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        UserSession.objects.create(user=ada, session_key=key, ip="192.0.2.1", user_agent="x")
    assert tidy(now=NOW)["sessions"] == 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["live"]


def test_expired_security_keys_go_and_live_ones_stay() -> None:
    caches["default"].set("live", 1, timeout=3600)
    caches["default"].set("over", 1, timeout=3600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE portal_security_cache SET expires = now() - interval '1 hour' "
            "WHERE cache_key = %s",
            [caches["default"].make_key("over")],
        )
    assert tidy(now=timezone.now())["keys"] == 1
    assert caches["default"].get("live") == 1


def test_the_security_cache_keeps_more_keys_than_djangos_usual_300() -> None:
    cache = caches["default"]
    for number in range(350):
        cache.set(f"limit:{number}", number)
    assert [cache.get(f"limit:{number}") for number in range(350)] == list(range(350))
