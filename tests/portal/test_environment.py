"""The settings' environment: what is wrong is named, all of it, without its value."""

import base64
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment
from portal.environment import Environment, Malformed

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
NEEDED = (
    "SECRET_KEY",
    "ENCRYPTION_KEYS",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "COORDINATOR_EMAIL",
    "DEFAULT_FROM_EMAIL",
    "MAIL_WEBHOOK_SECRET",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
)


def start(**changes: str) -> str:
    """Load the settings in a process of their own; return the last line it wrote."""
    environ = {k: v for k, v in os.environ.items() if k not in NEEDED} | changes
    command = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"]
    environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    return (done.stderr.strip().splitlines() or ["started"])[-1]


def needed() -> dict[str, str]:
    return {name: os.environ[name] for name in NEEDED}


def test_a_start_with_nothing_names_everything_that_is_missing() -> None:
    said = start()
    assert all(f"{name} is not set" in said for name in NEEDED)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_an_empty_variable_is_a_missing_one(name: str) -> None:
    assert start(**needed() | {name: ""}).endswith(f"not complete: {name} is not set")


def test_malformed_variables_are_named_together_and_their_values_are_not() -> None:
    secret = "hunter2-is-no-secret"
    wrong = {
        "SECRET_KEY": secret,
        "ENCRYPTION_KEYS": secret,
        "DATABASE_URL": f"postgres://portal:{secret}:x@host/portal",
        "EMAIL_URL": f"smtp://me:{secret}@host:{secret}",
        "REDIS_URL": secret,
        "DEBUG": "perhaps",
        "TRUSTED_PROXY_COUNT": "-1",
    }
    said = start(**needed() | wrong)
    assert all(f"{name} is malformed" in said for name in wrong if name != "DATABASE_URL")
    assert secret not in said


def test_second_factors_may_only_be_off_in_the_demo() -> None:
    off = needed() | {"STAFF_MFA_REQUIRED": "off", "DEMO": "off"}
    assert "STAFF_MFA_REQUIRED may only be off together with DEMO" in start(**off)
    assert start(**off | {"DEMO": "on"}) == "started"


def test_problems_are_collected_and_raised_together() -> None:
    values = Environment({"A": "x", "B": ""})
    assert values.read("A", environment.boolean) is None
    assert values.read("B", str) is None
    assert values.read("C", str, default="") == ""
    with pytest.raises(ImproperlyConfigured) as caught:
        values.stop_if_wrong()
    assert str(caught.value) == (
        "The environment is not complete: A is malformed: use on or off; B is not set"
    )


@pytest.mark.parametrize(
    ("parse", "raw", "value"),
    [
        (environment.boolean, "On", True),
        (environment.boolean, " no ", False),
        (environment.whole_number, "0", 0),
        (environment.names, "a, b,,", ["a", "b"]),
        (environment.hosts, "a.example.org", ["a.example.org"]),
        (environment.secret, "s" * 50, "s" * 50),
        (environment.fernet_keys, f"{KEY}, {KEY}", [KEY, KEY]),
        (environment.address, "Network <n@example.org>", "Network <n@example.org>"),
        (environment.plain_address, "n@example.org", "n@example.org"),
        (environment.base_url, "https://a.example.org/", "https://a.example.org"),
        (environment.base_url, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (environment.broker, "redis://:p@host:6380/1", "redis://:p@host:6380/1"),
    ],
)
def test_a_good_value_is_taken(parse: Any, raw: str, value: object) -> None:
    assert parse(raw) == value


@pytest.mark.parametrize(
    ("parse", "raw"),
    [
        (environment.boolean, "maybe"),
        (environment.whole_number, "-1"),
        (environment.whole_number, "1.5"),
        (environment.whole_number, "٣"),
        (environment.names, " , "),
        (environment.hosts, "*"),
        (environment.secret, "s" * 49),
        (environment.fernet_keys, ","),
        (environment.fernet_keys, KEY[:-2]),
        (environment.address, "Network"),
        (environment.address, "n@example.org\nBcc: all@example.org"),
        (environment.plain_address, "Network <n@example.org>"),
        (environment.base_url, "a.example.org"),
        (environment.base_url, "ftp://a.example.org"),
        (environment.base_url, "https://a.example.org/portal"),
        (environment.base_url, "https://a.example.org?x"),
        (environment.base_url, "https://me@a.example.org"),
        (environment.base_url, "https://a.example.org:port"),
        (environment.database, "mysql://host/portal"),
        (environment.broker, "amqp://host"),
        (environment.broker, "redis://"),
        (environment.mailer, "http://host"),
        (environment.mailer, "smtp://"),
        (environment.mailer, "smtp://host?timeout=0"),
        (environment.mailer, "smtp://host?timeout=46"),
        (environment.mailer, "smtp://host?timeout=soon"),
    ],
)
def test_a_bad_value_is_refused(parse: Any, raw: str) -> None:
    with pytest.raises(Malformed):
        parse(raw)


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("smtp://host", {"host": "host", "port": None, "timeout": 20.0}),
        (
            "smtp+tls://me%40x:p%2Fw@host:587?timeout=5",
            {
                "host": "host",
                "port": 587,
                "username": "me@x",
                "password": "p/w",
                "use_tls": True,
                "timeout": 5.0,
            },
        ),
        ("smtp+ssl://host:465", {"host": "host", "port": 465, "use_ssl": True, "timeout": 20.0}),
    ],
)
def test_mail_addresses_become_options(raw: str, options: dict[str, object]) -> None:
    assert environment.mailer(raw) == options


def test_a_database_address_becomes_djangos_entry() -> None:
    entry = environment.database("postgres://me:p%40w@host:5433/portal")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
        "me",
        "p@w",
        "host",
        5433,
        "portal",
    )


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("redis://host:6379/0", "redis://host:6379/0"),
        ("rediss://host/0", "rediss://host/0?ssl_cert_reqs=required"),
        ("rediss://host/0?a=1", "rediss://host/0?a=1&ssl_cert_reqs=required"),
        ("rediss://host/0?ssl_cert_reqs=none", "rediss://host/0?ssl_cert_reqs=none"),
    ],
)
def test_certificate_of_the_broker_is_checked_unless_told_otherwise(raw: str, address: str) -> None:
    assert environment.broker(raw) == address
