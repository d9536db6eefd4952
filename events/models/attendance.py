"""Who came: ticks at the door, and the links by which volunteers make them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.bookings import Delegate
from events.models.events import Event
from events.models.programme import Contributor
from portal.tokens import hash_token


class VolunteerLinkQuerySet(models.QuerySet["VolunteerLink"]):
    def with_token(self, secret: str) -> "VolunteerLinkQuerySet":
        """The link that this secret belongs to, also when it is over."""
        return self.filter(token_hash=hash_token(secret))


class VolunteerLink(models.Model):
    """Opens an event's check-in page for somebody without an account, on the day alone."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="volunteer_links")
    name = models.CharField(_("for whom"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    opens_at = models.DateTimeField(_("works from"))
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = VolunteerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer’s link")
        verbose_name_plural = _("volunteers’ links")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("opens_at")),
                name="volunteer_link_ends_after_it_opens",
                violation_error_message=_("The link ends before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_over(self, now: datetime) -> bool:
        """Withdrawn by staff, or its day is past."""
        return self.revoked_at is not None or self.expires_at <= now

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now and not self.is_over(now)


def _is_about_one_person(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(delegate__isnull=False, contributor__isnull=True)
        | Q(delegate__isnull=True, contributor__isnull=False),
        name=name,
    )


class CheckIn(models.Model):
    """A delegate or a contributor is here. One row each: nobody is counted twice.

    `key` is that of the tap that brought it about.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="check_ins")
    delegate = models.OneToOneField(
        Delegate, null=True, on_delete=models.CASCADE, related_name="check_in"
    )
    contributor = models.OneToOneField(
        Contributor, null=True, on_delete=models.CASCADE, related_name="check_in"
    )
    at = models.DateTimeField(_("came"))
    key = models.UUIDField(unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.ForeignKey(
        VolunteerLink, null=True, on_delete=models.SET_NULL, related_name="check_ins"
    )

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [_is_about_one_person("check_in_is_about_one_person")]

    def __str__(self) -> str:
        return f"{self.delegate or self.contributor}"


class Tap(models.Model):
    """What was pressed at the door, kept as it came: ticked in, or a tick taken back.

    `key` comes from the phone, one per press: the same press sent again is the same tap. `at` is
    when it was pressed, `received_at` when it reached us, hours later from a phone without a
    connection. The taps are the record of who did what at the door.
    """

    key = models.UUIDField(unique=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    delegate = models.ForeignKey(Delegate, null=True, on_delete=models.CASCADE, related_name="taps")
    contributor = models.ForeignKey(
        Contributor, null=True, on_delete=models.CASCADE, related_name="taps"
    )
    comes = models.BooleanField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.ForeignKey(VolunteerLink, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("tap at the door")
        verbose_name_plural = _("taps at the door")
        constraints = [_is_about_one_person("tap_is_about_one_person")]

    def __str__(self) -> str:
        return f"{self.delegate or self.contributor}: {'in' if self.comes else 'out'}"
