"""The demo's mailbox: routed only in the demo, readable, and harmless whatever a mail says."""

import importlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse

from portal import urls
from portal.mailsink import store

pytestmark = pytest.mark.django_db
LIST = "/demo/mail/"


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The demo's addresses, with this folder for its mails."""
    settings.DEMO = True
    settings.DEMO_MAIL_DIR = tmp_path
    _route()
    yield tmp_path
    settings.DEMO = False
    _route()


def _route() -> None:
    importlib.reload(urls)
    clear_url_caches()


def keep(mailbox: Path, subject: str, text: str = "Text") -> str:
    content = (
        f"Subject: {subject}\r\nFrom: Network <n@example.org>\r\n"
        f"Reply-To: coordinator@example.org\r\n\r\n{text}\r\n"
    )
    return store(mailbox, "n@example.org", ["ada@example.org"], content.encode())


def test_there_is_no_mailbox_outside_the_demo(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo_mail")
    assert client.get(LIST).status_code == 404


def test_an_empty_mailbox_says_how_to_fill_it(client: Client, mailbox: Path) -> None:
    shown = client.get(LIST).content.decode()
    assert "No mail yet" in shown
    assert 'href="/accounts/login/"' in shown


def test_mails_are_listed_newest_first_in_pages(client: Client, mailbox: Path) -> None:
    for number in range(26):
        keep(mailbox, f"Mail {number}.")
    first, second = (client.get(LIST, {"page": page}).content.decode() for page in (1, 2))
    assert first.index("Mail 25.") < first.index("Mail 24.") < first.index("Mail 1.")
    assert ("Mail 0." in first, "Mail 0." in second) == (False, True)


@pytest.mark.parametrize("page", ["-1", "999999999999", "x"])
def test_a_page_that_is_none_shows_one_that_is(client: Client, mailbox: Path, page: str) -> None:
    keep(mailbox, "Mail 0.")
    assert "Mail 0." in client.get(LIST, {"page": page}).content.decode()


def test_a_mail_shows_who_what_and_its_links(client: Client, mailbox: Path) -> None:
    link = "http://127.0.0.1:8000/network/invitation/abc/"
    key = keep(mailbox, "You are invited", f"Come in:\r\n\r\n{link}")
    shown = client.get(f"{LIST}{key}/").content.decode()
    for part in ("You are invited", "Network &lt;n@example.org&gt;", "ada@example.org"):
        assert part in shown
    assert f'<a href="{link}" rel="nofollow">' in shown


def test_markup_in_a_mail_is_only_shown(client: Client, mailbox: Path) -> None:
    evil = "<script>alert(1)</script>"
    key = keep(mailbox, evil, f"{evil} javascript:alert(1)")
    for page in (LIST, f"{LIST}{key}/"):
        shown = client.get(page).content.decode()
        assert "<script>alert" not in shown
        assert 'href="javascript' not in shown


@pytest.mark.parametrize("key", ["nothing", "..", "0" * 20 + "-" + "0" * 16])
def test_a_mail_that_is_none_is_not_found(client: Client, mailbox: Path, key: str) -> None:
    assert client.get(f"{LIST}{key}/").status_code == 404


def test_a_mail_names_what_came_with_it(client: Client, mailbox: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Your place"
    message.set_content("Text")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="<b>code.png")
    key = store(mailbox, "n@example.org", ["ada@example.org"], message.as_bytes(policy=SMTP))
    assert "&lt;b&gt;code.png" in client.get(f"{LIST}{key}/").content.decode()
