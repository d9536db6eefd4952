"""Periods of membership, and what was done to them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from network.choices import Source
from network.eligibility import Category
from network.standing import NOTICE, Move, Period, Rule, Standing, due_on, standing_on
from portal.models import SiteSettings


class DateRange(Func):
    """PostgreSQL's daterange(), for the constraint below."""

    function = "DATERANGE"
    output_field = DateRangeField()


# On the day on which it began: it does not run until midnight.
_ENDED_AT_ONCE = Q(ends_on=F("starts_on")) & ~Q(ending="")


def site_rule() -> Rule:
    """From when on the site asks members to confirm, and how many days of grace they have."""
    site = SiteSettings.current()
    return Rule(since=site.confirmations_from, grace_days=site.confirmation_grace_days)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_at(self, now: datetime) -> "MembershipQuerySet":
        """Periods that cover `now`'s day in London and are not suspended."""
        return self.active_on(timezone.localdate(now))

    def active_on(self, day: date) -> "MembershipQuerySet":
        covering = self.filter(starts_on__lte=day, suspended_at__isnull=True)
        return covering.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day) & ~_ENDED_AT_ONCE)

    def with_standing(self, now: datetime) -> Any:
        """Each with what `network.standing` says of it: `due_day` (or None) and `standing`."""
        return self.with_standing_on(**standing_days(now))

    def with_standing_on(
        self, *, today: date, grace_from: date, notice_until: date, asked_since: date | None
    ) -> Any:
        """The same, by the days that it depends on: see `standing_days`."""
        standing = _standing(today, grace_from, notice_until)
        return self.annotate(due_day=_due_day(asked_since)).annotate(standing=standing)


def standing_days(now: datetime) -> dict[str, Any]:
    """What `with_standing_on` takes at `now`, by the site's rule."""
    today, rule = timezone.localdate(now), site_rule()
    return {
        "today": today,
        "grace_from": today - timedelta(days=rule.grace_days),
        "notice_until": today + NOTICE,
        "asked_since": rule.since,
    }


def _due_day(asked_since: date | None) -> Any:
    if asked_since is None:
        return Cast(Value(None), models.DateField())
    confirmed = Coalesce("confirmed_on", "starts_on")
    return Greatest(_AYearAfter(confirmed), Cast(Value(asked_since), models.DateField()))


class _AYearAfter(Func):
    """As `network.standing.a_year_after`: PostgreSQL too makes 28 February of a leap day."""

    template = "(%(expressions)s + INTERVAL '1 year')::date"
    output_field = models.DateField()


def _standing(day: date, grace_from: date, notice_until: date) -> Case:
    """The same questions in the same order as in `standing_on`."""
    ended = Case(When(ending="", then=Value(Standing.ENDED)), default=F("ending"))
    return Case(
        When(starts_on__gt=day, then=Value(Standing.TO_COME)),
        When(Q(ends_on__lt=day) | _ENDED_AT_ONCE, then=ended),
        When(suspended_at__isnull=False, then=Value(Standing.SUSPENDED)),
        When(due_day__lt=grace_from, then=Value(Standing.OVERDUE)),
        When(due_day__lt=day, then=Value(Standing.GRACE)),
        When(due_day__lte=notice_until, then=Value(Standing.DUE)),
        default=Value(Standing.ACTIVE),
        output_field=models.CharField(),
    )


class Membership(models.Model):
    """A period of membership, with the categories it rests on. Both days count.

    `confirmed_on` is when it was last said that they still hold, since the start; how a membership
    stands follows from the dates (network.standing). Only an act of a person ends or suspends one.
    """

    class Ending(models.TextChoices):
        LAPSED = "lapsed", _("Lapsed: not confirmed again")
        WITHDRAWN = "withdrawn", _("The organisation left")
        ENDED = "ended", _("Ended by the network")

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="memberships"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    categories = ArrayField(
        models.CharField(max_length=20, choices=Category.choices), verbose_name=_("categories")
    )
    application = models.OneToOneField(
        "network.Application", null=True, blank=True, on_delete=models.PROTECT
    )
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    ending = models.CharField(
        _("how it ended"),
        max_length=10,
        choices=Ending.choices,
        blank=True,
        default="",
        db_default="",
    )
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    suspended_note = models.CharField(
        _("why it is suspended"), max_length=300, blank=True, default="", db_default=""
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        permissions = [("manage_membership", _("Can suspend, end and take up memberships"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("The end comes before the start."),
            ),
            models.CheckConstraint(
                condition=Q(categories__len__gt=0),
                name="membership_rests_on_a_category",
                violation_error_message=_("At least one category is needed."),
            ),
            models.CheckConstraint(
                condition=Q(ending="") | Q(ends_on__isnull=False),
                name="membership_ended_has_its_day",
            ),
            ExclusionConstraint(
                name="membership_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The organisation already has a membership then."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} from {date_format(self.starts_on)}"

    @property
    def period(self) -> Period:
        """Its dates, for `network.standing`."""
        return Period(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            confirmed_on=self.confirmed_on or self.starts_on,
            ending=Standing(self.ending) if self.ending else None,
            is_suspended=self.suspended_at is not None,
        )

    def standing_at(self, now: datetime) -> Standing:
        """How it stands on `now`'s day in London, by the site's rule."""
        return standing_on(timezone.localdate(now), self.period, site_rule())

    def due_on(self) -> date | None:
        """By when it is to be confirmed; None while nobody is asked."""
        return due_on(self.period, site_rule())


class MembershipEvent(models.Model):
    """One thing that was done to a membership; what its dates cannot tell. Rows are only added.

    The newest one's pk is also what a page says it has seen, so that nobody acts on an old page.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(_("what"), max_length=10, choices=Move.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    source = models.CharField(
        _("how it came in"), max_length=10, choices=Source.choices, default=Source.SITE
    )

    class Meta:
        indexes = [models.Index(fields=["membership", "-id"], name="membership_event_newest")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_move_display()}"
