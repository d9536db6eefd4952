"""The mailer: whether a failed message may have arrived, and whose trouble a failure is."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
from django.core.mail import EmailMessage, mailers

from portal import smtp
from portal.mailsink import HOST, Drop, Sink

Error = smtplib.SMTPException
TEXT = b"Subject: Hello\r\n\r\n..\r\n.\r\nend\r\n"


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
        thread = threading.Thread(target=_talk, args=(listening, replies))
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def _talk(listening: socket.socket, replies: dict[bytes, bytes]) -> None:
    with suppress(ConnectionError):  # whoever calls a message off hangs up
        _converse(listening, replies)


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
            in_text = in_text and word not in replies


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


AT_ONCE = {b"EHLO": b"250-fine\r\n250 PIPELINING"}


def handed_over(replies: dict[bytes, bytes], settings: Any) -> tuple[smtp.Backend, list[str]]:
    """The backend after one message, and what was raised and done, in order."""
    with server_saying(replies) as port:
        backend, log = backend_at(port, settings), []
        backend.open()
        try:
            smtp.hand_over(
                backend,
                "a@x.example.org",
                "b@x.example.org",
                TEXT,
                before=lambda: log.append("before"),
            )
        except smtplib.SMTPException as error:
            log.append(smtp.describe(error))
        smtp.close_quietly(backend)
    return backend, log


@pytest.mark.parametrize("greeting", [{}, AT_ONCE], ids=["in turn", "at once"])
@pytest.mark.parametrize(
    ("replies", "log", "open_fate"),
    [
        ({}, ["before"], False),
        ({b".": b"252 will try"}, ["before"], False),
        ({b"DATA": b"451 later"}, ["before", "SMTPDataError 451"], False),
        ({b".": b"554 5.7.1 spam"}, ["before", "SMTPDataError 554 5.7.1"], False),
        ({b".": b"gibberish"}, ["before", "SMTPDataError -1"], True),
    ],
)
def test_a_hand_over_ends_as_the_server_says(
    settings: Any,
    greeting: dict[bytes, bytes],
    replies: dict[bytes, bytes],
    log: list[str],
    open_fate: bool,
) -> None:
    backend, seen = handed_over(greeting | replies, settings)
    assert (seen, backend.was_handing_over) == (log, open_fate)


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ({b"MAIL": b"550 no", b"RCPT": b"503 no", b"DATA": b"503 no"}, "SMTPSenderRefused 550"),
        ({b"RCPT": b"550 5.1.1 gone", b"DATA": b"503 no"}, "SMTPRecipientsRefused 550 5.1.1"),
        ({b"RCPT": b"450 later"}, "SMTPRecipientsRefused 450"),  # and DATA is answered 354
    ],
)
@pytest.mark.parametrize(
    ("greeting", "before"), [({}, []), (AT_ONCE, ["before"])], ids=["in turn", "at once"]
)
def test_a_refused_envelope_sends_no_text(
    settings: Any,
    greeting: dict[bytes, bytes],
    before: list[str],
    replies: dict[bytes, bytes],
    error: str,
) -> None:
    backend, log = handed_over(greeting | replies, settings)
    assert (log, backend.was_handing_over) == ([*before, error], False)


def test_a_line_that_begins_with_a_dot_arrives_as_written(
    backend: smtp.Backend, mail_sink: Sink
) -> None:
    backend.open()
    smtp.hand_over(backend, "a@example.org", "b@example.org", TEXT, before=lambda: None)
    smtp.close_quietly(backend)
    assert [message.text.splitlines() for message in mail_sink.messages] == [["..", ".", "end"]]


@pytest.mark.parametrize("greeting", [{}, AT_ONCE], ids=["in turn", "at once"])
def test_a_called_off_hand_over_hangs_up_without_a_text(
    settings: Any, greeting: dict[bytes, bytes]
) -> None:
    def no() -> None:
        raise smtp.NoLongerOurs

    with server_saying(greeting) as port:
        backend = backend_at(port, settings)
        backend.open()
        with pytest.raises(smtp.NoLongerOurs):
            smtp.hand_over(backend, "a@example.org", "b@example.org", TEXT, before=no)
        assert (backend.connection.sock, backend.was_handing_over) == (None, False)


def test_a_line_break_in_an_address_is_no_second_command(settings: Any) -> None:
    with server_saying({}) as port:
        backend = backend_at(port, settings)
        backend.open()
        with pytest.raises(ValueError, match="line break"):
            smtp.hand_over(
                backend, "a@example.org", "b@example.org\r\nRSET", TEXT, before=lambda: None
            )
        smtp.close_quietly(backend)
