from django import template
from django.utils.safestring import SafeString, mark_safe

from bulletins import plain_text

register = template.Library()


@register.filter
def as_html(text: str) -> SafeString:
    """Plain text as paragraphs with links; whatever else is in it is shown as it was typed."""
    return mark_safe(plain_text.as_html(text))
