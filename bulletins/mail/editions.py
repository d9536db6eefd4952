"""What a bulletin says in each edition."""

import hashlib
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string

from bulletins.mime import Gap, check, storable
from bulletins.models import Audience, Bulletin, Edition, Item, Section
from portal.letters import INLINER, absolute, one_line
from portal.models import SiteSettings


def edition_of(bulletin: Bulletin, audience: Audience) -> Edition:
    """The bulletin as `audience` gets it; not saved.

    Raises mime.BrokenEdition if the templates lack a gap that is filled for each recipient.
    """
    subject = storable(one_line(bulletin.subject))
    context = {
        "subject": subject,
        "introduction": storable(bulletin.introduction),
        "sections": _sections(bulletin, audience),
        "is_for_members": audience == Audience.MEMBERS,
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


def _sections(bulletin: Bulletin, audience: Audience) -> list[dict[str, Any]]:
    """Sections with their items, in order; those left empty for `audience` drop out."""
    items = Item.objects.order_by("position", "pk")
    if audience != Audience.MEMBERS:
        items = items.filter(is_for_members=False)
    rows = Section.objects.filter(bulletin=bulletin).order_by("position", "pk")
    return [
        {
            "heading": storable(one_line(section.heading)),
            "items": [
                {
                    "title": storable(one_line(one.title)),
                    "text": storable(one.text),
                    "link": one.link,
                }
                for one in section.items.all()
            ],
        }
        for section in rows.prefetch_related(Prefetch("items", items))
        if section.items.all()
    ]


def _tidy(text: str) -> str:
    """At most one empty line between paragraphs, and none at the ends."""
    paragraphs = [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part.strip()) + "\n"
