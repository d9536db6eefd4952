"""What came of a post of the training exchange, for its pages."""

from django import template

from events.models import Event, ExchangedTraining
from network.models import TrainingPost

register = template.Library()


@register.simple_tag
def training_of(post: TrainingPost) -> Event | None:
    """The event that everybody may read, if there is one and it is not cancelled."""
    announced = Event.objects.announced().exclude(state=Event.State.CANCELLED)
    return announced.filter(exchanged__post=post).order_by("-starts_at", "-pk").first()


@register.simple_tag
def event_made_of(post: TrainingPost) -> Event | None:
    """The event that was made of it, a draft as well, unless it is cancelled; for staff."""
    made = ExchangedTraining.objects.living().filter(post=post).select_related("event").first()
    return made.event if made else None
