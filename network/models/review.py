from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from network.choices import Source
from network.models.applications import Application
from network.states import Move, Reason, State
from network.steps import Step


class ApplicationEvent(models.Model):
    """One move of an application: append-only by trigger, like the audit log."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(_("who"), max_length=200)
    move = models.CharField(_("what"), max_length=20, choices=Move.choices)
    from_state = models.CharField(max_length=20, choices=State.choices)
    to_state = models.CharField(max_length=20, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=40, choices=Reason.choices, blank=True)
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    letter_subject = models.CharField(_("letter's subject"), max_length=250, blank=True)
    letter_text = models.TextField(_("letter"), blank=True)
    letter_sent = models.BooleanField(_("letter sent"), default=False)
    erasure = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("timeline")
        indexes = [models.Index(fields=["application", "at"], name="application_event_timeline")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.get_move_display()}"


class InternalNote(models.Model):
    """A note among staff; applicants never see it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=5000)
    at = models.DateTimeField(_("when"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")

    def __str__(self) -> str:
        return f"{self.author}, {date_format(localtime(self.at))}"


class InformationItemQuerySet(models.QuerySet["InformationItem"]):
    def open(self) -> "InformationItemQuerySet":
        """Asked, not answered, and still to be answered."""
        return self.filter(answered_at__isnull=True, lapsed_at__isnull=True)

    def past(self) -> "InformationItemQuerySet":
        """Answered, or lapsed."""
        return self.exclude(answered_at__isnull=True, lapsed_at__isnull=True)


class InformationItem(models.Model):
    """One question put to the applicant, the step it is about, and their answer.

    A question lapses when the case goes on without its answer.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="information_items"
    )
    question = models.TextField(_("question"), max_length=1000)
    step = models.CharField(_("about"), max_length=20, choices=Step.choices, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)

    objects = InformationItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions and answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="information_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(lapsed_at__isnull=True),
                name="information_answered_or_lapsed",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def field_name(self) -> str:
        """The name of its box on the page where it is answered."""
        return f"item-{self.pk}"


class LetterPreset(models.Model):
    """The text a decision's letter starts from; the co-ordinator may change it."""

    move = models.CharField(_("letter for"), max_length=20, choices=Move.choices)
    reason = models.CharField(_("reason"), max_length=40, choices=Reason.choices, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("letter"), max_length=6000)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["move", "reason"], name="letter_preset_once")
        ]

    def __str__(self) -> str:
        reason = f": {self.get_reason_display()}" if self.reason else ""
        return f"{self.get_move_display()}{reason}"
