"""Whether an address is known cannot be learnt from the site: not by its answers, not by time."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.sign_in import PASSWORD, ask_for_code, last_mail, text_of

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "stray@example.org"


def by_code(client: Client, email: str) -> list[Any]:
    confirm = reverse("account_confirm_login_code")
    return [
        ask_for_code(client, email),
        client.get(confirm),
        client.post(confirm, {"code": "0000-0000"}),
        client.post(confirm, {"action": "resend"}),
        client.get(confirm),
    ]


def by_password(client: Client, email: str) -> list[Any]:
    return [client.post(reverse("account_login"), {"login": email, "password": "wrong"})]


def by_sign_up(client: Client, email: str) -> list[Any]:
    confirm = reverse("account_email_verification_sent")
    return [
        client.post(reverse("account_signup"), {"email": email}),
        client.get(confirm),
        client.post(confirm, {"code": "0000-0000"}),
    ]


def by_reset(client: Client, email: str) -> list[Any]:
    confirm = reverse("account_confirm_password_reset_code")
    return [
        client.post(reverse("account_reset_password"), {"email": email}),
        client.get(confirm),
        client.post(confirm, {"code": "0000-0000"}),
    ]


WAYS = [by_code, by_password, by_sign_up, by_reset]


def seen(answer: Any, email: str) -> tuple[int, str, str]:
    """Status, target and page as a visitor sees them, without what differs each time."""
    page = answer.content.decode().replace(email, "ADDRESS")
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    page = re.sub(r"<code>[0-9a-f]{16}</code>", "", page)
    return answer.status_code, answer.headers.get("Location", ""), page


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("password", [PASSWORD, None])
def test_known_and_unknown_address_look_alike(
    way: Callable[[Client, str], list[Any]], password: str | None
) -> None:
    make_person(KNOWN, password=password)
    known = [seen(answer, KNOWN) for answer in way(Client(), KNOWN)]
    unknown = [seen(answer, UNKNOWN) for answer in way(Client(), UNKNOWN)]
    assert known == unknown


@pytest.mark.parametrize("way", [by_code, by_sign_up, by_reset])
def test_each_of_them_gets_one_mail_at_once(way: Callable[[Client, str], list[Any]]) -> None:
    make_person(KNOWN)
    for address in (KNOWN, UNKNOWN):
        way(Client(), address)
    mails = OutgoingMail.objects.values_list("to", flat=True)
    assert set(mails) == {KNOWN, UNKNOWN}


@pytest.mark.parametrize("way", [by_code, by_reset])
def test_unknown_address_is_told_how_to_apply(way: Callable[[Client, str], list[Any]]) -> None:
    way(Client(), UNKNOWN)
    text = text_of(last_mail(UNKNOWN))
    assert "There is no account with this address" in text
    assert f"http://testserver{reverse('network:index')}" in text


def test_known_address_is_told_at_sign_up_that_it_has_an_account() -> None:
    make_person(KNOWN)
    by_sign_up(Client(), KNOWN)
    assert last_mail(KNOWN).subject == "You already have an account"
    assert "code" not in last_mail(KNOWN).subject


def first_answer_seconds(way: Callable[[Client, str], Any], email: str) -> float:
    client = Client()
    client.get(reverse("account_login"))
    start = time.perf_counter()
    way(client, email)
    return time.perf_counter() - start


FIRST = {
    "code": lambda client, email: ask_for_code(client, email),
    "password": lambda client, email: by_password(client, email),
    "sign-up": lambda client, email: client.post(reverse("account_signup"), {"email": email}),
    "reset": lambda client, email: client.post(reverse("account_reset_password"), {"email": email}),
}


@pytest.mark.parametrize("name", ["code", "password", "reset"])
def test_either_costs_as_many_queries_and_mails(name: str) -> None:
    make_person(KNOWN, password=PASSWORD)
    costs = []
    for address in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            FIRST[name](Client(), address)
        costs.append((len(queries), OutgoingMail.objects.filter(to=address).count()))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", FIRST)
def test_either_takes_about_as_long(name: str, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    make_person(KNOWN, password=PASSWORD)
    first_answer_seconds(FIRST[name], KNOWN)
    known, unknown = [], []
    for turn in range(9):
        known.append(first_answer_seconds(FIRST[name], KNOWN))
        unknown.append(first_answer_seconds(FIRST[name], f"stray{turn}@example.org"))
    assert statistics.median(known) / statistics.median(unknown) == pytest.approx(1, abs=0.25)
