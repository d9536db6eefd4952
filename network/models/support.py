"""Requests for consultancy support, and what was done about each."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from network.choices import Source
from network.models.moderated import Moderated, ModeratedEvent, ModeratedQuerySet
from network.models.organisations import Organisation
from network.support_states import FOLLOW_UP_AFTER, WAITING, Help, Move, Reason, State
from portal.models import SiteSettings


class SupportRequestQuerySet(ModeratedQuerySet["SupportRequest"]):
    def visible_to(self, user: Any, *, now: datetime) -> "SupportRequestQuerySet":
        """Those of the organisations that a person belongs to, while the membership runs."""
        return self.of(user, now=now)

    def waiting(self) -> "SupportRequestQuerySet":
        """About which somebody at the network has to do something."""
        return self.filter(state__in=WAITING)

    def late(self, today: date) -> "SupportRequestQuerySet":
        """Not read for more working days than members are promised."""
        before = SiteSettings.current().late_before(today)
        return self.filter(state=State.REQUESTED, created_at__lt=before)

    def hours(self) -> dict[str, Decimal]:
        """How many were offered and used in all of them. One query."""
        sums = {name: Sum(f"hours_{name}", default=Decimal(0)) for name in ("offered", "used")}
        return self.aggregate(**sums)

    def to_follow_up(self, now: datetime) -> "SupportRequestQuerySet":
        """Delivered three months ago or more, to organisations that can open the page."""
        members = Organisation.objects.members_at(now)
        long_ago = Q(delivered_at__lte=now - FOLLOW_UP_AFTER)
        return self.filter(long_ago, state=State.DELIVERED, organisation__in=members)


class SupportRequest(Moderated):
    """What a member organisation needs help with, and how it went."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="support_requests"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="support_requests",
    )
    need = models.TextField(_("what is needed"), max_length=4000)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    tried = models.TextField(_("what was tried"), max_length=4000, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.REQUESTED
    )
    source = models.CharField(
        _("came by"),
        max_length=12,
        choices=Source.choices,
        default=Source.SITE,
        db_default=Source.SITE,
    )
    allocated_to = models.CharField(_("allocated to"), max_length=200, blank=True)
    hours_offered = models.DecimalField(
        _("hours offered"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    scheduled_on = models.DateField(_("takes place on"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    hours_used = models.DecimalField(
        _("hours used"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    helped = models.CharField(_("did it help?"), max_length=10, choices=Help.choices, blank=True)
    what_changed = models.TextField(_("what changed"), max_length=4000, blank=True)
    may_share = models.BooleanField(_("may be shared as practice"), null=True, blank=True)
    reduced_at = models.DateTimeField(_("reduced"), null=True, blank=True, editable=False)

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for support")
        verbose_name_plural = _("requests for support")
        permissions = [("answer_supportrequest", _("Can answer requests for support"))]
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="support_once_per_key"),
            models.CheckConstraint(
                condition=~Q(state__in=["allocated", "scheduled", "delivered"])
                | ~Q(allocated_to=""),
                name="support_allocated_says_to_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_on__isnull=False),
                name="support_scheduled_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "asked", "followed-up", "closed"])
                | Q(delivered_at__isnull=False, hours_used__isnull=False),
                name="support_delivered_has_its_time_and_hours",
            ),
            models.CheckConstraint(
                condition=~Q(state="followed-up") | ~Q(helped="") & Q(may_share__isnull=False),
                name="support_followed_up_has_its_answer",
            ),
            models.CheckConstraint(
                condition=(Q(hours_offered__isnull=True) | Q(hours_offered__gte=0))
                & (Q(hours_used__isnull=True) | Q(hours_used__gte=0)),
                name="support_hours_are_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at", "id"], name="support_queue")]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation}"


class SupportEvent(ModeratedEvent):
    """A move of a request, and what was written to the member with it."""

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(_("what"), max_length=10, choices=Move.choices)
    to_state = models.CharField(_("state"), max_length=12, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("timeline")
        indexes = [models.Index(fields=["request", "at"], name="support_timeline")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.get_move_display()}"
