"""What is put to those who decide, and what they answer."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forums.choices import Outcome
from forums.issue_states import NEVER_SENT, WAITING, State, Step
from forums.models.issues import Issue


class Body(models.Model):
    """Somebody who decides: HMPPS, the Ministry of Justice and others."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    short_name = models.CharField(_("in short"), max_length=30, unique=True)
    contact = models.CharField(_("whom we write to"), max_length=300, blank=True)
    is_listed = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")

    def __str__(self) -> str:
        return self.name


class SubmissionToBodyQuerySet(models.QuerySet["Submission"]):
    def kept(self) -> "SubmissionToBodyQuerySet":
        """All but discarded drafts: of those nothing is left but that they were begun."""
        return self.exclude(state=State.DISCARDED)

    def waiting(self) -> "SubmissionToBodyQuerySet":
        """With the body, and not answered; who has waited longest comes first."""
        return self.filter(state__in=sorted(WAITING)).order_by("sent_on", "pk")

    def overdue(self, day: date) -> "SubmissionToBodyQuerySet":
        return self.waiting().filter(expected_on__lt=day)

    def to_review(self, day: date) -> "SubmissionToBodyQuerySet":
        """Answered, and it is time to look whether anything changed."""
        due = Q(review_on__lte=day, reviewed_at__isnull=True)
        return self.filter(due, state=State.RESPONDED).order_by("review_on", "pk")


class Submission(models.Model):
    """An issue put to a body, in words written as if they will be published.

    Once sent, `text` is kept as it went, by a trigger. `expected_on` is set by hand; while it
    lies ahead, nobody is nagged.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="submissions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="submissions")
    text = models.TextField(_("what we say to them"), max_length=20_000)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFTED, editable=False
    )
    sent_on = models.DateField(_("sent"), null=True, blank=True, editable=False)
    expected_on = models.DateField(_("answer expected by"), null=True, blank=True)
    reference = models.CharField(_("their reference"), max_length=60, blank=True)
    outcome = models.CharField(
        _("answer"), max_length=10, choices=Outcome.choices, blank=True, editable=False
    )
    responded_on = models.DateField(_("answered"), null=True, blank=True, editable=False)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("looked at again"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)

    objects = SubmissionToBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission to a body")
        verbose_name_plural = _("submissions to bodies")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(NEVER_SENT), sent_on__isnull=True)
                | (~Q(state__in=sorted(NEVER_SENT)) & Q(sent_on__isnull=False)),
                name="submission_to_a_body_sent_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="responded", responded_on__isnull=False) & ~Q(outcome=""))
                | (~Q(state="responded") & Q(responded_on__isnull=True, outcome="")),
                name="submission_to_a_body_answered_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(responded_on__isnull=True) | Q(responded_on__gte=F("sent_on")),
                name="submission_to_a_body_answered_after_it_was_sent",
                violation_error_message=_("The answer cannot come before the question."),
            ),
        ]
        indexes = [models.Index(fields=["state", "sent_on", "id"], name="submission_waiting")]

    def __str__(self) -> str:
        return f"{self.issue} → {self.body.short_name}"

    def days_waiting(self, day: date) -> int | None:
        """Since it was sent, while it waits; None otherwise."""
        if self.state not in WAITING or self.sent_on is None:
            return None
        return (day - self.sent_on).days


class IssueEvent(models.Model):
    """A step of an issue: what happened, what they say, what members see.

    Never changed but by an erasure.

    `their_words` are kept as they came, for staff, and shown to others only with
    `shows_their_words`. `on` is the day it happened, `at` when it was written down.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="events")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    step = models.CharField(_("what"), max_length=12, choices=Step.choices)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("written down"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome.choices, blank=True)
    their_words = models.TextField(_("what they say"), max_length=20_000, blank=True)
    shows_their_words = models.BooleanField(_("members may read their words"), default=False)
    shown_words = models.TextField(_("what members see"), max_length=3000, blank=True)
    erasure = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("step of an issue")
        verbose_name_plural = _("steps of issues")
        constraints = [
            models.CheckConstraint(
                condition=(Q(step="responded") & ~Q(outcome=""))
                | (~Q(step="responded") & Q(outcome="")),
                name="issue_event_answered_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(submission__isnull=False)
                | Q(step__in=["raised", "closed", "reopened"]),
                name="issue_event_of_a_submission",
            ),
        ]
        indexes = [models.Index(fields=["issue", "on", "id"], name="issue_log")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.get_step_display()}"

    @property
    def title(self) -> str:
        """What happened in a few words: "Answered: partly agreed"."""
        if self.outcome == Outcome.NO_REPLY:
            return str(Outcome.NO_REPLY.label)
        step = str(self.get_step_display())
        return f"{step}: {str(self.get_outcome_display()).lower()}" if self.outcome else step
