from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import caches
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.working_days import last_day_past

CACHE_KEY = "site-settings"
CACHE_SECONDS = 30


class SiteSettings(models.Model):
    """What the co-ordinator may change about the site without a developer. One row."""

    coordinator_name = models.CharField(_("co-ordinator's name"), max_length=120, blank=True)
    coordinator_email = models.EmailField(
        _("co-ordinator's e-mail address"), help_text=_("Replies to the site's mails go here.")
    )
    coordinator_phone = models.CharField(_("co-ordinator's telephone"), max_length=40, blank=True)
    working_days = models.CharField(
        _("working days"),
        max_length=7,
        default="01234",
        help_text=_("Days the co-ordinator works: 0 is Monday, 6 is Sunday. Example: 13."),
    )
    answer_within_working_days = models.PositiveSmallIntegerField(
        _("working days to an answer"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("What applicants and members are told, in days that the co-ordinator works."),
    )
    invoice_details = models.TextField(
        _("how to pay an invoice"),
        blank=True,
        default="",
        max_length=600,
        help_text=_(
            "The charity's name and bank details, as they are to stand on invoices for events. "
            "While this is empty, invoices say that we will write how to pay."
        ),
    )
    confirmations_from = models.DateField(
        _("members confirm yearly, from"),
        null=True,
        blank=True,
        help_text=_(
            "From this day on members are asked once a year whether what they said still holds. "
            "Nobody is asked while this is empty, and nobody lapses before you confirm the list."
        ),
    )
    confirmation_grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=60,
        db_default=60,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text=_("How long after the day it was due a member may still confirm."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        permissions = [("see_report", _("Can see the board report"))]
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="site_settings_single_row"),
            models.CheckConstraint(
                condition=Q(working_days__regex="^[0-6]{1,7}$"),
                name="site_settings_working_days",
                violation_error_message=_("Use the digits 0 (Monday) to 6 (Sunday)."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Site settings"))

    @property
    def working_weekdays(self) -> frozenset[int]:
        """Monday is 0, as in `date.weekday()`."""
        return frozenset(int(day) for day in self.working_days)

    def late_before(self, today: date) -> datetime:
        """What came in before this moment has waited for longer than is promised."""
        day = last_day_past(self.answer_within_working_days, today, self.working_weekdays)
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

    @classmethod
    def current(cls) -> "SiteSettings":
        """The settings, read from PostgreSQL at most once in 30 seconds per process.

        Before the first save: the `COORDINATOR_EMAIL` of the environment and the defaults.
        """
        cached: SiteSettings | None = caches["pages"].get(CACHE_KEY)
        if cached is None:
            cached = cls.objects.filter(pk=1).first() or cls(
                pk=1, coordinator_email=settings.COORDINATOR_EMAIL
            )
            caches["pages"].set(CACHE_KEY, cached, CACHE_SECONDS)
        return cached

    @staticmethod
    def forget() -> None:
        """Drop this process's copy, after a change."""
        caches["pages"].delete(CACHE_KEY)
