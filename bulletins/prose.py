"""Rich text: what the editor may make, and nothing else is kept.

Pure: no database, no request, no settings. One table says what there is; the editor offers it and
the sanitiser keeps it, so that the two cannot drift apart.
"""

from typing import Any

from django_prose_editor.fields import ProseEditorField, create_sanitizer

EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3]},
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["https", "http", "mailto", "tel"]},
    "History": True,
}

_clean = create_sanitizer(EXTENSIONS)


def clean(html: str) -> str:
    """`html` with only the marks of `EXTENSIONS`; scripts, styles and their contents are gone."""
    return str(_clean(html))


class ProseField(ProseEditorField):
    """HTML of `EXTENSIONS`, cleaned whenever a form or `full_clean` validates it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=EXTENSIONS, sanitize=True, **kwargs)
