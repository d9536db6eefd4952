"""A local SMTP server that keeps every message as a file, and the functions that read them.

`python -m portal.mailsink --dir DIR --port N` serves the demo. Tests use `Sink`, which can also
misbehave as real mail servers do. One file per message in `DIR/new`, written aside and renamed,
so that a reader never sees half of one; its name holds the time of arrival.
"""

import argparse
import asyncio
import email
import os
import re
import secrets
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as default_policy
from enum import Enum
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"

_KEY = re.compile(r"[0-9]{20}-[0-9a-f]{16}")
_FROM = "X-Envelope-From"
_TO = "X-Envelope-To"


@dataclass(frozen=True)
class File:
    """What came with a message; `content_type` with its parameters, as it was written."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """One stored message. `to` are the envelope's recipients, so that blind copies show."""

    key: str
    received_at: datetime
    subject: str
    sender: str
    to: tuple[str, ...]
    reply_to: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    files: tuple[File, ...] = ()


def message_keys(directory: Path) -> list[str]:
    """Return the keys of the stored messages, newest first; none when nothing was stored yet."""
    try:
        names = [path.stem for path in (directory / "new").iterdir() if path.suffix == ".eml"]
    except FileNotFoundError:
        return []
    return sorted((name for name in names if _KEY.fullmatch(name)), reverse=True)


def read_messages(directory: Path, *, limit: int | None = None) -> list[Message]:
    """Return the stored messages, newest first, at most `limit` of them."""
    return [read_message(directory, key) for key in message_keys(directory)[:limit]]


def read_message(directory: Path, key: str) -> Message:
    """Return one stored message.

    Raises KeyError when `key` has not the form of a key or names no message.
    """
    if not _KEY.fullmatch(key):
        raise KeyError(key)
    try:
        raw = (directory / "new" / f"{key}.eml").read_bytes()
    except FileNotFoundError:
        raise KeyError(key) from None
    to, rest = _take_envelope(raw)
    parsed = email.message_from_bytes(rest, policy=default_policy)
    return Message(
        key=key,
        received_at=datetime.fromtimestamp(int(key.partition("-")[0]) / 1e9, UTC),
        subject=str(parsed.get("Subject", "")).strip(),  # a long one begins on the next line
        sender=str(parsed.get("From", "")),
        to=to,
        reply_to=str(parsed.get("Reply-To", "")),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        headers=tuple((name, str(value)) for name, value in parsed.items()),
        files=_files(parsed),
    )


def _files(message: EmailMessage) -> tuple[File, ...]:
    return tuple(
        File(part.get_filename(""), str(part["Content-Type"]), _bytes(part))
        for part in message.iter_attachments()
        if not part.is_multipart()
    )


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _take_envelope(raw: bytes) -> tuple[tuple[str, ...], bytes]:
    """Split the lines that `store` put on top from the message as it was sent."""
    recipients = []
    _sender, _, rest = raw.partition(b"\r\n")
    while rest.startswith(_TO.encode() + b": "):
        line, _, rest = rest.partition(b"\r\n")
        recipients.append(line.decode(errors="replace").removeprefix(_TO + ": "))
    return tuple(recipients), rest


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except LookupError:  # a character set that Python does not know
        payload = part.get_payload(decode=True)
        return payload.decode(errors="replace") if isinstance(payload, bytes) else ""


