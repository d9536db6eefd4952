"""How bulletins are shown, on the web and in mail alike."""

from django import template

from bulletins import linking

register = template.Library()

register.filter("paragraphs", linking.paragraphs)
