"""The site's words, looked up once: a page has some seventy, each in a chain of catalogues."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import trans_real

MOST = 20_000  # texts of a process


def remember() -> None:
    """Keep what the site's own language says for each text, once the apps are there.

    Otherwise each time a text is asked for, gettext goes through one catalogue after the other:
    a third of what making a page takes.
    """
    catalogue = trans_real.translation(settings.LANGUAGE_CODE)
    catalogue.gettext = lru_cache(MOST)(catalogue.gettext)  # type: ignore[method-assign]  # meant
