"""The bulletins' tables, one file per subject."""

from bulletins.models.bulletins import Audience, Bulletin, Edition, Item, Section
from bulletins.models.deliveries import Delivery, Pace
from bulletins.models.lists import Preference, Subscriber, Suppression
from bulletins.models.pictures import Picture
from bulletins.models.posts import Post
from bulletins.models.rules import AddressCheck, BulletinSettings, MailEvent
from bulletins.models.submissions import Submission, SubmissionEvent

__all__ = [
    "AddressCheck",
    "Audience",
    "Bulletin",
    "BulletinSettings",
    "Delivery",
    "Edition",
    "Item",
    "MailEvent",
    "Pace",
    "Picture",
    "Post",
    "Preference",
    "Section",
    "Submission",
    "SubmissionEvent",
    "Subscriber",
    "Suppression",
]
