"""What waits for somebody who looks after bulletins: figures for the staff's front page."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from bulletins.choices import BulletinKind
from bulletins.models import Bulletin, Delivery
from bulletins.states import State
from portal.quarters import quarter_of

LOOKED_AT_FOR = timedelta(days=14)  # after the end, those left without it are still shown


def what_is_due(today: date) -> dict[str, Any]:
    """Drafts, late and paused ones, those that left somebody without; and this quarter's. A query.

    `lacks` is the quarter that is now, if it has no e-bulletin begun or sent; `has_sent` says
    whether one has gone out to all.
    """
    quarter, left = quarter_of(today), left_without(today)
    this = Q(kind=BulletinKind.QUARTERLY, corrects=None) & (
        Q(quarter_on=quarter.first_day)
        | Q(quarter_on=None, started_at__date__gte=quarter.first_day)
        | Q(quarter_on=None, scheduled_at__date__gte=quarter.first_day)
    )
    found = Bulletin.objects.aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        scheduled=Count("pk", filter=Q(state=State.SCHEDULED)),
        late=Count("pk", filter=Q(state=State.LATE)),
        paused=Count("pk", filter=Q(state=State.PAUSED)),
        failed=Count("pk", filter=left["failed"]),
        in_doubt=Count("pk", filter=left["in-doubt"]),
        of_quarter=Count("pk", filter=this),
        has_sent=Count("pk", filter=this & Q(state=State.SENT)),
    )
    return found | {"lacks": None if found.pop("of_quarter") else quarter}


def left_without(today: date) -> dict[str, Q]:
    """Bulletins that left somebody without them, lately, by the state of those deliveries."""
    is_fresh = Q(finished_at=None) | Q(finished_at__date__gte=today - LOOKED_AT_FOR)
    is_out = is_fresh & Q(state__in=[State.SENDING, State.PAUSED, State.SENT])
    states = (Delivery.State.FAILED, Delivery.State.IN_DOUBT)
    rows = Delivery.objects.filter(bulletin=OuterRef("pk"))
    return {str(state): is_out & Q(Exists(rows.filter(state=state))) for state in states}
