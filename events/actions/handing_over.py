"""Events that a member of staff began: everybody who runs events can go on with them."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy

from events.models import Event
from network.models import User
from portal.handing_over import Kind


def to_come(user: User, now: datetime) -> QuerySet[Event]:
    begun = Event.objects.filter(created_by=user, ends_at__gt=now)
    return begun.exclude(state=Event.State.CANCELLED).order_by("starts_at", "pk")


KINDS = (
    Kind(
        "events.Event.created_by",
        ngettext_lazy("%d event to come", "%d events to come"),
        "events.run_event",
        to_come,
        page="admin:events_event_change",
    ),
)
