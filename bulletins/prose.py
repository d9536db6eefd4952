"""Rich text: what the editor may make, and nothing else is kept.

Pure: no database, no request, no settings. One table says what there is; the editor offers it and
the sanitiser keeps it, so that the two cannot drift apart.
"""

import re
from typing import Any

from django_prose_editor.fields import ProseEditorField, create_sanitizer

EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3]},
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["https", "http", "mailto", "tel"]},
    "History": True,
}

MOST = 200_000  # characters of HTML: some 60 printed pages

_clean = create_sanitizer(EXTENSIONS)
_OTHER_HEADINGS = re.compile(r"<(/?)h([1456])\b", re.IGNORECASE)


def clean(html: str) -> str:
    """`html` with only the marks of `EXTENSIONS`; scripts, styles and their contents are gone.

    Headings of other levels become one of ours: a page has its own first one.
    """
    return str(_clean(_OTHER_HEADINGS.sub(_nearest, html)))


def _nearest(tag: re.Match[str]) -> str:
    return f"<{tag[1]}h{2 if tag[2] == '1' else 3}"


class ProseField(ProseEditorField):
    """HTML of `EXTENSIONS`, cleaned whenever a form or `full_clean` validates it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=EXTENSIONS, sanitize=True, **kwargs)
