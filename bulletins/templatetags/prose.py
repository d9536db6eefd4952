"""Rich text on its way to a page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from bulletins.prose import clean

register = template.Library()


@register.filter
def prose(html: str) -> SafeString:
    """Rich text to show: cleaned once more, whatever the database holds."""
    return mark_safe(clean(html))
