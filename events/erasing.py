"""What an erasure does with the events' records (`portal.erasing`)."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from events.models import (
    Booking,
    CalendarFeed,
    Contributor,
    Delegate,
    Material,
    Needs,
    Notice,
)
from portal.about import Me, by, to
from portal.erasing import ERASED, Answers, Fate, stand_in
from portal.names import name_key

_named = to(Delegate, name="name")
contributors = to(Contributor, name="name")


def delegates(one: Me) -> QuerySet[Any]:
    """Who comes under their address and name, or was booked by them in their own name alone."""
    booked = Delegate.objects.filter(booking__booked_by=one.user.pk, email="")
    own = booked.filter(name_key=name_key(one.user.name)) if one.user.name else booked.none()
    return Delegate.objects.filter(pk__in=[*_pks(own), *_pks(_named(one))])


def _pks(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _colleagues(one: Me) -> QuerySet[Any]:
    """Whom they booked without an address: known by that of who booked."""
    return Delegate.objects.filter(booking__booked_by=one.user.pk, email="")


def _handed_in(one: Me) -> QuerySet[Any]:
    """Files that nobody else has seen."""
    return Material.objects.filter(handed_in_by__in=contributors(one), published_at__isnull=True)


FATES = (
    Fate(_("Needs at events"), Needs, lambda one: Needs.objects.filter(
        delegate__in=delegates(one))),
    Fate(_("Messages that are still to be written"), Notice,
         lambda one: Notice.objects.filter(delegate__in=delegates(one))),
    Fate(_("Files that were not published"), Material, _handed_in, files="file"),
    Fate(_("Talks and help at events"), Contributor, contributors),
    Fate(_("Private calendar"), CalendarFeed, by(CalendarFeed, "user")),
    Fate(
        _("Places at events"),
        Delegate,
        delegates,
        {
            "name": ERASED,
            "name_key": Concat(Value("erased "), Cast("pk", CharField())),
            "email": "",
            "address": stand_in,
            "badge_name": "",
            "pronouns": "",
            "token_hash": "",
            "token": b"",
        },
    ),
    Fate(_("Colleagues booked without an address of their own"), Delegate, _colleagues,
         {"address": stand_in}, beside=True),
    Fate(_("Bookings"), Booking, by(Booking, "booked_by"), {"phone": ""},
         beside=True),
)  # fmt: skip
ANSWERS = Answers(
    FATES,
    reworded="events.VolunteerLink.name events.Feedback.good events.Feedback.change "
    "events.Notice.about events.Message.to_whom events.Message.subject events.Message.body "
    "events.Contributor.biography",
    stays={
        _(
            "Bookings for others and what was paid: without a name, under a number that leads "
            "to nobody."
        ): "events.Booking.booked_by",
        _("Invoices: tax law asks us to keep them for six years as they were issued."): (
            "events.Invoice.addressed_to events.Invoice.lines events.Invoice.transfer_reference"
        ),
        _("That there was a link for a volunteer at a door: until 12 months after the event."): (
            "events.VolunteerLink.token_hash"
        ),
        _("Files that were handed in and published: we withdraw them if asked."): (
            "events.Material.file events.Material.name"
        ),
    },
)
