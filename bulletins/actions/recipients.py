"""Who gets a bulletin, as queries: for whom rows are made, and how many that would be now."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Lower

from bulletins.models import Audience, Bulletin, Delivery, Subscriber, Suppression
from bulletins.models.lists import members, members_refusing, members_wanting

SUPPRESSED = Exists(Suppression.objects.filter(address=OuterRef("to")))
GOT_IT = (Delivery.State.SENT, Delivery.State.IN_DOUBT)


def wanted(row: Bulletin, audience: Audience, now: datetime) -> QuerySet[Any]:
    """Those of one audience, as rows with `to`, `name`, `of_user` and `of_subscriber`.

    Who is in both audiences is in both queries. A correction goes to those who got, or may have
    got, what it corrects, but not as a member to who is none any more; whoever has left since is
    let alone when the row is claimed.
    """
    if row.corrects_id:
        return _of_the_first(row, audience, now)
    if audience == Audience.MEMBERS:
        return _members(row.kind, now)
    return _subscribers(row.kind, now)


def counted(row: Bulletin, now: datetime) -> dict[Audience, int]:
    """How many of each audience would be written to now. A query for each."""
    counts: dict[Audience, int] = {}
    earlier: QuerySet[Any] | None = None
    for audience in row.audiences:
        people = _staying(row, wanted(row, audience, now), now).filter(~SUPPRESSED)
        if earlier is not None:
            people = people.exclude(to__in=earlier.values("to"))
        counts[audience] = people.values("to").distinct().count()
        earlier = wanted(row, audience, now)
    return counts


def _members(kind: str, now: datetime) -> QuerySet[Any]:
    nobody = Value(None, Delivery._meta.get_field("subscriber"))
    people: QuerySet[Any] = members_wanting(kind, now).annotate(
        to=Lower("email"), of_user=F("pk"), of_subscriber=nobody
    )
    return people


def _subscribers(kind: str, now: datetime) -> QuerySet[Any]:
    """But for members who refused this kind: their word holds for both editions."""
    nobody = Value(None, Delivery._meta.get_field("user"))
    refused = members_refusing(kind, now).alias(to=Lower("email")).filter(to=OuterRef("email"))
    rows = Subscriber.objects.subscribed().filter(~Exists(refused))
    people: QuerySet[Any] = rows.annotate(to=F("email"), of_user=nobody, of_subscriber=F("pk"))
    return people


def _of_the_first(row: Bulletin, audience: Audience, now: datetime) -> QuerySet[Any]:
    got = Delivery.objects.filter(
        bulletin=row.corrects_id, edition__audience=audience, state__in=GOT_IT
    )
    if audience == Audience.MEMBERS:
        got = got.filter(Exists(members(now).filter(pk=OuterRef("user"))))
    people: QuerySet[Any] = got.annotate(
        to=F("address"), of_user=F("user_id"), of_subscriber=F("subscriber_id")
    )
    return people


def _staying(row: Bulletin, people: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Of those of a correction, who has not left since the first: as when rows are claimed."""
    if not row.corrects_id:
        return people
    still_wants = Exists(members_wanting(row.kind, now).filter(pk=OuterRef("user")))
    still_subscribed = Exists(Subscriber.objects.subscribed().filter(pk=OuterRef("subscriber")))
    return people.filter(still_wants | still_subscribed)
