"""Who belongs to which circle: members, those inside the sanctuary, those who were there."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from forums.choices import OUTSIDE_THE_SANCTUARY
from network.models import Affiliation, Membership, Organisation, User


def belonging(now: datetime) -> models.QuerySet[Affiliation]:
    """Who belongs to an organisation whose membership runs at `now`."""
    running = Membership.objects.active_at(now).filter(organisation=OuterRef("organisation"))
    return Affiliation.objects.filter(Exists(running), ended_at__isnull=True)


def is_member(user: Any, *, now: datetime) -> bool:
    """Whether the person belongs to any member organisation."""
    return user.is_authenticated and belonging(now).filter(user=user.pk).exists()


def is_inside(user: Any, *, now: datetime) -> bool:
    """Whether the person may meet topics, organisations and notes.

    Members are, unless they also work for a public body or a contractor: a confidence is kept
    from them in whichever role they sign in (docs/adr/0014).
    """
    return user.is_authenticated and insiders(now).filter(pk=user.pk).exists()


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