def store(directory: Path, sender: str, recipients: list[str], content: bytes) -> str:
    """Keep a message with its envelope on top and return its key."""
    key = f"{time.time_ns():020d}-{secrets.token_hex(8)}"
    for name in ("tmp", "new"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    lines = [f"{_FROM}: {sender}", *(f"{_TO}: {recipient}" for recipient in recipients)]
    envelope = "".join(f"{line}\r\n" for line in lines).encode(errors="surrogateescape")
    aside = directory / "tmp" / f"{key}.eml"
    aside.write_bytes(envelope + content)
    aside.rename(directory / "new" / aside.name)
    return key


class Drop(Enum):
    """When the connection is cut, as a restarting server or a bad network would."""

    BEFORE_DATA = "before data"  # after the recipients, before the text
    DURING_DATA = "during data"  # while the text is read: nothing is stored
    AFTER_DOT = "after dot"  # the message is stored, its sender gets no answer


@dataclass
class Faults:
    """How the sink misbehaves; may be changed while it runs. The counts go down as they are used.

    refuse: recipients for which it says true are refused for good (550).
    greylist: so many recipients are refused for now (451).
    stall: seconds waited before the answer to the text.
    drop, drops: when the connection is cut, and how many times.
    """

    refuse: Callable[[str], bool] = lambda _address: False
    greylist: int = 0
    stall: float = 0.0
    drop: Drop | None = None
    drops: int = 0

    def take_greylist(self) -> bool:
        """Say whether this recipient is to be put off, and count it."""
        self.greylist -= 1
        return self.greylist >= 0

    def take_drop(self, moment: Drop) -> bool:
        """Say whether to cut the connection at `moment`, and count it."""
        if self.drop is not moment or self.drops <= 0:
            return False
        self.drops -= 1
        return True


@dataclass
class _Handler:
    directory: Path
    faults: Faults

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.faults.refuse(address):
            return "550 5.1.1 No such mailbox here"
        if self.faults.take_greylist():
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        if self.faults.stall:
            await asyncio.sleep(self.faults.stall)
        store(self.directory, envelope.mail_from or "", envelope.rcpt_tos, content)
        if self.faults.take_drop(Drop.AFTER_DOT):
            _cut(server)
        return "250 2.0.0 OK"


def _cut(server: SMTP) -> None:
    """Cut the connection at once and end its conversation."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    raise asyncio.CancelledError


class _Conversation(SMTP):
    """The SMTP dialogue, with the cuts that fall within DATA."""

    event_handler: _Handler

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        faults = self.event_handler.faults
        if faults.take_drop(Drop.BEFORE_DATA):
            _cut(self)
        if faults.take_drop(Drop.DURING_DATA):
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readuntil(b"\r\n")
            _cut(self)
        await super().smtp_DATA(arg)


class Sink:
    """The server in a thread of this process: `with Sink(directory) as sink: … sink.url`.

    `port` 0 takes a free one. Starting raises OSError when the port is taken.
    """

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory
        self.port = port
        self.faults = Faults()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The value for EMAIL_URL."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def messages(self) -> list[Message]:
        """What was accepted, newest first."""
        return read_messages(self.directory)

    def start(self) -> None:
        """Listen; returns once connections are answered."""
        self._thread.start()
        listening = self._loop.create_server(self._conversation, HOST, self.port)
        try:
            self._server = asyncio.run_coroutine_threadsafe(_wait(listening), self._loop).result()
        except OSError:
            self._end_loop()
            raise
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Stop listening and cut what is open; the messages stay."""
        if self._server is not None:
            asyncio.run_coroutine_threadsafe(_close(self._server), self._loop).result()
            self._server = None
        self._end_loop()

    def _end_loop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def _conversation(self) -> SMTP:
        return _Conversation(
            _Handler(self.directory, self.faults),
            loop=self._loop,
            hostname="sink.example.org",
            ident="mail sink",
            data_size_limit=50_000_000,
            enable_SMTPUTF8=True,
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


async def _wait(listening: Awaitable[asyncio.Server]) -> asyncio.Server:
    return await listening


async def _close(server: asyncio.Server) -> None:
    server.close()
    open_ones = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_ones:
        task.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m portal.mailsink", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where messages are kept")
    parser.add_argument("--port", type=int, required=True, help="port of 127.0.0.1")
    options = parser.parse_args()
    os.umask(0o077)
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    with Sink(options.dir, options.port):
        signal.sigwait(ending)


if __name__ == "__main__":
    main()
