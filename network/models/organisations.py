from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import IncomeBand, LegalForm, Region, Setting
from network.eligibility import Sector
from network.models.memberships import (
    DateRange,  # noqa: F401 - the first migration looks for it here
    Membership,
)
from network.models.people import User
from network.registers import Register
from network.roles import Role, may_decide


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def listed(self) -> "OrganisationQuerySet":
        """Those that chose to be named in public."""
        return self.filter(is_publicly_listed=True)

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The organisations a person belongs to now."""
        return self.filter(affiliations__user=user, affiliations__ended_at__isnull=True)

    def looked_after_by(self, user: Any) -> "OrganisationQuerySet":
        """Those that a person answers for now, as primary contact or manager."""
        return self.filter(
            affiliations__user=user,
            affiliations__ended_at__isnull=True,
            affiliations__role__in=Affiliation.ANSWERING,
        )

    def led_by(self, user: Any) -> "OrganisationQuerySet":
        """Those whose primary contact a person is now."""
        return self.filter(
            affiliations__user=user,
            affiliations__ended_at__isnull=True,
            affiliations__role=Affiliation.Role.PRIMARY,
        )

    def members_at(self, now: datetime) -> "OrganisationQuerySet":
        """Those whose membership runs at `now`."""
        return self.members_on(timezone.localdate(now))

    def members_on(self, day: date) -> "OrganisationQuerySet":
        running = Membership.objects.active_on(day).filter(organisation=OuterRef("pk"))
        return self.filter(Exists(running))


class Organisation(models.Model):
    """An organisation that is, or was, a member of the network."""

    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    legal_form = models.CharField(
        _("legal form"), max_length=30, choices=LegalForm.choices, blank=True
    )
    website = models.URLField(_("website"), blank=True)
    regions = ArrayField(
        models.CharField(max_length=30, choices=Region.choices), verbose_name=_("regions")
    )
    settings = ArrayField(
        models.CharField(max_length=30, choices=Setting.choices), verbose_name=_("settings")
    )
    income_band = models.CharField(
        _("income"), max_length=20, choices=IncomeBand.choices, blank=True
    )
    is_publicly_listed = models.BooleanField(_("named in public"), default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="organisation_name_trigram")
        ]

    def __str__(self) -> str:
        return self.name

    def present_people(self) -> models.QuerySet[User]:
        """Who belongs to it now, by name."""
        there = Affiliation.objects.present().filter(organisation=self)
        return User.objects.filter(is_active=True, pk__in=there.values("user")).order_by(
            "name", "pk"
        )

    def contacts(self) -> models.QuerySet[User]:
        """Who answers for it now and is written to: the primary contact and managers."""
        return User.objects.filter(
            is_active=True,
            affiliations__organisation=self,
            affiliations__ended_at__isnull=True,
            affiliations__role__in=Affiliation.ANSWERING,
        ).order_by("-affiliations__role", "pk")


class RegisteredNumber(models.Model):
    """A number under which an organisation is registered. Branches may share one."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="registered_numbers"
    )
    register = models.CharField(_("register"), max_length=20, choices=Register.choices)
    number = models.CharField(_("number"), max_length=20)

    class Meta:
        verbose_name = _("registered number")
        verbose_name_plural = _("registered numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "register", "number"],
                name="registered_number_once_per_organisation",
                violation_error_message=_("This number is already there."),
            )
        ]
        indexes = [models.Index(fields=["register", "number"], name="registered_number")]

    def __str__(self) -> str:
        return f"{self.get_register_display()} {self.number}"


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def present(self) -> "AffiliationQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: Any) -> "AffiliationQuerySet":
        """The people, now, of the organisations that a person belongs to."""
        return self.present().filter(organisation__in=Organisation.objects.visible_to(user))

    def in_order(self) -> "AffiliationQuerySet":
        """The primary contact, managers, members; each by name."""
        ranks = [When(role=role, then=rank) for rank, role in enumerate(Role)]
        return self.order_by(Case(*ranks), "user__name", "pk")

    def reader(self, organisation_id: int, writer_id: int | None) -> User | None:
        """Who is answered: the writer or, where they have left, the primary contact."""
        there = self.present().filter(organisation=organisation_id, user__is_active=True)
        there = there.select_related("user")
        writer = there.filter(user=writer_id).first()
        found = writer or there.filter(role=Role.PRIMARY).first()
        return found.user if found else None


class Affiliation(models.Model):
    """A person's place in an organisation; it ends, it is never deleted.

    `offered_at` is when the primary contact asked this person to become it.
    """

    Role = Role

    ANSWERING = (Role.PRIMARY, Role.MANAGER)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="affiliations"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    offered_at = models.DateTimeField(
        _("asked to become the primary contact"), null=True, blank=True
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of an organisation")
        verbose_name_plural = _("people of organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="affiliation_once_at_a_time",
                violation_error_message=_("This person already belongs to the organisation."),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(ended_at__isnull=True, role="primary"),
                name="affiliation_one_primary_contact",
                violation_error_message=_("The organisation already has a primary contact."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="affiliation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(offered_at__isnull=True)
                | (Q(ended_at__isnull=True) & ~Q(role="primary")),
                name="affiliation_offered_to_somebody_else_present",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(offered_at__isnull=False),
                name="affiliation_one_offer_at_a_time",
                violation_error_message=_("Somebody else is asked already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> "JoinRequestQuerySet":
        return self.filter(state=JoinRequest.State.WAITING)

    def visible_to(self, user: Any) -> "JoinRequestQuerySet":
        """Those to the organisations whose primary contact a person is; staff see the admin."""
        roles = [role for role in Role if may_decide(role)]
        own = Affiliation.objects.present().filter(user=user, role__in=roles)
        return self.filter(organisation__in=own.values("organisation"))


class JoinRequest(models.Model):
    """A person asks to belong to an organisation that is already known."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")

    class Proof(models.TextChoices):
        PRIMARY_CONTACT = "primary-contact", _("The primary contact agreed")
        TELEPHONE = "telephone", _("Checked by telephoning the organisation")
        OTHER_CHANNEL = "other-channel", _("Checked another way")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests"
    )
    application = models.ForeignKey(
        "network.Application", null=True, blank=True, on_delete=models.SET_NULL
    )
    message = models.TextField(_("message"), blank=True, max_length=1000)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    proof = models.CharField(
        _("how this was made sure of"), max_length=20, choices=Proof.choices, blank=True
    )
    proof_note = models.CharField(_("in words"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        permissions = [("decide_joinrequest", _("Can decide requests to join"))]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state="waiting"),
                name="join_request_once_at_a_time",
                violation_error_message=_("You have already asked: an answer will come."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="join_request_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | ~Q(proof=""),
                name="join_request_agreed_says_how",
                violation_error_message=_("Say how you made sure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"
