"""Files that go with a mail: small, named so that no header breaks, kept as JSON beside it."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import MIMEPart
from typing import Any

LIMIT_BYTES = 200_000  # of all files of one mail together
_NAME_LENGTH = 100
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; [\w-]+=[\w.-]+)*", re.ASCII)


class TooLarge(ValueError):
    """More than `LIMIT_BYTES` in one mail."""


@dataclass(frozen=True)
class Attachment:
    """A file: `content_type` may carry parameters ("text/calendar; method=REQUEST").

    `is_inline` asks mail programs to show it with the text. Raises ValueError for a content
    type that is none; the name is made fit for a header.
    """

    name: str
    content_type: str
    content: bytes
    is_inline: bool = False

    def __post_init__(self) -> None:
        if not _CONTENT_TYPE.fullmatch(self.content_type):
            raise ValueError(self.content_type)
        object.__setattr__(self, "name", _safe_name(self.name))


def pack(attachments: Sequence[Attachment]) -> list[list[Any]]:
    """As JSON holds them. Raises TooLarge."""
    if sum(len(one.content) for one in attachments) > LIMIT_BYTES:
        raise TooLarge
    return [
        [one.name, one.content_type, base64.b64encode(one.content).decode(), one.is_inline]
        for one in attachments
    ]


def unpack(packed: Sequence[Sequence[Any]]) -> list[Attachment]:
    """What `pack` made of them."""
    return [
        Attachment(name, content_type, base64.b64decode(content), is_inline)
        for name, content_type, content, is_inline in packed
    ]


def mime_part(attachment: Attachment) -> MIMEPart:
    """The part of a message: base64, so that no mail server folds or re-encodes a calendar."""
    kind, *parameters = attachment.content_type.split("; ")
    maintype, _, subtype = kind.partition("/")
    part = MIMEPart()
    part.set_content(
        attachment.content,
        maintype=maintype,
        subtype=subtype,
        cte="base64",
        disposition="inline" if attachment.is_inline else "attachment",
        filename=attachment.name,
        params=dict(one.split("=", 1) for one in parameters),
    )
    return part


def _safe_name(name: str) -> str:
    """Printable, without path, quotes or anything that ends a header; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    letters = "".join(" " if not sign.isprintable() or sign in '"<>:;' else sign for sign in last)
    return " ".join(letters.split()).strip(". ")[-_NAME_LENGTH:] or "attachment"
