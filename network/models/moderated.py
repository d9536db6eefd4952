"""What members send in and staff decide about, whatever it is: a record and its timeline."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from network.models.organisations import Affiliation, Organisation
from network.models.people import User


class ModeratedQuerySet[R: "Moderated"](models.QuerySet[R]):
    def of(self, user: Any, *, now: datetime) -> Self:
        """Those of the organisations that a person belongs to, while the membership runs."""
        own = Organisation.objects.visible_to(user).members_at(now)
        return self.filter(organisation__in=own)

    def changeable_by(self, user: Any, *, now: datetime) -> Self:
        """Those that a person sent in, or whose organisation they answer for."""
        answering = Affiliation.objects.present().filter(
            user=user, organisation=OuterRef("organisation"), role__in=Affiliation.ANSWERING
        )
        return self.of(user, now=now).filter(Q(by=user) | Exists(answering))


class Moderated(models.Model):
    """Sent in by somebody for a member organisation.

    `version` is what a page saw, so that nothing is done about an older one. `key` tells a second
    press on one form from a second record.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    version = models.PositiveIntegerField(default=1)
    key = models.UUIDField()
    created_at = models.DateTimeField(_("asked"))
    state_since = models.DateTimeField(_("so since"))

    if TYPE_CHECKING:
        state: models.CharField[str, str]
        organisation: models.ForeignKey[Organisation, Organisation]
        organisation_id: int
        by: models.ForeignKey[User | None, User | None]
        by_id: int | None
        events: Any
        objects: Any

    class Meta:
        abstract = True

    def reader(self) -> User | None:
        """Who is written to: who sent it in or, where they have left, the primary contact."""
        return Affiliation.objects.reader(self.organisation_id, self.by_id)


class ModeratedEvent(models.Model):
    """A move of such a record, and what was written to the member with it.

    Never changed but by an erasure, and deleted with its record only: a trigger sees to it.
    """

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("written to the member"), max_length=5000, blank=True)
    letter_sent = models.BooleanField(_("mailed"), default=False)
    erasure = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)

    if TYPE_CHECKING:
        move: models.CharField[str, str]
        reason: models.CharField[str, str]

    class Meta:
        abstract = True
