"""The items of a bulletin: added, changed, moved and removed, as `actions.composing` says."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from bulletins.actions import item_pictures
from bulletins.actions.composing import (
    Gone,
    Said,
    TooMany,
    opened,
    section_of,
    touched,
)
from bulletins.models import Bulletin, Item, Section
from network.models import User
from portal.ordering import number, swapped

MOST_ITEMS = 80


@transaction.atomic
def add_item(
    *,
    bulletin: Bulletin,
    section: int,
    said: Said,
    seen: str | None = None,
    by: User,
    now: datetime,
) -> Item:
    """At the end of the section. Raises NotADraft, Stale, Gone, TooMany."""
    row = opened(bulletin, seen)
    found = section_of(row, section)
    if Item.objects.filter(section__bulletin=row).count() >= MOST_ITEMS:
        raise TooMany
    item: Item = found.items.create(position=_end_of(found), **said.values(by=by, now=now))
    touched(row, "bulletin.add-item", by, now, {"title": item.title})
    return item


@transaction.atomic
def change_item(
    *,
    bulletin: Bulletin,
    item: int,
    section: int,
    said: Said,
    seen: str | None = None,
    by: User,
    now: datetime,
) -> None:
    """What it says and, with another `section`, where it stands: there at the end.

    What it was picked from stays, and a forum stays for members. Raises NotADraft, Stale, Gone.
    """
    row = opened(bulletin, seen)
    found, target = _item(row, item), section_of(row, section)
    old = found.picture
    for name, value in said.values(by=by, now=now).items():
        setattr(found, name, value)
    found.is_for_members = found.is_for_members or found.forum_id is not None
    if found.section_id != target.pk:
        found.position = _end_of(target)
        found.section = target
    found.save()
    if old != found.picture:
        item_pictures.let_go(old)
    touched(row, "bulletin.change-item", by, now, {"title": found.title})


@transaction.atomic
def remove_item(
    *, bulletin: Bulletin, item: int, seen: str | None = None, by: User, now: datetime
) -> None:
    """Raises NotADraft, Stale, Gone."""
    row = opened(bulletin, seen)
    found = _item(row, item)
    found.delete()
    item_pictures.let_go(found.picture)
    touched(row, "bulletin.remove-item", by, now, {"title": found.title})


@transaction.atomic
def move_item(
    *, bulletin: Bulletin, item: int, up: bool, seen: str | None = None, by: User, now: datetime
) -> None:
    """One place up or down; from the edge of a section into the next one.

    Raises NotADraft, Stale, Gone.
    """
    row = opened(bulletin, seen)
    found = _item(row, item)
    order = list(found.section.items.order_by("position", "pk"))
    if swapped(order, order.index(found), up=up):
        number(order)
    elif not _into_the_next(row, found, up=up):
        return
    touched(row, "bulletin.move-item", by, now, {"title": found.title})


def _into_the_next(row: Bulletin, item: Item, *, up: bool) -> bool:
    """At the end of the section above, or the beginning of the one below; was there one?"""
    sections = list(row.sections.order_by("position", "pk"))
    there = sections.index(item.section) + (-1 if up else 1)
    if not 0 <= there < len(sections):
        return False
    others = list(sections[there].items.order_by("position", "pk"))
    item.section = sections[there]
    item.save()
    number([*others, item] if up else [item, *others])
    return True


def _item(row: Bulletin, pk: int) -> Item:
    rows = Item.objects.select_related("section", "picture").filter(section__bulletin=row, pk=pk)
    found = rows.first()
    if found is None:
        raise Gone
    return found


def _end_of(section: Section) -> int:
    return (section.items.aggregate(last=Max("position"))["last"] or 0) + 1
