"""What staff write in plain boxes, as HTML: paragraphs, simple lists and links, nothing else.

Pure: no database, no request, no settings.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from django.utils.html import urlize

_ITEM = re.compile(r"\s*[-*•]\s+(?=\S)")


def as_html(text: str) -> str:
    """`text` as `<p>` and `<ul>` elements: lines that begin with "- " are items of a list.

    Everything in it is escaped; web addresses become links.
    """
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_part(part.strip("\n")) for part in parts if part.strip())


def _part(part: str) -> str:
    """Paragraphs and lists of what stands together, without an empty line between."""
    groups = groupby(part.split("\n"), key=lambda line: bool(_ITEM.match(line)))
    return "".join(_list(lines) if is_list else _paragraph(lines) for is_list, lines in groups)


def _list(lines: Iterable[str]) -> str:
    items = (f"<li>{_safe(_ITEM.sub('', line, count=1))}</li>" for line in lines)
    return f"<ul>{''.join(items)}</ul>"


def _paragraph(lines: Iterable[str]) -> str:
    return f"<p>{'<br>'.join(_safe(line) for line in lines)}</p>"


def _safe(line: str) -> str:
    return urlize(line.strip(), nofollow=True, autoescape=True)
