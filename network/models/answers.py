from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.eligibility import Category, Verdict
from network.models.applications import Application
from network.registers import Register
from network.steps import Step


class StepAnswers(models.Model):
    """What has been typed into one step, as typed: a draft may be half-finished or wrong.

    `version` rises with every save; a save that names an older version is refused.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20, choices=Step.choices)
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "step"], name="step_answers_once")
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.get_step_display()}"


class TypedAnswersQuerySet(models.QuerySet["TypedAnswers"]):
    def of(self, application: Application) -> "TypedAnswers":
        """What is kept for an application: a row not saved yet, with version 0, if nothing is."""
        kept = self.filter(application=application).select_related("updated_by").first()
        return kept or TypedAnswers(application=application)


class TypedAnswers(models.Model):
    """What has been typed in answer to the co-ordinator's questions and was not sent yet.

    `typed` holds the text by `InformationItem.field_name`; what was typed for a question that
    lapsed stays. `version` rises with every save, as with `StepAnswers`.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="typed_answers"
    )
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TypedAnswersQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.application.reference}: answers not sent yet"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def newest_first(self) -> "SubmissionQuerySet":
        return self.order_by("-number")


class Submission(models.Model):
    """The answers as they were sent, frozen. Leadership figures lie apart from the rest."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="submissions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    answers = models.JSONField(_("answers"))
    leadership = models.JSONField(_("leadership figures"), default=dict, blank=True)
    screening = models.JSONField(_("screening result"))
    declaration = models.JSONField(_("declaration"), default=dict)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="submission_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}, submission {self.number}"

    def answer(self, step: str, name: str) -> Any:
        """One frozen answer, or None."""
        return self.answers.get(step, {}).get(name)


class SubmittedNumber(models.Model):
    """The registered numbers of the latest submission, for finding duplicates."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="submitted_numbers"
    )
    register = models.CharField(max_length=20, choices=Register.choices)
    number = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "register", "number"], name="submitted_number_once"
            )
        ]
        indexes = [models.Index(fields=["register", "number"], name="submitted_number")]

    def __str__(self) -> str:
        return f"{self.get_register_display()} {self.number}"


class CategoryFinding(models.Model):
    """What the co-ordinator found about one category."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    verdict = models.CharField(_("finding"), max_length=12, choices=Verdict.choices)
    comment = models.TextField(_("why"), blank=True, max_length=2000)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "category"], name="category_finding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.get_verdict_display()}"


class ApplicationDocument(models.Model):
    """A supporting document, stored under a generated name outside the web root."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(upload_to="applications/%Y/", max_length=200)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.name
