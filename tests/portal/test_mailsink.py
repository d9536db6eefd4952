"""The local mail sink, spoken to by smtplib over a real socket."""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.mailsink import HOST, Drop, Sink, message_keys, read_message, read_messages, store

SENDER = "network@example.org"
RECIPIENT = "member@example.org"
MESSAGE = b"Subject: Hello\r\nFrom: Network <network@example.org>\r\n\r\nText.\r\n"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path) as running:
        yield running


def send(sink: Sink, *recipients: str, message: bytes = MESSAGE) -> None:
    with smtplib.SMTP(HOST, sink.port, timeout=5) as client:
        client.sendmail(SENDER, recipients or [RECIPIENT], message)


def refusal(sink: Sink, recipient: str = RECIPIENT) -> int:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(sink, recipient)
    return caught.value.recipients[recipient][0]


def test_an_accepted_message_is_stored_with_its_envelope(sink: Sink) -> None:
    send(sink, RECIPIENT, "blind@example.org")
    (message,) = sink.messages
    assert message.to == (RECIPIENT, "blind@example.org")
    assert message.subject == "Hello"
    assert message.sender == "Network <network@example.org>"
    assert message.text == "Text.\r\n"
    assert datetime.now(UTC) - message.received_at < timedelta(minutes=1)


def test_the_file_holds_the_message_as_sent_below_the_envelope(sink: Sink) -> None:
    send(sink)
    (file,) = (sink.directory / "new").iterdir()
    envelope = f"X-Envelope-From: {SENDER}\r\nX-Envelope-To: {RECIPIENT}\r\n".encode()
    assert file.read_bytes() == envelope + MESSAGE


def test_parts_and_encoded_headers_are_decoded(sink: Sink) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Zoë and Ọlá"
    mail["Reply-To"] = "coordinator@example.org"
    mail.set_content("Grüße\n")
    mail.add_alternative("<p>Grüße</p>\n", subtype="html")
    send(sink, message=mail.as_bytes())
    (message,) = sink.messages
    assert message.subject == "Zoë and Ọlá"
    assert message.reply_to == "coordinator@example.org"
    assert message.text.strip() == "Grüße"
    assert message.html.strip() == "<p>Grüße</p>"


def test_a_subject_that_begins_on_the_next_line_begins_with_its_first_word(tmp_path: Path) -> None:
    key = store(tmp_path, SENDER, [RECIPIENT], b"Subject:\r\n A long one\r\n\r\nText.\r\n")
    assert read_message(tmp_path, key).subject == "A long one"


def test_an_unknown_character_set_does_not_hide_the_message(tmp_path: Path) -> None:
    raw = b"Content-Type: text/plain; charset=martian\r\n\r\nStill here\r\n"
    key = store(tmp_path, SENDER, [RECIPIENT], raw)
    assert read_message(tmp_path, key).text == "Still here\r\n"


def test_a_message_cannot_add_recipients_of_its_own(tmp_path: Path) -> None:
    key = store(tmp_path, SENDER, [RECIPIENT], b"Subject: x\r\nX-Envelope-To: forged\r\n\r\n")
    assert read_message(tmp_path, key).to == (RECIPIENT,)


def test_messages_come_newest_first_and_limited(tmp_path: Path) -> None:
    keys = [store(tmp_path, SENDER, [RECIPIENT], MESSAGE) for _ in range(3)]
    assert message_keys(tmp_path) == keys[::-1]
    assert [message.key for message in read_messages(tmp_path, limit=2)] == keys[:0:-1]


def test_an_empty_mailbox_has_no_messages(tmp_path: Path) -> None:
    assert read_messages(tmp_path / "absent") == []


@pytest.mark.parametrize(
    "key", ["../secrets", "", "..", "0" * 20 + "-" + "0" * 16, "1\n", "/etc/passwd", "a" * 5000]
)
def test_a_key_that_is_none_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "secrets.eml").write_text("Subject: not for you\n\n")
    with pytest.raises(KeyError):
        read_message(tmp_path, key)


def test_matching_recipients_are_refused_for_good(sink: Sink) -> None:
    sink.faults.refuse = lambda address: address.startswith("gone")
    assert refusal(sink, "gone@example.org") == 550
    send(sink)
    assert [message.to for message in sink.messages] == [(RECIPIENT,)]


def test_a_greylisted_message_is_accepted_later(sink: Sink) -> None:
    sink.faults.greylist = 2
    assert [refusal(sink), refusal(sink)] == [451, 451]
    send(sink)
    assert len(sink.messages) == 1


def test_a_stalling_sink_outlasts_an_impatient_client(sink: Sink) -> None:
    sink.faults.stall = 5
    client = smtplib.SMTP(HOST, sink.port, timeout=0.3)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        client.sendmail(SENDER, [RECIPIENT], MESSAGE)
    assert sink.messages == []


@pytest.mark.parametrize(
    ("drop", "stored"), [(Drop.BEFORE_DATA, 0), (Drop.DURING_DATA, 0), (Drop.AFTER_DOT, 1)]
)
def test_a_dropped_connection_stores_only_after_the_dot(
    sink: Sink, drop: Drop, stored: int
) -> None:
    sink.faults.drop, sink.faults.drops = drop, 1
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(sink)
    assert len(sink.messages) == stored
    send(sink)
    assert len(sink.messages) == stored + 1


def test_a_stopped_sink_no_longer_listens(tmp_path: Path) -> None:
    with Sink(tmp_path) as sink:
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, sink.port))


def test_a_taken_port_is_reported(sink: Sink, tmp_path: Path) -> None:
    second = Sink(tmp_path, sink.port)
    with pytest.raises(OSError, match="in use"):
        second.start()
    second.stop()


def test_the_command_serves_until_it_is_ended(tmp_path: Path, sink: Sink) -> None:
    port = sink.port
    sink.stop()
    command = [sys.executable, "-m", "portal.mailsink", "--dir", tmp_path, "--port", str(port)]
    with subprocess.Popen(command) as process:
        _wait_for(port)
        send(sink)
        process.terminate()
        assert process.wait(10) == 0
    assert [message.subject for message in read_messages(tmp_path)] == ["Hello"]


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nothing listens")
