"""What the log says of signing in: enough to follow what happened, nothing about a person."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.applicants import make_person
from tests.factories.sign_in import PASSWORD, app_code, ask_for_code, enrol_app, enter_code

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "portal.sign_in_log"
    ]


def test_failed_and_good_steps_are_written_down(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    person = make_person(ADDRESS, password=PASSWORD)
    secret, login = enrol_app(person), reverse("account_login")
    client.post(login, {"login": ADDRESS, "password": "something-else"})
    client.post(login, {"login": ADDRESS, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    client.post(reverse("account_logout"))
    who = f"person {person.pk}"
    assert said(caplog) == [
        ("WARNING", "password refused: person unknown"),
        ("WARNING", f"second factor refused (totp): {who}"),
        ("INFO", f"second factor used (totp): {who}"),
        ("INFO", f"signed in: {who}"),
        ("INFO", f"signed out: {who}"),
    ]


def test_a_wrong_mailed_code_is_written_down(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person(ADDRESS)
    ask_for_code(client, ADDRESS)
    enter_code(client, "0000-0000")
    assert said(caplog) == [("WARNING", f"mailed code refused: person {person.pk}")]


def test_no_address_is_written(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert ("WARNING", "password refused: person unknown") in said(caplog)
    assert ADDRESS not in caplog.text
