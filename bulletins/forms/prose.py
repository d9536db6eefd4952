"""A box for rich text: the package's editor, started by a script of our own.

The package's own widget needs an import map, which is an inline script; ours hands the editor's
address to `static/js/prose.js`, so that the content security policy stays as strict as elsewhere
(docs/adr/0011). Without JavaScript it is a plain box of HTML.
"""

from typing import Any

from django import forms
from django.forms.widgets import Media
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import expand_extensions
from django_prose_editor.widgets import ProseEditorWidget

from bulletins.prose import EXTENSIONS, MOST, clean

# All as buttons: what is behind a list of choices is overlooked.
_GROUPS = ("blockType -lists", "lists", "nodes -blockType -lists", "marks", "link", "history")
_OWN = {"Menu": {"groups": [{"group": group} for group in _GROUPS]}, "NoSpellCheck": False}
_TOO_MUCH = _(
    "That is too long to paste here: a text may have %(most)s characters with its formatting. "
    "Nothing was changed. Paste a part of it."
)


class ProseInput(ProseEditorWidget):
    @property
    def media(self) -> Media:
        return Media(
            css={
                "all": [
                    "django_prose_editor/material-icons.css",
                    "django_prose_editor/editor.css",
                    "css/prose-editor.css",
                ]
            },
            js=[forms.Script("js/prose.js", type="module")],  # type: ignore[list-item]  # stubs of 6.0
        )

    def get_config(self) -> dict[str, Any]:
        return {
            "extensions": expand_extensions(EXTENSIONS | _OWN),
            "most": MOST,
            "tooMuch": str(_TOO_MUCH % {"most": f"{MOST:,}"}),
        }

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        own["data-prose"] = own.pop(f"data-django-prose-editor-{self.preset}")
        own["data-prose-source"] = static("django_prose_editor/editor.js")
        return context


class ProseBox(forms.CharField):
    """Rich text, cleaned; too much is refused and stays in the box."""

    widget = ProseInput

    def __init__(self, **options: Any) -> None:
        words = {
            "max_length": _(
                "Shorten the text: with its formatting it has %(show_value)d characters, and may "
                "have %(limit_value)d"
            )
        }
        super().__init__(max_length=MOST, error_messages=words, **options)

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers would cut what is pasted without a word."""
        return {}

    def clean(self, value: Any) -> str:
        return clean(super().clean(value))
