"""Lists to choose from. Pure: no database, no request, no settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulletinKind(models.TextChoices):
    QUARTERLY = "quarterly", _("Quarterly e-bulletin")
    NEWSLETTER = "newsletter", _("Newsletter")
    POLICY_ALERT = "policy-alert", _("Policy alert")
    EVENT_NOTICE = "event-notice", _("Event notice")
    WEEKLY_DIGEST = "weekly-digest", _("Weekly digest of news")
    MONTHLY_DIGEST = "monthly-digest", _("Monthly digest of news")


class PostKind(models.TextChoices):
    NEWS = "news", _("News")
    BLOG = "blog", _("Blog")
    POLICY = "policy", _("Policy update")
    PRACTICE = "practice", _("Practice example")


class Stage(models.TextChoices):
    """How far a practice has been tried; the reader should know before copying it."""

    IDEA = "idea", _("An idea, not tried yet")
    PILOT = "pilot", _("Being tried")
    TESTED = "tested", _("Tried, with what we learned")
    EVALUATED = "evaluated", _("Evaluated by somebody else")


class Every(models.TextChoices):
    """How often somebody wants the digest of news."""

    NEVER = "never", _("Not at all")
    WEEK = "week", _("Once a week, on Mondays")
    MONTH = "month", _("Once a month, on the 1st")
