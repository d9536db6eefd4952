"""Plain text as people type it: paragraphs, and addresses that become links.

Pure: no database, no request, no settings.
"""

import re
from collections.abc import Iterator

from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

# An address ends before the full stop, comma or bracket that follows it in a sentence.
ADDRESS = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]'’]", re.IGNORECASE)


def addresses_in(text: str) -> list[str]:
    return ADDRESS.findall(text)


def paragraphs(text: str) -> SafeString:
    """`text` as HTML: escaped, in paragraphs, its bare addresses as links; "" for none."""
    return mark_safe(linebreaks("".join(_pieces(text)))) if text else mark_safe("")


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for found in ADDRESS.finditer(text):
        yield format_html("{}", text[end : found.start()])
        yield format_html('<a href="{}">{}</a>', found[0], found[0])
        end = found.end()
    yield format_html("{}", text[end:])
