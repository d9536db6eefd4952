"""Django's SMTP mailer, which also remembers whether a message was on its way when it broke."""

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class _NotingTransfer:
    """Mixed into smtplib's classes: `handing_over` is true while a message's fate is open.

    That is from the first byte of the message (after the server's 354) until its reply.
    """

    handing_over = False
    _in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._in_data, self.handing_over = True, False
        try:
            reply: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]  # smtplib's, by mixing
        finally:
            self._in_data = False
        self.handing_over = False
        return reply

    def send(self, s: Any) -> None:
        if self._in_data and isinstance(s, bytes):  # commands are str, the message is bytes
            self.handing_over = True
        super().send(s)  # type: ignore[misc]  # smtplib's, by mixing


class _SMTP(_NotingTransfer, smtplib.SMTP):
    pass


class _SMTPOverTLS(_NotingTransfer, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """`was_handing_over` tells whether the last failure left the message's fate unknown."""

    was_handing_over = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SMTPOverTLS if self.use_ssl else _SMTP

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.was_handing_over = False
        connection = self.connection
        try:
            return super().send_messages(email_messages)
        except BaseException:
            self.was_handing_over = bool(getattr(connection, "handing_over", False))
            raise


def reply_codes(error: Exception) -> list[int]:
    """The SMTP codes in an error; empty when the server said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    return []


def is_final(error: Exception) -> bool:
    """Whether every reply was 5xx: trying again would be refused again (RFC 5321, 4.2.1)."""
    codes = reply_codes(error)
    return bool(codes) and all(500 <= code < 600 for code in codes)


def close_quietly(connection: Backend) -> None:
    """Close; a server that has gone away already is no news."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        connection.connection = None
