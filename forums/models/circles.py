"""Who belongs to which circle: members, those inside the sanctuary, those who were there."""

from datetime import UTC, date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from forums.choices import OUTSIDE_THE_SANCTUARY
from network.models import Affiliation, Membership, Organisation, User
from portal.written_once import sql_by

_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_STRANGER = SimpleNamespace(is_member=False, is_inside=False)


def belonging(now: datetime) -> models.QuerySet[Affiliation]:
    """Who belongs to an organisation whose membership runs at `now`."""
    running = Membership.objects.active_at(now).filter(organisation=OuterRef("organisation"))
    return Affiliation.objects.filter(Exists(running), ended_at__isnull=True)


def is_member(user: Any, *, now: datetime) -> bool:
    """Whether the person belongs to any member organisation."""
    return bool(user.is_authenticated and _standing(user, now).is_member)


def is_inside(user: Any, *, now: datetime) -> bool:
    """Whether the person may meet topics, organisations and notes.

    Members are, unless they also work for a public body or a contractor: a confidence is kept
    from them in whichever role they sign in (docs/adr/0014).
    """
    return bool(user.is_authenticated and _standing(user, now).is_inside)


def _standing(user: Any, now: datetime) -> Any:
    """What every page of forums asks of who opens it, several times: asked once for a moment."""
    kept: dict[datetime, Any] = user.__dict__.setdefault("_standing_at", {})
    if now not in kept:
        kept[now] = _standing_of(user.pk, timezone.localdate(now))
    return kept[now]


def _standing_of(pk: int, day: date) -> Any:
    """A row with `is_member` and `is_inside`."""
    sql, values = _standing_by_pk()
    asked = [day if value == _SOME_DAY.date() else value for value in values]
    return next(iter(User.objects.raw(sql, [*asked, pk])), _STRANGER)


@cache
def _standing_by_pk() -> tuple[str, tuple[Any, ...]]:
    """As it is at `_SOME_DAY`, which stands where the day asked for belongs."""
    member = belonging(_SOME_DAY).filter(user=OuterRef("pk"))
    inside = insiders(_SOME_DAY).filter(pk=OuterRef("pk"))
    people = User.objects.only("pk").annotate(is_member=Exists(member), is_inside=Exists(inside))
    return sql_by(people, pk=0)


def insiders(now: datetime) -> models.QuerySet[User]:
    """All people of member organisations who may meet topics, organisations and notes."""
    theirs = belonging(now).filter(user=OuterRef("pk"))
    outside = Affiliation.objects.filter(
        user=OuterRef("pk"),
        ended_at__isnull=True,
        organisation__sector__in=OUTSIDE_THE_SANCTUARY,
    )
    return User.objects.filter(Exists(theirs), ~Exists(outside), is_active=True)


def own_organisations(user: Any, *, now: datetime) -> models.QuerySet[Organisation]:
    """The member organisations that a person may speak for, by name."""
    theirs = belonging(now).filter(user=user.pk).values("organisation")
    return Organisation.objects.filter(pk__in=theirs).order_by("name", "pk")
