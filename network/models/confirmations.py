"""What organisations say once a year of what the network has about them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.choices import Source
from network.eligibility import Category
from network.models.memberships import Membership


def _categories(words: Any) -> Any:
    choices = models.CharField(max_length=20, choices=Category.choices)
    return ArrayField(choices, verbose_name=words)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def waiting(self) -> "ConfirmationQuerySet":
        """Those that the co-ordinator has to look at."""
        return self.filter(state=Confirmation.State.WAITING)


class Confirmation(models.Model):
    """An organisation confirmed, which counts at once; what changed waits for the co-ordinator.

    `key` comes from the form, so that two presses make one. `by` is who said so; staff who typed
    it after a call are `entered_by`.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        WAITING = "waiting", _("Waiting")
        KEPT = "kept", _("Kept as it was")

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="confirmations"
    )
    key = models.UUIDField(editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("confirmed"))
    source = models.CharField(
        _("how it came in"), max_length=10, choices=Source.choices, default=Source.SITE
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    categories_before = _categories(_("categories until then"))
    categories = _categories(_("categories as confirmed"))
    changes = models.TextField(_("what changed"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "key"],
                name="confirmation_once_per_key",
                violation_error_message=_("This has been confirmed already."),
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(state="waiting"),
                name="confirmation_one_waits",
                violation_error_message=_("One is waiting already."),
            ),
            models.CheckConstraint(
                condition=Q(categories__len__gt=0), name="confirmation_rests_on_a_category"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(decided_at__isnull=True),
                name="confirmation_waiting_is_not_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(decided_at__isnull=False),
                name="confirmation_kept_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(source="site") | Q(entered_by__isnull=True),
                name="confirmation_entered_says_how_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.organisation}, {self.at:%Y-%m-%d}"

    @property
    def changes_categories(self) -> bool:
        return set(self.categories) != set(self.categories_before)
