"""Which event came of a post of the training exchange."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from network.models import TrainingPost
from network.training_states import ALIVE


class ExchangedTrainingQuerySet(models.QuerySet["ExchangedTraining"]):
    def living(self) -> "ExchangedTrainingQuerySet":
        """Those whose event is not cancelled."""
        return self.exclude(event__state=Event.State.CANCELLED)

    def held(self, now: datetime) -> "ExchangedTrainingQuerySet":
        """The training took place, and its post is not closed."""
        over = {"event__state": Event.State.PUBLISHED, "event__ends_at__lte": now}
        return self.filter(**over, post__state__in=ALIVE)


class ExchangedTraining(models.Model):
    """An event that was made of a post. If it is cancelled, another one may be made."""

    post = models.ForeignKey(TrainingPost, on_delete=models.CASCADE, related_name="trainings")
    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="exchanged")

    objects = ExchangedTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training of the exchange")
        verbose_name_plural = _("trainings of the exchange")

    def __str__(self) -> str:
        return f"{self.event_id}: {self.post_id}"
