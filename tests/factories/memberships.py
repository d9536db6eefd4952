"""Memberships at every point of their lives, and the people who answer for them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from network.models import Affiliation, Membership, Organisation, User
from network.standing import Standing
from portal.models import SiteSettings
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import make_organisation

Role = Affiliation.Role
TODAY = timezone.localdate(NOW)
# How many days ago a membership was last confirmed that stands so, with 60 days of grace.
CONFIRMED_DAYS_AGO = {
    Standing.ACTIVE: 100,
    Standing.DUE: 355,
    Standing.GRACE: 380,
    Standing.OVERDUE: 480,
}


def ask_from(day: date | None = date(2020, 1, 1), *, grace_days: int = 60) -> None:
    """Members are asked to confirm once a year from this day on."""
    SiteSettings.objects.update_or_create(
        pk=1,
        defaults={
            "coordinator_email": "coordinator@example.org",
            "confirmations_from": day,
            "confirmation_grace_days": grace_days,
        },
    )
    SiteSettings.forget()


def make_membership(
    standing: Standing = Standing.ACTIVE,
    *,
    name: str = "Baobab Mentoring",
    today: date = TODAY,
    **fields: Any,
) -> Membership:
    """A membership with a primary contact that stands so on `today`."""
    organisation = make_organisation(name)
    add_person(organisation, Role.PRIMARY, name=f"Primary of {name}")
    confirmed = today - timedelta(days=CONFIRMED_DAYS_AGO.get(standing, 100))
    values = {"starts_on": confirmed, "categories": ["led", "supports"]}
    if standing == Standing.SUSPENDED:
        values |= {"suspended_at": NOW, "suspended_note": "Being looked into."}
    if standing in {Standing.LAPSED, Standing.WITHDRAWN, Standing.ENDED}:
        values |= {"ends_on": today - timedelta(days=1), "ending": standing.value}
    return Membership.objects.create(organisation=organisation, **values | fields)


def add_person(
    organisation: Organisation,
    role: str = Role.MANAGER,
    *,
    user: User | None = None,
    name: str = "",
) -> User:
    """Somebody who belongs to an organisation."""
    user = user or make_person(name=name or f"{role} Example")
    organisation.affiliations.create(user=user, role=role, started_at=NOW)
    return user


def primary_of(membership: Membership) -> User:
    return User.objects.get(
        affiliations__organisation=membership.organisation_id,
        affiliations__role=Role.PRIMARY,
        affiliations__ended_at=None,
    )
