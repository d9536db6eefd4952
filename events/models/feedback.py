"""What people thought of an event, without who thought it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from events.models.programme import Workshop


class Score(models.IntegerChoices):
    """How it was, from best to worst."""

    VERY_GOOD = 5, _("Very good")
    GOOD = 4, _("Good")
    FAIR = 3, _("Fair")
    POOR = 2, _("Poor")
    VERY_POOR = 1, _("Very poor")


class Feedback(models.Model):
    """An answer about a workshop or, without one, about the whole day.

    Promised: no row leads to a person. It holds no delegate, booking, account, request or time,
    not even a day; its key is random, and answers that were sent together share nothing. The log
    has no entry of it. That somebody has answered is a yes on their delegate, without a time.
    With each new answer all rows of the event are written again in the order of their keys
    (events.actions.feedback), so that neither their order on disk nor the transaction that wrote
    them tells when one came.

    Not promised: what somebody could find who compares two copies of the database, or reads its
    write-ahead log; and what an answer gives away by its own words, or by being one of few.
    Staff see averages and words from five answers on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    workshop = models.ForeignKey(
        Workshop, null=True, on_delete=models.CASCADE, related_name="feedback"
    )
    score = models.PositiveSmallIntegerField(_("how it was"), null=True, choices=Score.choices)
    good = models.TextField(_("what was good"), max_length=2000, blank=True)
    change = models.TextField(_("what to change"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)),
                name="feedback_score_from_1_to_5",
                violation_error_message=_("Choose one of the five."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False) | ~Q(good="") | ~Q(change=""),
                name="feedback_says_something",
                violation_error_message=_("This answer is empty."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.workshop or self.event)
