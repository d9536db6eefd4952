"""Putting a bulletin together: its head and its sections (their items: `actions.items`).

Each act locks the bulletin, looks whether it is still a draft and still what its editor saw
(`seen`), and notes who changed it. Positions are renumbered under that lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bulletins.actions import item_pictures
from bulletins.actions.moving import locked
from bulletins.choices import BulletinKind
from bulletins.models import Bulletin, Item, Picture, Section
from bulletins.states import State
from network.models import User
from network.uploads import Upload
from portal import audit
from portal.letters import one_line
from portal.ordering import number, swapped

MOST_SECTIONS = 20


class NotADraft(Exception):
    """Approved or sent: it must be taken back before it is changed."""


class Stale(Exception):
    """Somebody changed it since: look again. Nothing was written."""


class Gone(Exception):
    """The section or item is not there any more."""


class TooMany(Exception):
    """There are as many as a bulletin may have."""


@dataclass(frozen=True)
class Head:
    """What a bulletin is called and to whom it goes."""

    subject: str
    slug: str
    introduction: str = ""
    goes_to_members: bool = True
    goes_to_sector: bool = True

    def values(self) -> dict[str, Any]:
        """By the names of the columns."""
        return vars(self) | {"subject": one_line(self.subject)}


@dataclass(frozen=True)
class Said:
    """What an item says.

    A new `upload` with its `words` becomes its picture; else it keeps `picture`, with `words` if
    there are any. `source` is what it was picked from.
    """

    title: str
    text: str = ""
    link: str = ""
    is_for_members: bool = False
    picture: Picture | None = None
    upload: Upload | None = None
    words: str = ""
    source: dict[str, Any] = field(default_factory=dict)

    def values(self, *, by: User, now: datetime) -> dict[str, Any]:
        """By the names of the columns; keeps the picture. Raises OSError for a full disk."""
        return self.source | {
            "title": one_line(self.title)[:200],
            "text": self.text,
            "link": self.link,
            "is_for_members": self.is_for_members,
            "picture": self._kept_picture(by, now),
        }

    def _kept_picture(self, by: User, now: datetime) -> Picture | None:
        if self.upload:
            return item_pictures.keep(upload=self.upload, alternative=self.words, by=by, now=now)
        if self.picture and self.words and self.picture.alternative != self.words:
            return item_pictures.reworded(self.picture, self.words, by=by, now=now)
        return self.picture


# Beginning -------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    *,
    kind: str,
    head: Head,
    headings: Sequence[str],
    said: Said | None = None,
    quarter_on: date | None = None,
    corrects: Bulletin | None = None,
    by: User,
    now: datetime,
) -> Bulletin:
    """A draft with its sections made ready, and with `said` in the first of them.

    Raises IntegrityError when somebody else took the slug meanwhile.
    """
    row = Bulletin.objects.create(
        kind=kind, **head.values(), quarter_on=quarter_on, corrects=corrects,
        created_by=by, changed_by=by, changed_at=now,
    )  # fmt: skip
    sections = [
        Section(bulletin=row, heading=one_line(heading), position=place)
        for place, heading in enumerate(headings, start=1)
    ]
    Section.objects.bulk_create(sections)
    if said and sections:
        Item.objects.create(section=sections[0], position=1, **said.values(by=by, now=now))
    new = {"kind": kind, "slug": row.slug}
    audit.record(by=by, action="bulletin.begin", target=row, new=new, now=now)
    return row


def headings_of_last(kind: str) -> list[str]:
    """The sections of the newest bulletin of a kind, for the next one to have as well."""
    last = Bulletin.objects.filter(kind=kind, corrects=None).order_by("-pk").first()
    if last is None:
        return []
    return list(last.sections.order_by("position", "pk").values_list("heading", flat=True))


# The head --------------------------------------------------------------------------------------


@transaction.atomic
def change_head(
    *, bulletin: Bulletin, head: Head, seen: str | None = None, by: User, now: datetime
) -> Bulletin:
    """Raises NotADraft, Stale, and IntegrityError for a slug that is taken."""
    row = opened(bulletin, seen)
    values = head.values()
    if row.corrects_id:  # it goes to those who got the first
        values |= {"goes_to_members": row.goes_to_members, "goes_to_sector": row.goes_to_sector}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return touched(row, "bulletin.change", by, now, {"changed": changed})


# Sections --------------------------------------------------------------------------------------


@transaction.atomic
def add_section(
    *, bulletin: Bulletin, heading: str, seen: str | None = None, by: User, now: datetime
) -> Section:
    """At the end. Raises NotADraft, Stale, TooMany."""
    row = opened(bulletin, seen)
    if row.sections.count() >= MOST_SECTIONS:
        raise TooMany
    last = row.sections.aggregate(last=Max("position"))["last"] or 0
    section = row.sections.create(heading=one_line(heading), position=last + 1)
    touched(row, "bulletin.add-section", by, now, {"heading": section.heading})
    return section


@transaction.atomic
def rename_section(
    *,
    bulletin: Bulletin,
    section: int,
    heading: str,
    seen: str | None = None,
    by: User,
    now: datetime,
) -> None:
    """Raises NotADraft, Stale, Gone."""
    row = opened(bulletin, seen)
    found = section_of(row, section)
    old, found.heading = found.heading, one_line(heading)
    found.save()
    touched(row, "bulletin.rename-section", by, now, {"from": old, "to": found.heading})


@transaction.atomic
def remove_section(
    *, bulletin: Bulletin, section: int, seen: str | None = None, by: User, now: datetime
) -> None:
    """With what is in it. Raises NotADraft, Stale, Gone."""
    row = opened(bulletin, seen)
    found = section_of(row, section)
    titles = list(found.items.values_list("title", flat=True))
    pictures = [item.picture for item in found.items.select_related("picture")]
    found.delete()
    for picture in pictures:
        item_pictures.let_go(picture)
    new = {"heading": found.heading, "items": titles}
    touched(row, "bulletin.remove-section", by, now, new)


@transaction.atomic
def move_section(
    *, bulletin: Bulletin, section: int, up: bool, seen: str | None = None, by: User, now: datetime
) -> None:
    """One place up or down, if there is one. Raises NotADraft, Stale, Gone."""
    row = opened(bulletin, seen)
    order = list(row.sections.order_by("position", "pk"))
    found = section_of(row, section)
    if swapped(order, order.index(found), up=up):
        number(order)
        touched(row, "bulletin.move-section", by, now, {"heading": found.heading})


# What they share -------------------------------------------------------------------------------


def seen_now(bulletin: Bulletin) -> str:
    """What a page shows, to be posted with each change of it."""
    return bulletin.changed_at.isoformat()


def opened(bulletin: Bulletin, seen: str | None) -> Bulletin:
    """The locked row, to be changed. Raises NotADraft, Stale."""
    row = locked(bulletin)
    if row.state != State.DRAFT:
        raise NotADraft
    if seen is not None and seen != seen_now(row):
        raise Stale
    return row


def touched(row: Bulletin, action: str, by: User, now: datetime, new: dict[str, Any]) -> Bulletin:
    """Note who changed it and when."""
    row.changed_at, row.changed_by = now, by
    row.save()
    audit.record(by=by, action=action, target=row, new=new, now=now)
    return row


def let_pictures_go(bulletin: Bulletin) -> None:
    """For a draft that is about to be deleted, in the same transaction."""
    for item in Item.objects.filter(section__bulletin=bulletin).select_related("picture"):
        picture, item.picture = item.picture, None
        item.save()
        item_pictures.let_go(picture)


def usual_kinds() -> list[tuple[str, Any]]:
    """What an editor begins by hand; digests make themselves."""
    digests = {BulletinKind.WEEKLY_DIGEST, BulletinKind.MONTHLY_DIGEST}
    return [(kind.value, kind.label) for kind in BulletinKind if kind not in digests]


def section_of(row: Bulletin, pk: int) -> Section:
    found: Section | None = row.sections.filter(pk=pk).first()
    if found is None:
        raise Gone
    return found
