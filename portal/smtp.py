"""Django's SMTP mailer, which also knows whether a message was on its way when it broke."""

import re
import smtplib
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, NoReturn, cast

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

CLOSING = 421  # RFC 5321, 3.8: the server is about to hang up, whatever was asked
TOO_LARGE = 552


class NoLongerOurs(Exception):
    """Raised before the first byte of a message to call it off: nothing of it goes out."""


@dataclass(frozen=True)
class _Step:
    """A command of the dialogue, the first digit of a kind answer, and the error of any other."""

    command: str
    kind: int
    refusal: Callable[[int, bytes], smtplib.SMTPException]


class _NotingTransfer:
    """Mixed into smtplib's classes: `handing_over` is true while a message's fate is open.

    That is from the first byte of the message (after the server's 354) until a reply that can
    be understood. `before_message` is called just before that byte.
    """

    before_message: Callable[[], None] | None = None
    handing_over = False
    _in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._in_data, self.handing_over = True, False
        try:
            code, reply = super().data(msg)  # type: ignore[misc]  # smtplib's, by mixing
        finally:
            self._in_data = False
        self.handing_over = not _is_understood(code)
        return (250 if 200 <= code < 300 else code), reply

    def send(self, s: Any) -> None:
        if self._in_data and isinstance(s, bytes):  # commands are str, the message is bytes
            self._announce()
            self.handing_over = True
        super().send(s)  # type: ignore[misc]  # smtplib's, by mixing

    def _announce(self) -> None:
        if self.before_message:
            self._or_hang_up(self.before_message)

    def _or_hang_up(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException:
            self.close()  # type: ignore[attr-defined]  # a QUIT here would be read as message text
            raise


class _HandingOver(_NotingTransfer, smtplib.SMTP):
    """One message after another, with as little waiting as the server allows."""

    def hand_over(
        self, sender: str, recipient: str, message: bytes, before: Callable[[], None]
    ) -> None:
        """The dialogue of RFC 5321, 3.3. Raises what smtplib's `sendmail` raises, and `before`."""
        self.handing_over = False
        self.ehlo_or_helo_if_needed()
        self._ask(self._steps(sender, recipient, len(message)), before)
        self.handing_over = True
        self.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")  # RFC 5321, 4.5.2
        code, reply = self.getreply()
        self.handing_over = not _is_understood(code)
        if not 200 <= code < 300:
            self._refuse(smtplib.SMTPDataError(code, reply))

    def _steps(self, sender: str, recipient: str, size: int) -> list[_Step]:
        noted = f" SIZE={size}" if self.has_extn("size") else ""  # RFC 1870
        return [
            _Step(
                f"MAIL FROM:{smtplib.quoteaddr(sender)}{noted}",
                2,
                lambda code, reply: smtplib.SMTPSenderRefused(code, reply, sender),
            ),
            _Step(
                f"RCPT TO:{smtplib.quoteaddr(recipient)}",
                2,
                lambda code, reply: smtplib.SMTPRecipientsRefused({recipient: (code, reply)}),
            ),
            _Step("DATA", 3, smtplib.SMTPDataError),
        ]

    def _ask(self, steps: list[_Step], before: Callable[[], None]) -> None:
        """Up to the text's turn. `before` runs while the answer to DATA is on its way.

        The commands go out together where the server takes that: RFC 2920.
        """
        groups = [steps] if self.has_extn("pipelining") else [[step] for step in steps]
        for group in groups:
            self.send("".join(_line(step.command) for step in group))
            if group[-1] is steps[-1]:
                self._or_hang_up(before)
            answers = [self.getreply() for _ in group]
            for step, (code, reply) in zip(group, answers, strict=True):
                if code // 100 != step.kind:
                    self._take_back(answers[-1][0])
                    self._refuse(step.refusal(code, reply))

    def _take_back(self, last: int) -> None:
        """A server that waits for a text all the same gets an empty one: RFC 2920, 3.1."""
        if last // 100 == 3:
            self.send(b".\r\n")
            self.getreply()

    def _refuse(self, error: smtplib.SMTPException) -> NoReturn:
        if CLOSING in reply_codes(error):
            self.close()
        else:
            self._rset()  # type: ignore[attr-defined]  # smtplib's own, after each refusal
        raise error


class _SMTP(_HandingOver):
    pass


class _SMTPOverTLS(_HandingOver, smtplib.SMTP_SSL):
    pass


type _Connection = _SMTP | _SMTPOverTLS


class Backend(EmailBackend):
    """`was_handing_over` tells whether the last failure left the message's fate unknown."""

    before_message: Callable[[], None] | None = None
    was_handing_over = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SMTPOverTLS if self.use_ssl else _SMTP

    def open(self) -> bool | None:
        """Small packets go out at once: each step of the dialogue waits for the one before."""
        is_new = super().open()
        if is_new and self.connection and self.connection.sock:
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return is_new

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send over the open connection, or over one opened for these messages alone."""
        self.was_handing_over = False
        for_these_alone = self.open()
        connection = cast("_Connection", self.connection)
        connection.before_message = self.before_message
        connection.handing_over = False
        try:
            return super().send_messages(email_messages)
        except BaseException:
            self.was_handing_over = connection.handing_over
            raise
        finally:
            if for_these_alone:
                close_quietly(self)


def hand_over(
    backend: Backend,
    sender: str,
    recipient: str,
    message: bytes,
    *,
    before: Callable[[], None],
) -> None:
    """One finished message, in lines that end in CRLF, over the open connection.

    `before` is called once, when the server has been asked for the text and not answered yet: no
    byte of the message has gone out. Raises what `before` raises, and OSError; then
    `backend.was_handing_over` says whether the message may have arrived.
    """
    backend.was_handing_over = False
    connection = cast("_Connection", backend.connection)
    try:
        connection.hand_over(sender, recipient, message, before)
    except BaseException:
        backend.was_handing_over = connection.handing_over
        raise


def _line(command: str) -> str:
    """Raises ValueError for what would be two commands."""
    if "\r" in command or "\n" in command:
        raise ValueError("a line break in a command")
    return f"{command}\r\n"


def _is_understood(code: int) -> bool:
    """Whether a reply to the text settles the message's fate; smtplib makes -1 of gibberish."""
    return 200 <= code < 600


def bare_address(sender: str) -> str:
    """ "Network <network@example.org>" as an envelope names it."""
    return parseaddr(sender)[1]


def describe(error: Exception) -> str:
    """Kind and SMTP code only: a server's words may repeat an address."""
    words = [type(error).__name__, *map(str, reply_codes(error)), enhanced_code(error)]
    return " ".join(filter(None, words))


def enhanced_code(error: Exception) -> str:
    """The "5.1.1" of a refusal (RFC 3463); "" where the server gave none."""
    texts = [getattr(error, "smtp_error", b"")]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        texts = [text for _code, text in error.recipients.values()]
    found = re.match(
        rb"([245]\.\d{1,3}\.\d{1,3})\b", texts[0] if texts and isinstance(texts[0], bytes) else b""
    )
    return found[1].decode() if found else ""


def reply_codes(error: Exception) -> list[int]:
    """The SMTP codes in an error; empty when the server said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    return []


def is_of_the_line(error: Exception) -> bool:
    """Whether line or server are in trouble, not this one message.

    The line broke or timed out, the server is closing, or it refuses us as a sender (which a
    message cannot help, unless it is too large).
    """
    codes = reply_codes(error)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return TOO_LARGE not in codes
    return isinstance(error, OSError) and (not codes or CLOSING in codes)


def is_final(error: Exception) -> bool:
    """Whether trying again would be refused again: every reply was 5xx (RFC 5321, 4.2.1)."""
    codes = reply_codes(error)
    return bool(codes) and all(500 <= code < 600 for code in codes)


def close_quietly(connection: Backend) -> None:
    """Close; a server that has gone away already is no news."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        connection.connection = None
