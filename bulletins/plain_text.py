"""What members write in plain boxes, as HTML: paragraphs and bare links, and nothing of it markup.

Pure: no database, no request, no settings.
"""

import re

from django.utils.html import escape

_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")


def as_html(text: str) -> str:
    """`text` as `<p>` elements with its line breaks; http and https addresses become links."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", _plain_ends(text))]
    return "".join(f"<p>{_with_links(part)}</p>" for part in paragraphs if part)


def in_short(text: str, most: int) -> str:
    """The first sentences of `text` on one line, at most `most` signs of them."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = ""
    for sentence in _SENTENCE_ENDS.split(line[: most + 1])[:-1]:
        kept = f"{kept} {sentence}".strip()
    return kept or f"{line[: most - 1].rsplit(' ', 1)[0][: most - 1]}…"


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_links(text: str) -> str:
    """Escaped apart, so that no address reaches over what it is escaped into."""
    parts, at = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    return "".join([*parts, escape(text[at:])]).replace("\n", "<br>")
