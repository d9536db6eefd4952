"""The mailer: whether a failed message may have arrived, and whose trouble a failure is."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.core.mail import EmailMessage, mailers

from portal import smtp
from portal.mailsink import HOST, Drop, Sink

Error = smtplib.SMTPException


def message() -> EmailMessage:
    return EmailMessage("Hello", "Text", "network@example.org", ["ada@example.org"])


def failure(backend: smtp.Backend) -> Exception:
    with pytest.raises((smtplib.SMTPException, OSError)) as caught:
        backend.send_messages([message()])
    smtp.close_quietly(backend)
    return caught.value


@pytest.fixture
def backend(mail_sink: Sink) -> smtp.Backend:
    return mailers["default"]


@contextmanager
def server_saying(replies: dict[bytes, bytes]) -> Iterator[int]:
    """A server that answers as told to the end of the text (b"."), and well to all else."""
    with closing(socket.create_server((HOST, 0))) as listening:
        thread = threading.Thread(target=_converse, args=(listening, replies))
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def _converse(listening: socket.socket, replies: dict[bytes, bytes]) -> None:
    line, _address = listening.accept()
    with line, line.makefile("rb") as received:
        line.sendall(b"220 ready\r\n")
        in_text = False
        for command in received:
            word = command.strip()[:4].upper()
            if in_text and word != b".":
                continue
            in_text = word == b"DATA"
            line.sendall(replies.get(word, b"354 go on" if in_text else b"250 fine") + b"\r\n")


def backend_at(port: int, settings: Any) -> smtp.Backend:
    options = {"host": HOST, "port": port, "timeout": 2.0}
    settings.MAILERS = {"default": {"BACKEND": "portal.smtp.Backend", "OPTIONS": options}}
    return mailers["default"]


@pytest.mark.parametrize(
    ("drop", "open_fate"),
    [(Drop.BEFORE_DATA, False), (Drop.DURING_DATA, True), (Drop.AFTER_DOT, True)],
)
def test_the_fate_is_open_from_the_first_byte_of_the_text(
    backend: smtp.Backend, mail_sink: Sink, drop: Drop, open_fate: bool
) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = drop, 1
    error = failure(backend)
    assert (backend.was_handing_over, smtp.is_of_the_line(error)) == (open_fate, True)


def test_one_message_after_another_forgets_the_doubt(
    backend: smtp.Backend, mail_sink: Sink
) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.AFTER_DOT, 1
    failure(backend)
    assert backend.send_messages([message()]) == 1
    assert backend.was_handing_over is False


@pytest.mark.parametrize(
    ("reply", "open_fate"),
    [(b"550 spam", False), (b"451 later", False), (b"gibberish", True), (b"9" * 9000, True)],
)
def test_an_answer_to_the_text_settles_its_fate_if_it_can_be_understood(
    settings: Any, reply: bytes, open_fate: bool
) -> None:
    with server_saying({b".": reply}) as port:
        backend = backend_at(port, settings)
        failure(backend)
    assert backend.was_handing_over is open_fate


def test_any_kindly_answer_to_the_text_is_an_acceptance(settings: Any) -> None:
    with server_saying({b".": b"252 will try"}) as port:
        assert backend_at(port, settings).send_messages([message()]) == 1


def test_a_connection_opened_for_one_message_is_closed_again(backend: smtp.Backend) -> None:
    backend.send_messages([message()])
    assert backend.connection is None


def test_an_open_connection_stays_open(backend: smtp.Backend) -> None:
    backend.open()
    backend.send_messages([message()])
    assert backend.connection is not None
    backend.close()


def test_a_hand_over_can_be_called_off_before_the_first_byte(
    backend: smtp.Backend, mail_sink: Sink
) -> None:
    def no() -> None:
        raise smtp.NoLongerOurs

    backend.before_message = no
    with pytest.raises(smtp.NoLongerOurs):
        backend.send_messages([message()])
    assert (backend.was_handing_over, mail_sink.messages) == (False, [])


def refused(*codes: int) -> Error:
    return smtplib.SMTPRecipientsRefused({str(code): (code, b"no") for code in codes})


@pytest.mark.parametrize(
    ("error", "final", "of_the_line"),
    [
        (refused(550), True, False),
        (refused(451), False, False),
        (refused(550, 451), False, False),
        (refused(421), False, True),
        (smtplib.SMTPDataError(554, b"spam"), True, False),
        (smtplib.SMTPDataError(452, b"full"), False, False),
        (smtplib.SMTPSenderRefused(530, b"who are you", "x"), True, True),
        (smtplib.SMTPSenderRefused(552, b"too large", "x"), True, False),
        (smtplib.SMTPServerDisconnected("gone"), False, True),
        (TimeoutError(), False, True),
        (ValueError("a bad header"), False, False),
    ],
)
def test_whose_trouble_it_is(error: Exception, final: bool, of_the_line: bool) -> None:
    assert (smtp.is_final(error), smtp.is_of_the_line(error)) == (final, of_the_line)


@pytest.mark.parametrize("end", [socket.socket.close])
def test_closing_a_line_that_is_gone_is_no_news(
    backend: smtp.Backend, end: Callable[[socket.socket], None]
) -> None:
    backend.open()
    end(backend.connection.sock)
    smtp.close_quietly(backend)
    assert backend.connection is None
