"""The fixed answers that events, programmes and bookings are described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Addresses of this part of the site: no event may take one of them as its own.
RESERVED_SLUGS = (
    "bookings",
    "calendar",
    "delegate",
    "new",
    "offer",
    "past",
    "search",
    "speaker",
    "volunteer",
)


class Kind(models.TextChoices):
    CONFERENCE = "conference", _("Conference")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other event")


class Audience(models.TextChoices):
    """Who may book. Everybody may read what is published."""

    PUBLIC = "public", _("Anyone")
    MEMBERS = "members", _("Members of the network")


class Provision(models.TextChoices):
    """What a venue provides for everybody, so that fewer people have to ask for it."""

    STEP_FREE = "step-free", _("Step-free access throughout")
    HEARING_LOOP = "hearing-loop", _("Hearing loop")
    CAPTIONS = "captions", _("Live captions")
    SIGN_LANGUAGE = "sign-language", _("British Sign Language interpreters")
    QUIET_ROOM = "quiet-room", _("Quiet room")
    PRAYER_ROOM = "prayer-room", _("Prayer room")
    CHILDCARE = "childcare", _("Childcare on site")
    HALAL = "halal", _("Halal food")
    KOSHER = "kosher", _("Kosher food")
    VEGETARIAN = "vegetarian", _("Vegetarian food")
    VEGAN = "vegan", _("Vegan food")
    TRAVEL_BURSARY = "travel-bursary", _("Travel bursaries")


class SlotKind(models.TextChoices):
    ARRIVAL = "arrival", _("Arrival")
    PANEL = "panel", _("Keynote panel")
    SERIES = "series", _("Workshop series")
    PERFORMANCE = "performance", _("Performance")
    BREAK = "break", _("Break")
    LUNCH = "lunch", _("Networking lunch")
    OTHER = "other", _("Session")


class ContributorRole(models.TextChoices):
    SPEAKER = "speaker", _("Speaker")
    PANELLIST = "panellist", _("Panellist")
    CHAIR = "chair", _("Chair")
    FACILITATOR = "facilitator", _("Facilitator")
    PERFORMER = "performer", _("Performer")


class PhotoChoice(models.TextChoices):
    NOT_SAID = "not-said", _("Not said")
    YES = "yes", _("Happy to be photographed")
    NO = "no", _("Not in photographs, please")


class ShownTo(models.TextChoices):
    """Who may see a material of an event."""

    BOOKED = "booked", _("Those who were booked, and contributors")
    EVERYBODY = "everybody", _("Everybody")
