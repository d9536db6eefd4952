"""Plain texts of staff on the pages that show them."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from forums import plain_text

register = template.Library()


@register.filter
def as_html(text: str) -> SafeString:
    """Paragraphs, lists and links; whatever else is in it is text."""
    return mark_safe(plain_text.as_html(text))
