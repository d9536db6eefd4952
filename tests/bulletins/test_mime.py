"""One message per edition, filled in for each recipient and encoded for where it stands."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from html import escape
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.mime import (
    BrokenEdition,
    Gap,
    Head,
    Mould,
    Recipient,
    address_header,
    check,
    deliverable,
    storable,
)

HTML = f'<p>{Gap.GREETING}</p>\n.dot\n<a href="{Gap.LEAVE}">Leave</a> '
TEXT = f"{Gap.GREETING}\n\n.dot \nLeave: {Gap.LEAVE}\n"
LEAVE = "https://portal.example.org/bulletins/unsubscribe/m7:" + "a" * 43 + "/"


def head(**changes: object) -> Head:
    values = {
        "subject": "Spring news",
        "sender": "Network <network@example.org>",
        "reply_to": "coordinator@example.org",
        "list_id": "<bulletins.example.org>",
        "sent_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
    }
    return Head(**(values | changes))  # type: ignore[arg-type]


def recipient(name: str = "Zoë Example", greeting: str = "Dear Zoë,") -> Recipient:
    return Recipient(name, "zoe@example.org", "<bulletin-1.2@example.org>", greeting, LEAVE)


def read(raw: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(raw, policy=default_policy))


def bodies(message: EmailMessage) -> tuple[str, str]:
    parts = [message.get_body((kind,)) for kind in ("html", "plain")]
    html, text = (part.get_content().replace("\r\n", "\n") for part in parts if part)
    return html.removesuffix("\n"), text


def test_gaps_are_filled_for_the_recipient() -> None:
    html, text = bodies(read(Mould(head(), html=HTML, text=TEXT).fill(recipient())))

    assert html == f'<p>Dear Zoë,</p>\n.dot\n<a href="{LEAVE}">Leave</a> '
    assert text == f"Dear Zoë,\n\n.dot \nLeave: {LEAVE}\n"


def test_headers_of_a_mailing_list_are_there_once() -> None:
    message = read(Mould(head(), html=HTML, text=TEXT).fill(recipient()))

    assert message.get_all("To") == ["Zoë Example <zoe@example.org>"]
    assert message.get_all("List-Unsubscribe") == [f"<{LEAVE}>"]
    assert message.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    assert message.get_all("Message-ID") == ["<bulletin-1.2@example.org>"]
    assert message.get_all("Date") == ["Sun, 01 Mar 2026 09:00:00 +0000"]


def test_same_recipient_gets_the_same_bytes_again() -> None:
    mould = Mould(head(), html=HTML, text=TEXT)

    assert mould.fill(recipient()) == mould.fill(recipient())


def test_html_in_a_name_is_text() -> None:
    to = recipient("O'Neill <b>", "Dear O'Neill <b>,")

    html, text = bodies(read(Mould(head(), html=HTML, text=TEXT).fill(to)))

    assert html.startswith("<p>Dear O&#x27;Neill &lt;b&gt;,</p>")
    assert text.startswith("Dear O'Neill <b>,")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("", b"a@example.org"),
        ("Ada", b'"Ada"\r\n <a@example.org>'),
        ('O\'Neill "<b>" \\', b'"O\'Neill \\"<b>\\" \\\\"\r\n <a@example.org>'),
        ("Zoë", b"=?utf-8?q?Zo=C3=AB?=\r\n <a@example.org>"),
        ("Ada\r\nBcc: x@example.org", b'"Ada Bcc: x@example.org"\r\n <a@example.org>'),
    ],
)
def test_name_in_a_header(name: str, header: bytes) -> None:
    assert address_header(name, "a@example.org") == header


def test_line_break_in_a_foreign_name_makes_no_header() -> None:
    message = read(Mould(head(), html=HTML, text=TEXT).fill(recipient("Zoë\r\nBcc: x@example.org")))

    assert message["Bcc"] is None
    assert message["To"].addresses[0].display_name == "Zoë Bcc: x@example.org"


def test_line_break_in_the_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        Mould(head(subject="News\r\nBcc: x@example.org"), html=HTML, text=TEXT)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (HTML, "no gaps"),
        ("<p></p>", TEXT),
        (HTML + Gap.LEAVE, TEXT),
        (HTML, TEXT + Gap.GREETING),
    ],
)
def test_edition_with_a_gap_too_few_or_too_many_is_broken(html: str, text: str) -> None:
    with pytest.raises(BrokenEdition):
        check(html=html, text=text)


def test_nobody_writes_a_gap() -> None:
    assert storable(f"Look: {Gap.LEAVE} and \uf8ff") == "Look: leave and "


@pytest.mark.parametrize(
    ("address", "known_as"),
    [("a@example.org", "a@example.org"), ("a@bücher.example", "a@xn--bcher-kva.example")],
)
def test_foreign_domain_is_written_for_mail_servers(address: str, known_as: str) -> None:
    assert deliverable(address) == known_as


def test_foreign_mailbox_name_cannot_be_written_to() -> None:
    with pytest.raises(UnicodeError):
        deliverable("zoë@example.org")


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=150)


@given(name=WORDS, before=st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"])))
def test_whatever_goes_in_arrives_and_no_line_is_too_long(name: str, before: str) -> None:
    html, text = f"{before} {HTML}", f"{before} {TEXT}"
    raw = Mould(head(), html=html, text=text).fill(recipient(name, name))
    _head, body = raw.split(b"\r\n\r\n", 1)

    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    arrived, plain = bodies(read(raw))
    assert arrived == html.replace(Gap.GREETING, escape(name)).replace(Gap.LEAVE, LEAVE)
    assert plain == text.replace(Gap.GREETING, name).replace(Gap.LEAVE, LEAVE)
