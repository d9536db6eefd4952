"""What came of a post of the training exchange, for its pages."""

from django import template

from events.models import Event
from network.models import TrainingPost

register = template.Library()


@register.simple_tag
def training_of(post: TrainingPost) -> Event | None:
    """The event that everybody may read, if there is one and it is not cancelled."""
    announced = Event.objects.announced().exclude(state=Event.State.CANCELLED)
    return announced.filter(exchanged__post=post).order_by("-starts_at", "-pk").first()


@register.simple_tag
def events_of(post: TrainingPost) -> list[Event]:
    """All that was made of it, for staff: the newest first."""
    return list(Event.objects.filter(exchanged__post=post).order_by("-pk"))
