"""Who belongs to which circle: members, those inside the sanctuary, those who were there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from forums.choices import OUTSIDE_THE_SANCTUARY
from network.models import Affiliation, Membership, Organisation, User
from portal.written_once import written_once


def belonging(now: datetime) -> models.QuerySet[Affiliation]:
    """Who belongs to an organisation whose membership runs at `now`."""
    return _belonging(timezone.localdate(now))


def _belonging(day: date) -> models.QuerySet[Affiliation]:
    running = Membership.objects.active_on(day).filter(organisation=OuterRef("organisation"))
    return Affiliation.objects.filter(Exists(running), ended_at__isnull=True)


def is_member(user: Any, *, now: datetime) -> bool:
    """Whether the person belongs to any member organisation."""
    return bool(organisations_of(user, now=now))


def organisations_of(user: Any, *, now: datetime) -> tuple[int, ...]:
    """The primary keys of the member organisations that the person belongs to."""
    return _standing(user, now).organisations if user.is_authenticated else ()


def is_inside(user: Any, *, now: datetime) -> bool:
    """Whether the person may meet topics, organisations and notes.

    Members are, unless they also work for a public body or a contractor: a confidence is kept
    from them in whichever role they sign in (docs/adr/0014).
    """
    return bool(user.is_authenticated and _standing(user, now).is_inside)


@dataclass(frozen=True)
class _Standing:
    organisations: tuple[int, ...] = ()
    is_inside: bool = False


def _standing(user: Any, now: datetime) -> _Standing:
    """What every page of forums asks of who opens it, several times: asked once for a moment."""
    kept: dict[datetime, _Standing] = user.__dict__.setdefault("_standing_at", {})
    if now not in kept:
        kept[now] = _standing_of(user.pk, timezone.localdate(now))
    return kept[now]


def _standing_of(pk: int, day: date) -> _Standing:
    found: Any = next(iter(_people(pk=pk, day=day)), None)
    if found is None:
        return _Standing()
    is_inside = found.organisations and found.is_active and not found.is_outside
    return _Standing(tuple(found.organisations), bool(is_inside))


@written_once
def _people(*, pk: int, day: date) -> models.QuerySet[User]:
    """One person, with their member organisations on that day."""
    theirs = _belonging(day).filter(user=OuterRef("pk")).values("organisation")
    return (
        User.objects.filter(pk=pk)
        .only("pk", "is_active")
        .annotate(organisations=ArraySubquery(theirs), is_outside=Exists(_outside()))
    )


def _outside() -> models.QuerySet[Affiliation]:
    """Where the person of an outer query works for a public body or a contractor."""
    return Affiliation.objects.filter(
        user=OuterRef("pk"),
        ended_at__isnull=True,
        organisation__sector__in=OUTSIDE_THE_SANCTUARY,
    )


def insiders(now: datetime) -> models.QuerySet[User]:
    """All people of member organisations who may meet topics, organisations and notes."""
    theirs = belonging(now).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(theirs), ~Exists(_outside()), is_active=True)


@written_once
def named(*, organisations: Sequence[int]) -> models.QuerySet[Organisation]:
    """These organisations, by name."""
    return Organisation.objects.filter(pk__in=organisations).order_by("name", "pk")


def own_organisations(user: Any, *, now: datetime) -> models.QuerySet[Organisation]:
    """The member organisations that a person may speak for, by name."""
    theirs = belonging(now).filter(user=user.pk).values("organisation")
    return Organisation.objects.filter(pk__in=theirs).order_by("name", "pk")
