"""What the sign-in pages need beside what allauth's views give them."""

from typing import Any

from django import template
from django.utils.translation import gettext

from portal.forms import RequestCodeForm
from portal.models import SiteSettings

register = template.Library()

# What a browser calls itself; the first that fits counts, as most also name their forebears.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


@register.filter
def browser_in_words(user_agent: str) -> str:
    """ "Firefox, Windows"; what is not known is left out or called "Another browser"."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    device = next((name for sign, name in DEVICES.items() if sign in user_agent), "")
    return ", ".join(filter(None, [browser or gettext("Another browser"), device]))


@register.simple_tag
def site_settings() -> SiteSettings:
    """The site's settings: allauth's views put their own `site` over the one of every page."""
    return SiteSettings.current()


@register.simple_tag
def request_code_form() -> Any:
    """An empty form to ask for a code, with ids of its own beside the password form."""
    return RequestCodeForm(auto_id="code_%s")
