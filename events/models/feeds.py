from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tokens import hash_token


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def of_secret(self, secret: str) -> "CalendarFeedQuerySet":
        """The feed of a link, while its person's account is active."""
        return self.filter(token_hash=hash_token(secret), user__is_active=True)


class CalendarFeed(models.Model):
    """That a person has a private calendar link. The secret in it is shown once, never kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("private calendar")
        verbose_name_plural = _("private calendars")

    def __str__(self) -> str:
        return f"{self.user}"
