"""What a bulletin says in each edition."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string

from bulletins.content import Part, parts_of, readable
from bulletins.mime import Gap, check, storable
from bulletins.models import Audience, Bulletin, Edition
from portal.letters import INLINER, absolute, one_line
from portal.models import SiteSettings


def editions_of(bulletin: Bulletin) -> list[Edition]:
    """One for each audience, as the bulletin stands now; not saved.

    Raises mime.BrokenEdition if the templates lack a gap that is filled for each recipient.
    """
    parts = parts_of(bulletin)
    return [edition_of(bulletin, audience, parts) for audience in bulletin.audiences]


def edition_of(
    bulletin: Bulletin, audience: Audience, parts: Iterable[Part] | None = None
) -> Edition:
    """The bulletin as `audience` gets it; not saved. Raises mime.BrokenEdition."""
    subject = storable(one_line(bulletin.subject))
    is_for_members = audience == Audience.MEMBERS
    context = {
        "subject": subject,
        "introduction": storable(bulletin.introduction.replace("\r\n", "\n").strip()),
        "sections": readable(
            parts_of(bulletin) if parts is None else parts, sees_all=is_for_members
        ),
        "is_for_members": is_for_members,
        "online": absolute("bulletins:bulletin", bulletin.slug),
        "site": SiteSettings.current(),
        "base_url": settings.BASE_URL,
        "greeting": Gap.GREETING,
        "leave": Gap.LEAVE,
    }
    html = INLINER.inline(render_to_string("bulletins/mail/bulletin.html", context))
    text = _tidy(render_to_string("bulletins/mail/bulletin.txt", context))
    check(html=html, text=text)
    digest = hashlib.sha256("\0".join((subject, html, text)).encode()).hexdigest()
    return Edition(
        bulletin=bulletin, audience=audience, subject=subject, html=html, text=text, digest=digest
    )


def digest_of(editions: Iterable[Edition]) -> str:
    """What was looked at, all editions together."""
    each = sorted(f"{edition.audience}:{edition.digest}" for edition in editions)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def _tidy(text: str) -> str:
    """At most one empty line between paragraphs, and none at the ends."""
    paragraphs = [part.strip("\n") for part in text.split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part.strip()) + "\n"
