"""Limits on guessing and on asking for codes lie in PostgreSQL, under keys nobody else uses."""

import re
from pathlib import Path
from typing import Any

import pytest
import redis
from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.conf import settings as site
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.models import OutgoingMail
from portal.views import LIMITS_LAST
from tests.factories.applicants import make_person
from tests.factories.sign_in import (
    PASSWORD,
    app_code,
    ask_for_code,
    enrol_app,
    mailed_code,
    sign_in,
)

pytestmark = pytest.mark.django_db
TOO_MANY = "That was tried too many times"


def guess(client: Client, email: str, **headers: str) -> str:
    data = {"login": email, "password": "wrong"}
    return client.post(reverse("account_login"), data, headers=headers).content.decode()


def wipe_broker() -> None:
    redis.Redis.from_url(site.CELERY_BROKER_URL).flushall()


def cache_keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM portal_security_cache")
        return [key for (key,) in cursor.fetchall()]


def test_guessing_one_password_stops_after_five() -> None:
    person = make_person(password=PASSWORD)
    pages = [guess(Client(), person.email) for _ in range(6)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]


def test_the_right_password_does_not_help_then(client: Client) -> None:
    person = make_person(password=PASSWORD)
    for _ in range(6):
        guess(Client(), person.email)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_rotating_forwarded_addresses_are_still_limited() -> None:
    assert site.TRUSTED_PROXY_COUNT == 0
    pages = [
        guess(Client(), f"person{turn}@example.org", **{"X-Forwarded-For": f"198.51.100.{turn}"})
        for turn in range(11)
    ]
    assert [TOO_MANY in page for page in pages] == [False] * 10 + [True]


