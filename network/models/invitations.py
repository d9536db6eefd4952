"""Personal links by which one address, and no other, may come in."""

from datetime import datetime
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.models.organisations import Affiliation, Organisation
from network.roles import Role, may_look_after

OPEN = Q(accepted_at__isnull=True, revoked_at__isnull=True)


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Neither accepted nor taken back; it may have run out."""
        return self.filter(OPEN)

    def usable(self, now: datetime) -> Self:
        return self.open().filter(expires_at__gt=now)


class PersonalInvitation(models.Model):
    """An invitation of one address. What follows names what it is an invitation to."""

    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="%(class)s_expires_after_creation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="%(class)s_accepted_or_revoked",
            ),
        ]

    INTO: ClassVar[str]  # the field that names it

    @property
    def target(self) -> models.Model:
        """What the invitation is to, for the log."""
        return cast(models.Model, getattr(self, self.INTO))


class Invitation(PersonalInvitation):
    """An invitation to work on an application."""

    INTO = "application"

    application = models.ForeignKey(
        "network.Application", on_delete=models.CASCADE, related_name="invitations"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta(PersonalInvitation.Meta):
        constraints = [
            *PersonalInvitation.Meta.constraints,
            models.UniqueConstraint(
                fields=["application", "email"], condition=OPEN, name="invitation_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.application.reference}"


class OrganisationInvitationQuerySet(InvitationQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the organisations that a person looks after."""
        roles = [role for role in Role if may_look_after(role)]
        own = Affiliation.objects.present().filter(user=user, role__in=roles)
        return self.filter(organisation__in=own.values("organisation"))


class OrganisationInvitation(PersonalInvitation):
    """An invitation to belong to an organisation."""

    INTO = "organisation"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=[(role.value, role.label) for role in (Role.MANAGER, Role.MEMBER)],
    )

    objects = OrganisationInvitationQuerySet.as_manager()

    class Meta(PersonalInvitation.Meta):
        constraints = [
            *PersonalInvitation.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=OPEN,
                name="organisationinvitation_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[Role.MANAGER, Role.MEMBER]),
                name="organisationinvitation_is_never_primary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"
