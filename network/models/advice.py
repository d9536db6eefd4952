"""One member organisation asks another for advice; the site passes the words on."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from network.advice_states import State
from network.models.organisations import Organisation


def _person(words: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=words,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class AdviceRequestQuerySet(models.QuerySet["AdviceRequest"]):
    def visible_to(self, user: Any, *, now: datetime) -> "AdviceRequestQuerySet":
        """Those that an organisation of theirs asked, or was asked, while it is a member."""
        own = Organisation.objects.members_at(now).visible_to(user).values("pk")
        return self.filter(Q(asking__in=own) | Q(asked__in=own))

    def of(self, organisation: int) -> "AdviceRequestQuerySet":
        """Of one organisation, whichever end it is at."""
        return self.filter(Q(asking=organisation) | Q(asked=organisation))

    def waiting(self) -> "AdviceRequestQuerySet":
        return self.filter(state=State.ASKED)

    def waiting_first(self) -> "AdviceRequestQuerySet":
        """What waits for an answer, then the others; the newest first."""
        is_waiting = Case(When(state=State.ASKED, then=0), default=1)
        return self.order_by(is_waiting, "-asked_at", "-pk")


class AdviceRequest(models.Model):
    """A question and its answer. Who asked and who answered learn each other's address only by
    an answer. `key` comes from the form, so that two presses make one."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    asking = models.ForeignKey(
        Organisation, verbose_name=_("who asks"), on_delete=models.CASCADE, related_name="+"
    )
    asked = models.ForeignKey(
        Organisation, verbose_name=_("who is asked"), on_delete=models.CASCADE, related_name="+"
    )
    key = models.UUIDField(editable=False)
    by = _person(_("asked by"))
    subject = models.CharField(_("about"), max_length=120)
    text = models.TextField(_("question"), max_length=3000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = _person(_("answered by"))
    moved_at = models.DateTimeField(_("last changed"), null=True, blank=True)

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for advice")
        verbose_name_plural = _("requests for advice")
        constraints = [
            models.UniqueConstraint(fields=["asking", "key"], name="advice_once_per_key"),
            models.UniqueConstraint(
                fields=["asking", "asked"],
                condition=Q(state="asked"),
                name="advice_one_question_at_a_time",
                violation_error_message=_("You have asked them already: an answer may come."),
            ),
            models.CheckConstraint(
                condition=~Q(asking=F("asked")), name="advice_comes_from_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="advice_answered_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="advice_waiting")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_answered(self) -> bool:
        """Whether an answer was ever given: it stays so when the request is closed."""
        return self.answered_at is not None


class AdviceReportQuerySet(models.QuerySet["AdviceReport"]):
    def waiting(self) -> "AdviceReportQuerySet":
        return self.filter(settled_at__isnull=True)


class AdviceReport(models.Model):
    """One side says that the other's message is not all right; the co-ordinator looks at it."""

    request = models.ForeignKey(AdviceRequest, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("who reports"), on_delete=models.CASCADE, related_name="+"
    )
    by = _person(_("reported by"))
    text = models.TextField(_("what is not all right"), max_length=1000)
    at = models.DateTimeField(_("reported"))
    note = models.TextField(_("what came of it"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(_("looked into"), null=True, blank=True)
    settled_by = _person(_("looked into by"))

    objects = AdviceReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported message")
        verbose_name_plural = _("reported messages")
        permissions = [("settle_advicereport", _("Can look into reported messages"))]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "organisation"],
                name="advice_reported_once_by_each_side",
                violation_error_message=_("You have told the co-ordinator already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.organisation}"
