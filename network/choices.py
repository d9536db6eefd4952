"""The lists that forms, filters and reports share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalForm(models.TextChoices):
    CHARITY = "charity", _("Registered charity (trust or association)")
    CIO = "cio", _("Charitable incorporated organisation (CIO or SCIO)")
    CHARITABLE_COMPANY = "charitable-company", _("Charitable company limited by guarantee")
    CIC = "cic", _("Community interest company (CIC)")
    COMPANY_GUARANTEE = "company-guarantee", _("Company limited by guarantee, not a charity")
    COOPERATIVE = "cooperative", _("Co-operative or community benefit society")
    UNINCORPORATED = "unincorporated", _("Community group without a legal form of its own")
    PUBLIC_BODY = "public-body", _("Public body")
    COMPANY_SHARES = "company-shares", _("Company limited by shares")
    OTHER = "other", _("Something else")


class Region(models.TextChoices):
    """The nine regions of England, and the nations."""

    NATIONAL = "national", _("Across England and Wales")
    NORTH_EAST = "north-east", _("North East")
    NORTH_WEST = "north-west", _("North West")
    YORKSHIRE = "yorkshire", _("Yorkshire and the Humber")
    EAST_MIDLANDS = "east-midlands", _("East Midlands")
    WEST_MIDLANDS = "west-midlands", _("West Midlands")
    EAST = "east", _("East of England")
    LONDON = "london", _("London")
    SOUTH_EAST = "south-east", _("South East")
    SOUTH_WEST = "south-west", _("South West")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern-ireland", _("Northern Ireland")


class Setting(models.TextChoices):
    """Where the work happens."""

    CUSTODY = "custody", _("Custody")
    COMMUNITY = "community", _("Community")
    COURTS = "courts", _("Courts")
    THROUGH_THE_GATE = "through-the-gate", _("Through the gate")
    PREVENTION = "prevention", _("Prevention")


class Theme(models.TextChoices):
    """What organisations work on, and practice examples are about."""

    RESETTLEMENT = "resettlement", _("Resettlement and leaving prison")
    FAMILIES = "families", _("Families and children")
    YOUNG_PEOPLE = "young-people", _("Young people")
    WOMEN = "women", _("Women")
    WORK = "work", _("Education, training and work")
    HEALTH = "health", _("Health and wellbeing")
    FAITH = "faith", _("Faith and culture")
    LIVED_EXPERIENCE = "lived-experience", _("Lived experience")
    STAFF = "staff", _("Staff, training and leadership")
    ADVOCACY = "advocacy", _("Rights and advocacy")


class IncomeBand(models.TextChoices):
    UNDER_10K = "under-10k", _("Under £10,000")
    UNDER_100K = "10k-100k", _("£10,000 to £100,000")
    UNDER_500K = "100k-500k", _("£100,000 to £500,000")
    UNDER_1M = "500k-1m", _("£500,000 to £1 million")
    OVER_1M = "over-1m", _("Over £1 million")


class Opportunity(models.TextChoices):
    """What the network gives, as its founding text lists it."""

    INFLUENCE = "influence", _("Influence policy and procedures")
    TRAINING = "training", _("Receive or deliver training")
    PRACTICE = "practice", _("Share best practice")
    CONSULTANCY = "consultancy", _("Receive consultancy support")
    POLICY = "policy", _("Hear about policy changes")


class Source(models.TextChoices):
    """How something came in; staff enter on behalf of people who telephone or write."""

    SITE = "site", _("The website")
    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("E-mail")
    DOCUMENT = "document", _("A document, such as a Word file")
    MEETING = "meeting", _("A meeting")


ON_BEHALF = [choice for choice in Source.choices if choice[0] != Source.SITE]
