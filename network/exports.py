"""The network's organisations and people as rows; who may have which column is said here."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, StringAgg, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import Region, Setting
from network.eligibility import Category
from network.models import Affiliation, Membership, Organisation, RegisteredNumber
from network.registers import Register
from network.roles import Role
from network.standing import Standing

type Columns = dict[Any, Callable[[Any], Any]]


def organisation_columns(*, sees_people: bool) -> Columns:
    """By heading: how a cell is made of an organisation.

    Who may not see people gets neither contacts nor income nor what the membership rests on.
    """
    open_ones: Columns = {
        _("Organisation"): lambda row: row.name,
        _("Sector"): lambda row: row.get_sector_display(),
        _("Legal form"): lambda row: row.get_legal_form_display(),
        _("Website"): lambda row: row.website,
        _("Registered numbers"): _numbers,
        _("Regions"): lambda row: _words(Region, row.regions),
        _("Settings"): lambda row: _words(Setting, row.settings),
        _("Named in public"): lambda row: str(_("yes") if row.is_publicly_listed else _("no")),
        _("Member since"): lambda row: _day(row.starts_on),
        _("Member until"): lambda row: _day(row.ends_on),
        _("Standing"): lambda row: str(Standing(row.standing).label) if row.standing else "",
    }
    confined: Columns = {
        _("Income"): lambda row: row.get_income_band_display(),
        _("Categories"): lambda row: _words(Category, row.categories or []),
        _("Primary contact"): lambda row: row.contact_name or "",
        _("Their e-mail"): lambda row: row.contact_email or "",
    }
    return open_ones | confined if sees_people else open_ones


PEOPLE: Columns = {
    _("Name"): lambda row: row.user.name,
    _("E-mail"): lambda row: row.user.email,
    _("Telephone"): lambda row: row.user.phone,
    _("Organisation"): lambda row: row.organisation.name,
    _("Role"): lambda row: row.get_role_display(),
    _("Since"): lambda row: _day(timezone.localdate(row.started_at)),
}


def organisations(now: datetime) -> Iterator[Any]:
    """Each with its newest membership, its numbers and its primary contact: one query."""
    periods = Membership.objects.with_standing(now).filter(organisation=OuterRef("pk"))
    newest = periods.order_by("-starts_on")
    primary = Affiliation.objects.present().filter(organisation=OuterRef("pk"), role=Role.PRIMARY)
    numbers = RegisteredNumber.objects.filter(organisation=OuterRef("pk")).values("organisation")
    listed = Concat(F("register"), Value(" "), F("number"))
    rows: Any = Organisation.objects.annotate(
        **{name: Subquery(newest.values(name)[:1]) for name in _OF_THE_MEMBERSHIP},
        contact_name=Subquery(primary.values("user__name")[:1]),
        contact_email=Subquery(primary.values("user__email")[:1]),
        numbers=Subquery(
            numbers.annotate(all=StringAgg(listed, Value("\n"), order_by="pk")).values("all")
        ),
    )
    return iter(rows.order_by("name", "pk").iterator())


_OF_THE_MEMBERSHIP = ("starts_on", "ends_on", "categories", "standing")


def people() -> Iterator[Any]:
    """Everybody who belongs to an organisation now, once for each: one query."""
    rows = Affiliation.objects.present().select_related("user", "organisation")
    return iter(rows.order_by("organisation__name", "user__name", "pk").iterator())


def _numbers(row: Any) -> str:
    found = (line.partition(" ") for line in (row.numbers or "").splitlines())
    return "; ".join(f"{Register(code).label} {number}" for code, _space, number in found)


def _words(choices: Any, values: Any) -> str:
    return "; ".join(str(choices(value).label) for value in values)


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
