"""Who contributes to a workshop hears that it is called off, or takes place after all."""

from datetime import datetime

from events import mail
from events.models import Contributor, Workshop
from portal.outbox import enqueue_all


def tell_hosts(*, workshop: Workshop, now: datetime) -> None:
    """A mail to each who is asked or comes, from how the workshop stands; call it once per act.

    Of an event that has begun or is cancelled nobody is told.
    """
    if not workshop.series.event.is_to_come(now):
        return
    asked = Contributor.objects.expecting_mail().filter(contributions__workshop=workshop)
    act = "off" if workshop.cancelled_at else "back"
    letters = {
        f"workshop-{act}:{workshop.pk}:{now:%Y%m%dT%H%M%S.%f}:{row.pk}": (
            mail.contributor_workshop(row, workshop)
        )
        for row in asked.select_related("event").order_by("pk")
    }
    enqueue_all(letters=letters, now=now)
