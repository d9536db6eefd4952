"""Turns one plain text into both parts of a mail, so that they can never say different things."""

import re
import unicodedata
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.models import SiteSettings
from portal.outbox import Letter

CODE = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+")
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def absolute(name: str, *args: Any) -> str:
    """A page's full address, on the site's own host whatever the request said."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def one_line(text: str) -> str:
    """A name as one line: it must not make paragraphs, and with them links, in a letter.

    Signs that nobody sees go, but for those that join letters within a word (Persian, Hindi).
    """
    seen = "".join(sign for sign in text if sign in JOINERS or unicodedata.category(sign) != "Cf")
    return " ".join(filter(None, (word.strip(JOINERS) for word in seen.split())))


def from_template(template: str, *, to: str, **context: Any) -> Letter:
    """Render `templates/<template>` into a Letter.

    The template is plain text: the first line is the subject, a blank line follows, then the
    body; a paragraph that is only an address becomes a button-like link in the HTML part.
    """
    plain: Template = get_template(template).template  # type: ignore[attr-defined]  # Django's own
    values = {"site": SiteSettings.current(), "base_url": settings.BASE_URL} | context
    rendered = plain.render(Context(values, autoescape=False))
    subject, _blank, body = rendered.partition("\n")
    return from_text(to=to, subject=subject.strip(), body=body)


def from_text(*, to: str, subject: str, body: str) -> Letter:
    """A Letter from a subject and plain paragraphs; the HTML part is made from the same text."""
    subject = " ".join(subject.split())
    text = _tidy(body)
    page = render_to_string(
        "mail/letter.html",
        {
            "subject": subject,
            "paragraphs": _paragraphs(text),
            "site": SiteSettings.current(),
            "base_url": settings.BASE_URL,
        },
    )
    return Letter(to=to, subject=subject, text=text, html=INLINER.inline(page))


def _tidy(body: str) -> str:
    paragraphs = [part.strip() for part in body.replace("\r\n", "\n").split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def _with_own_links(text: str) -> SafeString:
    """HTML in which only this site's addresses are links: a person's name never becomes one."""
    own = re.compile(re.escape(settings.BASE_URL) + r"/[^\s<>]*[^\s<>.,;:!?)]")
    return linebreaksbr(mark_safe(own.sub(r'<a href="\g<0>">\g<0></a>', escape(text))))


def _paragraphs(text: str) -> list[dict[str, Any]]:
    """Paragraphs as the HTML template shows them: an address, or a code, stands out on its own."""
    return [
        {
            "text": part,
            "html": _with_own_links(part),
            "is_link": part.startswith(f"{settings.BASE_URL}/") and not re.search(r"\s", part),
            "is_code": bool(CODE.fullmatch(part)),
        }
        for part in text.strip().split("\n\n")
    ]
