"""What is deleted on its date: to whom a bulletin went, a year after it was sent."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from bulletins.models import Bulletin, Delivery, MailEvent
from bulletins.models.deliveries import DeliveryQuerySet
from portal import audit
from portal.keeping import OLD_DELIVERIES

DELIVERIES_KEPT = OLD_DELIVERIES.period
AT_ONCE = 2000


def forget(*, now: datetime) -> int:
    """Delete the deliveries of bulletins that ended over a year ago; return how many.

    How many of each kind there were stays, as the bulletin's `outcome`.
    """
    rows = Bulletin.objects.filter(Exists(old(now).filter(bulletin=OuterRef("pk"))))
    return sum(_forget(row, now) for row in rows.order_by("pk"))


def old(now: datetime) -> DeliveryQuerySet:
    """Deliveries that have been kept long enough."""
    return Delivery.objects.filter(bulletin__finished_at__lt=now - DELIVERIES_KEPT)


def _forget(row: Bulletin, now: datetime) -> int:
    """A few at a time, so that no statement takes long."""
    gone = 0
    if row.outcome is None:
        Bulletin.objects.filter(pk=row.pk).update(outcome=row.deliveries.counts())
    while batch := list(row.deliveries.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            MailEvent.objects.filter(delivery__in=batch).update(delivery=None)
            gone += Delivery.objects.filter(pk__in=batch).delete()[0]
    new = {"deliveries": gone}
    audit.record(by=None, action="bulletin.forget", target=row, new=new, now=now)
    return gone
