"""Materials as the pages list them."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from events.models import Material
from events.programme import Handout
from network.uploads import CONTENT_TYPES

LABELS = {content_type: kind.label for kind, content_type in CONTENT_TYPES.items()}


def handouts(rows: Iterable[Material], url_of: Callable[[Material], str]) -> list[Handout]:
    """Each with the address that `url_of` gives for a file, or with its own link."""
    return [
        Handout(
            title=one.title,
            url=one.link or url_of(one),
            details=details(one),
            description=one.description,
            about=one.about,
            is_link=bool(one.link),
        )
        for one in rows
    ]


def details(one: Material) -> str:
    """ "PDF, 1.2 MB", or where a link leads."""
    if one.link:
        return _("on %(site)s") % {"site": urlsplit(one.link).hostname or one.link}
    return f"{LABELS.get(one.content_type, '')}, {filesizeformat(one.size)}"
