"""The bulletins' tables, one file per subject."""

from bulletins.models.bulletins import Audience, Bulletin, Edition, Item, Section
from bulletins.models.deliveries import Delivery, Pace
from bulletins.models.lists import Preference, Subscriber, Suppression

__all__ = [
    "Audience",
    "Bulletin",
    "Delivery",
    "Edition",
    "Item",
    "Pace",
    "Preference",
    "Section",
    "Subscriber",
    "Suppression",
]
