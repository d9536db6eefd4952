"""Letters: one text makes both parts, and nothing in it becomes markup or a header."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from portal.letters import absolute, from_text, one_line
from portal.models import SiteSettings

pytestmark = pytest.mark.django_db
LINK = settings.BASE_URL + "/network/"


def words(html: str) -> str:
    """What a reader of the HTML part sees, without markup, styles and spacing."""
    body = html[html.index("<body") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_both_parts_say_the_same() -> None:
    letter = from_text(to="ada@example.org", subject="Hi", body="Dear Zoë,\r\n\r\nWelcome.\n")
    assert letter.text == "Dear Zoë,\n\nWelcome.\n"
    assert "Dear Zoë, Welcome." in words(letter.html)


def test_names_with_markup_are_only_text() -> None:
    evil = "<script>alert(1)</script> & <img src=x onerror=alert(1)>"
    letter = from_text(to="ada@example.org", subject=evil, body=f"Dear {evil}")
    assert not re.search(r"<script|<img", letter.html)
    assert evil in words(letter.html)
    assert letter.text == f"Dear {evil}\n"


def test_a_line_break_in_the_subject_is_a_space() -> None:
    letter = from_text(to="ada@example.org", subject="Hi\r\nBcc: b@example.org", body="Text")
    assert letter.subject == "Hi Bcc: b@example.org"


def test_an_address_on_its_own_becomes_a_link_and_other_words_do_not() -> None:
    letter = from_text(
        to="ada@example.org",
        subject="Hi",
        body=f"Open:\n\n{LINK}\n\njavascript:alert(1)\n\nhttps://evil.example/x",
    )
    assert re.findall(r'href="([^"]+)"', letter.html).count(LINK) == 1
    assert 'href="javascript' not in letter.html
    assert 'href="https://evil' not in letter.html
    assert LINK in letter.text


def test_the_html_part_fetches_nothing_and_names_its_language() -> None:
    letter = from_text(to="ada@example.org", subject="Hi", body="Text")
    assert not re.search(r"<link|<script|src=|@import|url\(", letter.html)
    assert '<html lang="en-GB"' in letter.html


def test_the_coordinator_of_the_settings_signs() -> None:
    SiteSettings.objects.create(
        pk=1, coordinator_email="cora@example.org", coordinator_name="Cora Example"
    )
    caches["pages"].clear()
    letter = from_text(to="ada@example.org", subject="Hi", body="Text")
    assert "Cora Example" in words(letter.html)


def test_addresses_are_the_sites_own_whatever_a_request_says(settings: Any) -> None:
    settings.BASE_URL = "https://portal.example.org"
    Client().get("/", headers={"Host": "localhost", "X-Forwarded-Host": "localhost"})
    assert absolute("network:application", "RJN-1") == (
        "https://portal.example.org/network/applications/RJN-1/"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada\r\n Example", "Ada Example"),
        ("\N{ZERO WIDTH SPACE}", ""),
        ("\N{ZERO WIDTH NO-BREAK SPACE}=1+1", "=1+1"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}Ada", "Ada"),
        ("\N{ZERO WIDTH JOINER} \N{ZERO WIDTH NON-JOINER}", ""),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", "می\N{ZERO WIDTH NON-JOINER}خواهم"),
    ],
)
def test_names_are_what_people_see(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
