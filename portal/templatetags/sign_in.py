"""What the sign-in pages need beside what allauth's views give them."""

from typing import Any

from django import template

from portal.forms import RequestCodeForm
from portal.models import SiteSettings

register = template.Library()


@register.simple_tag
def site_settings() -> SiteSettings:
    """The site's settings: allauth's views put their own `site` over the one of every page."""
    return SiteSettings.current()


@register.simple_tag
def request_code_form() -> Any:
    """An empty form to ask for a code, with ids of its own beside the password form."""
    return RequestCodeForm(auto_id="code_%s")