def test_a_trusted_proxy_tells_visitors_apart(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for turn in range(11):
        page = guess(
            Client(),
            f"person{turn}@example.org",
            **{"X-Forwarded-For": f"203.0.113.9, 198.51.100.{turn}"},
        )
    assert TOO_MANY not in page


def test_asking_for_codes_stops_after_three() -> None:
    statuses = [ask_for_code(Client(), "ola@example.org").status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 200]


def test_limits_survive_a_wiped_broker() -> None:
    person = make_person(password=PASSWORD)
    for _ in range(5):
        guess(Client(), person.email)
    wipe_broker()
    assert TOO_MANY in guess(Client(), person.email)


def test_app_code_works_once_even_after_the_broker_was_wiped() -> None:
    person = make_person()
    secret = enrol_app(person)
    code = app_code(secret)
    first, second = Client(), Client()
    sign_in(first, person)
    first.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in first.session
    wipe_broker()
    sign_in(second, person)
    page = second.post(reverse("mfa_authenticate"), {"code": code}).content.decode()
    assert "it was used already" in page
    assert "_auth_user_id" not in second.session


def plant(store: Any) -> list[str]:
    keys = [f"allauth:rl:planted:{number}" for number in range(50)]
    for key in keys:
        store.set(key, [1.0], 600)
    return keys


def fill(store: Any, rows: int) -> None:
    """Crowd the table, as many people signing in would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_security_cache SELECT ':1:~fill' || n, 'x', now() + interval '1 h'"
            " FROM generate_series(1, %s) n",
            [rows],
        )
    store.set("one-more", 1, 600)


def test_a_crowded_cache_keeps_security_keys() -> None:
    keys = plant(cache)
    fill(cache, 5000)
    assert len(cache.get_many(keys)) == 50


def test_control_djangos_own_limit_would_lose_them() -> None:
    small = DatabaseCache("portal_security_cache", {})
    keys = plant(small)
    fill(small, 5000)
    assert len(small.get_many(keys)) < 50


def test_nothing_but_sign_in_writes_to_the_default_cache(client: Client) -> None:
    person = make_person(password=PASSWORD)
    for page in ("home", "network:index", "network:eligibility", "privacy", "account_login"):
        client.get(reverse(page))
    guess(client, person.email)
    sign_in(client, person)
    for page in ("dashboard", "account", "network:apply"):
        client.get(reverse(page))
    keys = cache_keys()
    assert keys
    assert [key for key in keys if not key.startswith(":1:allauth")] == []


def test_no_code_of_ours_names_the_default_cache() -> None:
    default = re.compile(r"cache import .*\bcache\b|caches\[.default.\]")
    ours = [
        *Path(site.BASE_DIR, "portal").rglob("*.py"),
        *Path(site.BASE_DIR, "network").rglob("*.py"),
    ]
    assert [path.name for path in ours if default.search(path.read_text())] == []


def sign_up(client: Client, email: str) -> None:
    client.post(reverse("account_signup"), {"email": email})


def another_code(client: Client, **headers: str) -> Any:
    url = reverse("account_email_verification_sent")
    return client.post(url, {"action": "resend"}, headers=headers)


def test_another_code_twice_in_a_row_is_sent_twice(client: Client) -> None:
    sign_up(client, "ola@example.org")

    statuses = [another_code(client).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert OutgoingMail.objects.filter(to="ola@example.org").count() == 3


def test_who_has_had_all_codes_is_told_how_to_go_on(client: Client) -> None:
    sign_up(client, "ola@example.org")
    for _ in range(2):
        another_code(client)

    page = client.get(reverse("account_email_verification_sent")).content.decode()

    assert "Send another code" not in page
    assert "only the newest works" in page


def over_the_limit(email: str = "ola@example.org") -> tuple[Client, str]:
    """Somebody whose address has had five mails, and the code that they were sent."""
    client = Client()
    sign_up(client, email)
    code = mailed_code(email)
    for _ in range(4):
        sign_up(Client(), email)
    return client, code


def test_codes_for_one_address_stop_after_five() -> None:
    client, _code = over_the_limit()

    assert another_code(client).status_code == 429
    assert OutgoingMail.objects.filter(to="ola@example.org").count() == 5


def test_too_many_says_when_and_leads_back_to_the_page() -> None:
    client, _code = over_the_limit()
    here = reverse("account_email_verification_sent")

    response = another_code(client, Referer=f"http://testserver{here}?next=%2Fnetwork%2F")

    page = response.content.decode()
    assert "Try again in five minutes, after" in page
    assert response.headers["Retry-After"] == "300"
    assert f'href="{here}?next=%2Fnetwork%2F"' in page
    assert client.get(here).status_code == 200


def test_code_sent_before_the_limit_still_works() -> None:
    client, code = over_the_limit()
    another_code(client)

    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "http://testserver.evil.example/",
        "http://testserver@evil.example/",
        "javascript:alert(1)",
    ],
)
def test_too_many_never_leads_to_another_site(referer: str) -> None:
    client, _code = over_the_limit()

    page = another_code(client, Referer=referer).content.decode()

    assert (
        f'<a class="btn btn-primary" href="{reverse("account_email_verification_sent")}">' in page
    )
    assert "evil" not in page


@pytest.mark.parametrize("path", ["//evil.example/", r"/\evil.example/", "///evil.example"])
def test_too_many_takes_no_path_for_another_site(path: str) -> None:
    client, _code = over_the_limit()

    page = another_code(client, Referer=f"http://testserver{path}").content.decode()

    assert "evil" not in page


def test_no_limit_that_ends_in_a_page_of_its_own_lasts_longer_than_it_says() -> None:
    own = {
        "advice",
        "advice-act",
        "affirm",
        "bulletin-test",
        "forum-answer",
        "guidance",
        "hand-in",
        "invite",
        "join",
        "hand-over",
        "link",
        "object",
        "probe",
        "share",
        "speaker",
        "subscribe",
        "subscribe-address",
        "support",
        "topic",
        "training",
        "training-interest",
        "upload",
    }  # these end in words of their own
    lasting = {
        rate.duration
        for action in app_settings.RATE_LIMITS.keys() - own
        for rate in ratelimit.parse_rates(app_settings.RATE_LIMITS[action])
    }
    assert max(lasting) == LIMITS_LAST.total_seconds()
