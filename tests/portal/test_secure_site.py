"""The site as it runs for real, under https: settings are read in a process of their own."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.faults.machinery import test_database_url as database_url_of_this_test

HOST = "portal.example.org"
VISIT = f"""
import json, django; django.setup()
from django.conf import settings
from pathlib import Path
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
settings.STORAGES = settings.STORAGES | {{
    "staticfiles": {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
}}
from django.test import Client
client = Client(headers={{"Host": "{HOST}"}})
insecure = client.get("/privacy/")
health = client.get("/healthz")
client.get("/network/guidance/", secure=True)
values = dict(name="Ada", email="ada@example.org", message="Can we join?")
sent = client.post("/network/guidance/", values, secure=True)
print(json.dumps({{
    "insecure": [insecure.status_code, insecure.url],
    "health": health.status_code,
    "sent": sent.status_code,
    "headers": dict(sent.headers),
    "cookies": {{
        name: {{key: cookie[key] for key in ("secure", "httponly", "path", "domain", "samesite")}}
        for name, cookie in client.cookies.items()
    }},
}}))
"""


ONLY_FOR_BROWSER_TESTS = "DJANGO_ALLOW_ASYNC_UNSAFE"


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    given = {key: os.environ[key] for key in os.environ if key != ONLY_FOR_BROWSER_TESTS}
    environ = given | {
        "BASE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database_url_of_this_test(),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    done = subprocess.run(
        [sys.executable, *command], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def visit(transactional_db: None) -> dict[str, Any]:
    """What a visitor of the https site gets."""
    seen: dict[str, Any] = json.loads(run("-c", VISIT).stdout.splitlines()[-1])
    return seen


def test_everything_is_over_https_and_cookies_are_this_hosts_alone(visit: dict[str, Any]) -> None:
    assert visit["insecure"] == [301, f"https://{HOST}/privacy/"]
    assert (visit["health"], visit["sent"]) == (200, 302)
    assert visit["headers"]["Strict-Transport-Security"] == (
        "max-age=63072000; includeSubDomains; preload"
    )
    locked = {"secure": True, "httponly": True, "path": "/", "domain": "", "samesite": "Lax"}
    assert visit["cookies"] == {"__Host-session": locked, "__Host-csrf": locked}


def test_djangos_deployment_check_has_nothing_to_say(db: None) -> None:
    said = run("manage.py", "check", "--deploy", "--fail-level", "WARNING").stdout
    assert "no issues" in said
