"""How the sending of a bulletin stands: counts, speed, time left, and who is in which state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from django.core.cache import caches

from bulletins.models import Bulletin, Delivery
from bulletins.states import State

LATELY = timedelta(minutes=2)
PER_PAGE = 50
MANY, KEPT_SECONDS = 10_000, 3
States = Delivery.State


@dataclass(frozen=True)
class Standing:
    """`counts` by state of delivery; `per_minute` over the last two minutes."""

    counts: dict[str, int]
    total: int
    per_minute: int

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def waiting(self) -> int:
        return self.counts[States.PENDING] + self.counts[States.CLAIMED]

    @property
    def in_doubt(self) -> int:
        return self.counts[States.IN_DOUBT]

    @property
    def percent(self) -> int:
        """Of all; never 100 while anybody waits."""
        return self.done * 100 // self.total if self.total else 100

    @property
    def minutes_left(self) -> int | None:
        """At the speed of the last minutes, rounded up; None while nothing moves."""
        return -(-self.waiting // self.per_minute) if self.per_minute else None


def standing(bulletin: Bulletin, *, now: datetime) -> Standing:
    """How it stands; two queries that look at an index alone, none once it has ended.

    Of more than `MANY` it is up to `KEPT_SECONDS` old: counting takes longer the more there are,
    and several people may watch.
    """
    if bulletin.outcome is not None:
        counts = {state.value: 0 for state in States} | bulletin.outcome
        return Standing(counts, bulletin.recipients, 0)
    if bulletin.recipients <= MANY:
        return _counted(bulletin, now)
    key = f"standing:{bulletin.pk}:{bulletin.state}"
    kept = caches["pages"].get_or_set(key, partial(_counted, bulletin, now), KEPT_SECONDS)
    return cast(Standing, kept)


def _counted(bulletin: Bulletin, now: datetime) -> Standing:
    is_moving = bulletin.state == State.SENDING
    speed = _speed(bulletin, now) if is_moving else 0
    return Standing(bulletin.deliveries.counts(), bulletin.recipients, speed)


def _speed(bulletin: Bulletin, now: datetime) -> int:
    """Messages a minute, over the last minutes or since it began."""
    since = now - LATELY
    if bulletin.started_at and bulletin.started_at > since:
        since = bulletin.started_at
    sent = bulletin.deliveries.filter(state=States.SENT, sent_at__gt=since).count()
    minutes = max((now - since).total_seconds(), 1) / 60
    return round(sent / minutes)


def listed(
    bulletin: Bulletin, state: str, *, after: int = 0, address: str = ""
) -> tuple[Sequence[Delivery], int | None]:
    """A page of those in one state, from behind the row `after`, or one address alone.

    Also where the next page begins; None on the last. No page costs more than the first.
    """
    rows = bulletin.deliveries.filter(state=state, pk__gt=after).order_by("pk")
    if address:
        rows = rows.filter(address=address.lower())
    found = list(rows[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
