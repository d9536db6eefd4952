"""How event pages write amounts."""

from django import template

from events import money

register = template.Library()
register.filter("pounds", money.pounds)
