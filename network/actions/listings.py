"""An organisation decides what stands of it in the directory, and sees first how that looks."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from network.actions import places
from network.choices import Source
from network.directory import Audience
from network.models import DirectoryEntry, Listing, Organisation, User
from network.references import ALPHABET
from network.roles import may_look_after
from portal import audit

LONG_TEXTS = frozenset({"description", "advice"})
VALUES = (
    "shown_to",
    "for_members",
    "for_everybody",
    "description",
    "advice",
    "themes",
    "email",
    "phone",
    "takes_questions",
)
_NAME_IN_SLUG, _RANDOM_IN_SLUG = 60, 5


class StaleListing(Exception):
    """Somebody else saved since the page was opened: `current` is how it is now."""

    def __init__(self, current: Listing) -> None:
        super().__init__("the listing has changed")
        self.current = current


@dataclass(frozen=True)
class Preview:
    """What each audience would see; None where it would see nothing."""

    members: DirectoryEntry | None
    everybody: DirectoryEntry | None


def listing_of(organisation: Organisation) -> Listing:
    """The organisation's listing, or one not kept yet that shows nothing to anybody."""
    kept = Listing.objects.filter(organisation=organisation).first()
    return kept or Listing(organisation=organisation, shown_to=Audience.NOBODY, version=0)


@transaction.atomic
def change_listing(
    *, organisation: Organisation, values: Mapping[str, Any], version: int, by: User, now: datetime
) -> Listing:
    """Keep a listing, shaped by `VALUES`, of the version that was seen; it holds at once.

    Being shown to everybody is being named in public, and ends with it: the organisation's own
    word here is the newest. Raises StaleListing, and places.NotAllowed.
    """
    locked = places.lock(organisation.pk)
    if not may_look_after(places.acting_role(locked, by=by, source=Source.SITE)):
        raise places.NotAllowed
    listing = listing_of(locked)
    if listing.version != version:
        raise StaleListing(listing)
    old, new = _changes(listing, values)
    _write(listing, values, now)
    audit.record(by=by, action="listing.change", target=listing, old=old, new=new, now=now)
    return listing


def _write(listing: Listing, values: Mapping[str, Any], now: datetime) -> None:
    organisation = listing.organisation
    organisation.is_publicly_listed = values["shown_to"] == Audience.EVERYBODY
    organisation.save(update_fields=["is_publicly_listed"])
    for name in VALUES:
        setattr(listing, name, values[name])
    listing.slug = listing.slug or new_slug(organisation.name)
    listing.version += 1
    listing.changed_at = now
    listing.save()


def _changes(listing: Listing, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Old and new of what changes; of long texts only that they do."""
    names = [name for name in VALUES if getattr(listing, name) != values[name]]
    old = {name: "…" if name in LONG_TEXTS else getattr(listing, name) for name in names}
    return old, {name: "…" if name in LONG_TEXTS else values[name] for name in names}


def new_slug(name: str, random: Any = secrets) -> str:
    """The name in short, and some signs that make it another's neither by chance nor by guess.

    `random` is `secrets`, or a seeded `random.Random` for demo data.
    """
    signs = "".join(random.choice(ALPHABET) for _ in range(_RANDOM_IN_SLUG)).lower()
    return f"{slugify(name)[:_NAME_IN_SLUG]}-{signs}".strip("-")


def preview(*, organisation: Organisation, values: Mapping[str, Any], now: datetime) -> Preview:
    """What members and everybody would see of `values`; nothing is kept.

    PostgreSQL makes it as it makes the directory itself: the rows are written and taken back.
    """
    with transaction.atomic():
        listing = listing_of(places.lock(organisation.pk))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL portal.only_looking = 'on'")  # brings the search no words
        _write(listing, values, now)
        shown = {entry.audience: entry for entry in listing.entries.all()}
        transaction.set_rollback(True)
    return Preview(shown.get(Audience.MEMBERS), shown.get(Audience.EVERYBODY))
