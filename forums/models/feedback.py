"""What people thought of a forum, without who thought it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum


class Score(models.IntegerChoices):
    """How it was, from best to worst."""

    VERY_GOOD = 5, _("Very good")
    GOOD = 4, _("Good")
    FAIR = 3, _("Fair")
    POOR = 2, _("Poor")
    VERY_POOR = 1, _("Very poor")


class Feedback(models.Model):
    """An answer about a forum. Promised, as of events (events.models.feedback): no row leads to
    a person. It holds no account, organisation, request or time; its key is random.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="feedback")
    score = models.PositiveSmallIntegerField(_("how it was"), null=True, choices=Score.choices)
    felt_safe = models.PositiveSmallIntegerField(
        _("how safe it felt to speak"), null=True, choices=Score.choices
    )
    good = models.TextField(_("what was good"), max_length=2000, blank=True)
    change = models.TextField(_("what to change"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=(Q(score__isnull=True) | Q(score__range=(1, 5)))
                & (Q(felt_safe__isnull=True) | Q(felt_safe__range=(1, 5))),
                name="forum_feedback_score_from_1_to_5",
                violation_error_message=_("Choose one of the five."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False)
                | Q(felt_safe__isnull=False)
                | ~Q(good="")
                | ~Q(change=""),
                name="forum_feedback_says_something",
                violation_error_message=_("This answer is empty."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.forum)
