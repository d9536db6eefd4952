"""A bulletin's message, built once per edition; per recipient only gaps are filled in.

What is filled in is encoded for where it stands: RFC 2047 in a header, quoted-printable in the
text, escaped and quoted-printable in the HTML. Gaps in bodies stand on lines of their own between
soft line breaks (RFC 2045, 6.7), so that no line grows too long whatever goes in.

Pure: no database, no request, no settings.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy, quoprimime
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from html import escape

# Gaps are marked by signs for private use, which are taken out of everything people write.
PRIVATE = re.compile("[\ue000-\uf8ff]")
LINE = 75  # octets, and one for the sign of a soft break: RFC 2045, 6.7 (5)
SOFT_BREAK = b"=\r\n"


class Gap(StrEnum):
    """What differs between recipients, as it is marked in an edition's HTML and text."""

    GREETING = "\ue001greeting\ue002"
    LEAVE = "\ue001leave\ue002"


class Part(StrEnum):
    """Where a piece of the message is filled in."""

    TO = "to"
    MESSAGE_ID = "message-id"
    LEAVE_HEADER = "leave-header"
    GREETING_TEXT = "greeting-text"
    GREETING_HTML = "greeting-html"
    LEAVE_TEXT = "leave-text"
    LEAVE_HTML = "leave-html"


EXPECTED = Counter({Gap.GREETING: 1, Gap.LEAVE: 1})  # in the HTML, and in the text
IN_TEXT = {Gap.GREETING: Part.GREETING_TEXT, Gap.LEAVE: Part.LEAVE_TEXT}
IN_HTML = {Gap.GREETING: Part.GREETING_HTML, Gap.LEAVE: Part.LEAVE_HTML}
GAPS = re.compile("|".join(map(re.escape, Gap)))


class BrokenEdition(Exception):
    """A gap is missing, or there more than once: nobody may be sent that."""


@dataclass(frozen=True)
class Head:
    """What is the same for all. `sender` may be "Name <address>"; `list_id` names the list."""

    subject: str
    sender: str
    reply_to: str
    list_id: str
    sent_at: datetime


@dataclass(frozen=True)
class Recipient:
    """`leave` is the address of the page by which this recipient leaves the list."""

    name: str
    address: str
    message_id: str
    greeting: str
    leave: str


class Mould:
    """A message with gaps: `fill` makes one recipient's."""

    def __init__(self, head: Head, *, html: str, text: str) -> None:
        """Raises BrokenEdition, and ValueError for a line break in a header."""
        boundary = "=_bulletin_of_the_network_"  # "=_" never stands in quoted-printable
        self._pieces: list[bytes | Part] = [
            *_head(head, boundary),
            *_body("plain", boundary, text, IN_TEXT),
            *_body("html", boundary, html, IN_HTML),
            f"\r\n--{boundary}--\r\n".encode(),
        ]

    def fill(self, to: Recipient) -> bytes:
        """The whole message to one recipient, with lines that end in CRLF."""
        filled = _filled(to)
        return b"".join(
            filled[piece] if isinstance(piece, Part) else piece for piece in self._pieces
        )


def storable(text: str) -> str:
    """Text that somebody wrote, without the signs that mark gaps."""
    return PRIVATE.sub("", text)


def check(*, html: str, text: str) -> None:
    """Raises BrokenEdition unless each gap is there exactly once, in both."""
    for name, body in (("html", html), ("text", text)):
        found = Counter(Gap(gap) for gap in GAPS.findall(body))
        if found != EXPECTED:
            raise BrokenEdition(f"{name}: {dict(found)}")


def address_header(name: str, address: str) -> bytes:
    """The value of `To:`; a long or foreign name is folded over lines (RFC 5322, RFC 2047)."""
    name = " ".join(name.split())
    if not name:
        return address.encode("ascii")
    if name.isascii():
        quoted = re.sub(r'([\\"])', r"\\\1", name)
        return f'"{quoted}"\r\n <{address}>'.encode()
    words = Header(name, "utf-8", header_name="To", maxlinelen=LINE).encode(linesep="\r\n")
    return f"{words}\r\n <{address}>".encode("ascii")


def deliverable(address: str) -> str:
    """The address with its domain as mail servers know it. Raises UnicodeError."""
    local, _at, domain = address.rpartition("@")
    local.encode("ascii")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _head(head: Head, boundary: str) -> Iterable[bytes | Part]:
    message = EmailMessage(policy=policy.SMTP)
    for name, value in (
        ("From", head.sender),
        ("Reply-To", head.reply_to),
        ("Subject", head.subject),
        ("Date", format_datetime(head.sent_at)),
        ("List-Id", head.list_id),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058
        ("MIME-Version", "1.0"),
    ):
        message[name] = value
    fixed = message.as_bytes().rstrip(b"\r\n")
    yield fixed + b"\r\nTo: "
    yield Part.TO
    yield b"\r\nMessage-ID: "
    yield Part.MESSAGE_ID
    yield b"\r\nList-Unsubscribe: "
    yield Part.LEAVE_HEADER
    kind = f'\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'
    yield kind.encode()


def _body(kind: str, boundary: str, body: str, gaps: Mapping[Gap, Part]) -> Iterable[bytes | Part]:
    yield (
        f"\r\n--{boundary}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
    end = 0
    for found in GAPS.finditer(body):
        yield _quoted(body[end : found.start()]) + SOFT_BREAK
        yield gaps[Gap(found[0])]
        yield SOFT_BREAK
        end = found.end()
    yield _quoted(body[end:])


def _filled(to: Recipient) -> dict[Part, bytes]:
    return {
        Part.TO: address_header(to.name, to.address),
        Part.MESSAGE_ID: to.message_id.encode("ascii"),
        Part.LEAVE_HEADER: f"<{to.leave}>".encode("ascii"),
        Part.GREETING_TEXT: _quoted(to.greeting),
        Part.GREETING_HTML: _quoted(escape(to.greeting)),
        Part.LEAVE_TEXT: _quoted(to.leave),
        Part.LEAVE_HTML: _quoted(escape(to.leave)),
    }


def _quoted(text: str) -> bytes:
    """Quoted-printable with CRLF; blanks before a gap or a line's end are written out."""
    octets = text.encode().decode("latin-1")  # the encoder takes octets as characters
    lines = quoprimime.body_encode(octets, maxlinelen=LINE, eol="\r\n")
    return re.sub(r"[ \t](?=\r\n|\Z)", lambda blank: f"={ord(blank[0]):02X}", lines).encode("ascii")
