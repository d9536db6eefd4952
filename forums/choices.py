"""Lists to choose from. Pure: no database, no request, no settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.eligibility import Sector

# Addresses of this part of the site: no forum may take one of them as its own.
RESERVED_SLUGS = (
    "actions",
    "calendar",
    "influence",
    "joining",
    "papers",
    "past",
    "public",
    "speaker",
    "topics",
)
# Members too, but no part of the sanctuary: they meet no topics, organisations or notes.
OUTSIDE_THE_SANCTUARY = (Sector.STATUTORY, Sector.CONTRACTOR)


class Rule(models.TextChoices):
    """What may be done with what is said under an item of the agenda."""

    SANCTUARY = "sanctuary", _("Sanctuary: nothing leaves the room")
    NON_ATTRIBUTABLE = "non-attributable", _("Non-attributable: may be used, but not who said it")
    ON_RECORD = "on-record", _("On the record")


class Circle(models.TextChoices):
    """Who may read something; each is wider than the one before."""

    STAFF = "staff", _("The network’s staff")
    ATTENDEES = "attendees", _("Those who were there")
    MEMBERS = "members", _("All members")
    PUBLIC = "public", _("Everybody")


class Answer(models.TextChoices):
    """What a member says to a forum."""

    IN_PERSON = "in-person", _("I come in person")
    ONLINE = "online", _("I join online")
    APOLOGIES = "apologies", _("I cannot come")


class SpeakerKind(models.TextChoices):
    SPEAKER = "speaker", _("Speaker")
    OFFICIAL = "official", _("Official")
    FACILITATOR = "facilitator", _("Facilitator")


class TopicShows(models.TextChoices):
    """Who learns of a topic, and of whom it is."""

    ORGANISATION = "organisation", _("Members see it, with our organisation’s name")
    COORDINATOR = "coordinator", _("Only the co-ordinator sees it")


class Theme(models.TextChoices):
    """What topics and issues are about."""

    CUSTODY = "custody", _("Life in prison")
    PROBATION = "probation", _("Probation and supervision")
    RESETTLEMENT = "resettlement", _("Resettlement and leaving prison")
    COURTS = "courts", _("Courts and sentencing")
    POLICING = "policing", _("Policing and stop and search")
    WOMEN = "women", _("Women")
    YOUNG_PEOPLE = "young-people", _("Children and young people")
    FAMILIES = "families", _("Families")
    FAITH = "faith", _("Faith and culture")
    DATA = "data", _("Data and evidence")
    FUNDING = "funding", _("Funding and commissioning")
    WORKFORCE = "workforce", _("Staff, training and leadership")


class Level(models.TextChoices):
    OPERATIONAL = "operational", _("Operational: how things are done")
    STRATEGIC = "strategic", _("Strategic: what is decided")


class Band(models.TextChoices):
    """How many organisations say the same, never as a number."""

    FEW = "few", _("a few organisations")
    SOME = "some", _("5 to 9 organisations")
    MANY = "many", _("10 or more organisations")


class Outcome(models.TextChoices):
    """What a body answered."""

    AGREED = "agreed", _("Agreed")
    PARTLY = "partly", _("Partly agreed")
    NOT_AGREED = "not-agreed", _("Not agreed")
    NO_REPLY = "no-reply", _("No reply")
