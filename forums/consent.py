"""The words to which somebody agrees who says what they need on the day. Pure."""

from django.utils.translation import gettext_lazy as _

NEEDS = _(
    "I agree that the network keeps what I have written here to prepare this forum, shows it only "
    "to the people who run it, and deletes it 30 days after the forum."
)
