"""Who stands in for whom, from when until when."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from network.models.memberships import DateRange
from network.models.people import User


class DeputyshipQuerySet(models.QuerySet["Deputyship"]):
    def on(self, day: date) -> "DeputyshipQuerySet":
        """Those that hold on a day, both days of the span counted."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, deputy__is_active=True)

    def not_over(self, day: date) -> "DeputyshipQuerySet":
        """Those that hold on that day or later, the first to begin first."""
        return self.filter(ends_on__gte=day).order_by("starts_on", "pk")


class Deputyship(models.Model):
    """A member of staff is away, and another does their work too. It gives nobody a right."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who stands in"),
        on_delete=models.CASCADE,
        related_name="deputyships",
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    named_at = models.DateTimeField(_("arranged"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing in")
        verbose_name_plural = _("standing in")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="deputyship_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(user=F("deputy")), name="deputyship_of_somebody_else"
            ),
            ExclusionConstraint(
                name="deputyship_one_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Somebody stands in on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.user} until {date_format(self.ends_on)}"


def stand_ins_of(user: User | None, day: date) -> QuerySet[User]:
    """Who does a person's work too on a day; nobody for nobody."""
    now = Deputyship.objects.on(day).filter(user=user)
    return User.objects.filter(pk__in=now.values("deputy")).order_by("pk")


def whose_work(user: User, day: date) -> QuerySet[User]:
    """Those whose work is a person's on a day: their own, and of whom they stand in for."""
    now = Deputyship.objects.on(day).filter(deputy=user.pk)
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=now.values("user")))


def stood_in_for(user: User, day: date) -> ArraySubquery:
    """As a part of another query: the `name` of each whose work is theirs too, `until` when."""
    now = Deputyship.objects.on(day).filter(deputy=user.pk).order_by("ends_on", "pk")
    name = Coalesce(NullIf("user__name", Value("")), "user__email")
    return ArraySubquery(now.values(one=JSONObject(name=name, until="ends_on")))
