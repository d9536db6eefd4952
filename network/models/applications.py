from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.choices import Source
from network.eligibility import Category
from network.states import DECIDED_STATES, OPEN_STATES, WHOSE_TURN, State, Turn
from portal.models import SiteSettings

EDITABLE_STATES = frozenset({State.DRAFT, State.MORE_INFORMATION, State.REFERRED})


TYPING_NEEDS = ("network.review_application", "network.view_leadership")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """The applications a person takes part in; staff review in the admin instead.

        Staff who type for somebody count only as long as they may review and see figures.
        """
        if not user.is_authenticated:
            return self.none()
        taking_part = ApplicationPerson.objects.filter(user=user)
        if not (user.is_staff and user.has_perms(TYPING_NEEDS)):
            taking_part = taking_part.exclude(role=ApplicationPerson.Role.SCRIBE)
        return self.filter(pk__in=taking_part.values("application"))

    def not_typing(self, user: Any) -> "ApplicationQuerySet":
        """Without those that a person only types for as staff."""
        own = ApplicationPerson.objects.filter(user=user)
        own = own.exclude(role=ApplicationPerson.Role.SCRIBE)
        return self.filter(pk__in=own.values("application"))

    def open_cases(self) -> "ApplicationQuerySet":
        """Submitted and not decided: what the co-ordinator's queue shows."""
        return self.filter(state__in=OPEN_STATES)

    def late(self, today: date) -> "ApplicationQuerySet":
        """Waiting for the co-ordinator for more working days than applicants are promised."""
        before = SiteSettings.current().late_before(today)
        ours = [state for state in OPEN_STATES if WHOSE_TURN[state] == Turn.COORDINATOR]
        return self.filter(state__in=ours, submitted_at__lt=before)


class Application(models.Model):
    """An organisation's application for membership.

    Answers lie in `StepAnswers` while it is edited and are frozen as a `Submission` each time
    it is sent. `state` moves only through `network.actions.review` and `.applying`, which
    check `network.states.MOVES` and raise `version` with every move. From `reduced_at` on nothing
    in it says whose it was (`network.actions.reducing`).
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    claimed = ArrayField(
        models.CharField(max_length=20, choices=Category.choices),
        default=list,
        blank=True,
        verbose_name=_("categories claimed"),
    )
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    created_at = models.DateTimeField(_("started"))
    edited_at = models.DateTimeField(_("last edited"))
    state_since = models.DateTimeField(_("in this state since"))
    submitted_at = models.DateTimeField(_("last submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reduced_at = models.DateTimeField(_("reduced"), null=True, blank=True, editable=False)
    times_submitted = models.PositiveSmallIntegerField(_("times submitted"), default=0)
    is_possible_duplicate = models.BooleanField(_("possible duplicate"), default=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    matched_organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("matched with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="matched_applications",
    )
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("became"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        permissions = [
            ("review_application", _("Can review and decide applications")),
            ("view_leadership", _("Can see leadership figures while an application is open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="application_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", organisation__isnull=False)
                | (~Q(state="approved") & Q(organisation__isnull=True)),
                name="application_approved_has_its_organisation",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DECIDED_STATES), decided_at__isnull=False)
                | (~Q(state__in=sorted(DECIDED_STATES)) & Q(decided_at__isnull=True)),
                name="application_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, times_submitted=0)
                | Q(submitted_at__isnull=False, times_submitted__gt=0),
                name="application_submitted_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(OPEN_STATES | DECIDED_STATES))
                | Q(submitted_at__isnull=False),
                name="application_case_was_submitted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"],
                name="application_queue",
                condition=Q(state__in=sorted(OPEN_STATES)),
            ),
            models.Index(fields=["state", "-created_at"], name="application_state"),
            GinIndex(
                fields=["organisation_name"],
                opclasses=["gin_trgm_ops"],
                name="application_name_trigram",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation_name}".strip()

    @property
    def is_open_case(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def whose_turn(self) -> Turn:
        """Nobody's once it was reduced: a referred one can't be sent again then."""
        return Turn.NOBODY if self.reduced_at else WHOSE_TURN[State(self.state)]


class ApplicationPerson(models.Model):
    """Somebody who may work on an application."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Started the application")
        COLLEAGUE = "colleague", _("Colleague")
        SCRIBE = "scribe", _("Staff, on someone's behalf")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    source = models.CharField(
        _("typed from"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="application_person_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(role="lead"), name="application_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
