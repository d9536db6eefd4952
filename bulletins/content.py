"""What a bulletin says, as one schema for the web page, the mail and its plain text."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.urls import reverse

from bulletins.mime import storable
from bulletins.models import Bulletin, Item, Picture, Section
from portal.letters import one_line

WIDEST = 536  # pixels: the column of a mail


@dataclass(frozen=True)
class Shown:
    """A picture at the size at which it stands in the text; `path` is without the host."""

    path: str
    alternative: str
    credit: str
    width: int
    height: int


@dataclass(frozen=True)
class Piece:
    """An item as readers find it."""

    pk: int
    title: str
    text: str
    link: str
    is_for_members: bool
    picture: Shown | None


@dataclass(frozen=True)
class Part:
    """A section with its items, in order."""

    pk: int
    heading: str
    items: tuple[Piece, ...]


def rows_of(bulletin: Bulletin) -> list[Section]:
    """The sections of a bulletin with their items, all in order. Two queries."""
    items = Item.objects.order_by("position", "pk").select_related("picture")
    rows = bulletin.sections.order_by("position", "pk")
    return list(rows.prefetch_related(Prefetch("items", items)))


def parts_of(bulletin: Bulletin, rows: Iterable[Section] | None = None) -> list[Part]:
    """All that stands in a bulletin, empty sections included; `rows` as of `rows_of`."""
    return [
        Part(row.pk, storable(one_line(row.heading)), tuple(map(_piece, row.items.all())))
        for row in (rows_of(bulletin) if rows is None else rows)
    ]


def readable(parts: Iterable[Part], *, sees_all: bool) -> list[Part]:
    """What is there for members or, else, for everybody; sections left empty drop out."""
    kept = (
        replace(part, items=tuple(one for one in part.items if sees_all or not one.is_for_members))
        for part in parts
    )
    return [part for part in kept if part.items]


def _piece(item: Item) -> Piece:
    return Piece(
        pk=item.pk,
        title=storable(one_line(item.title)),
        text=storable(item.text.replace("\r\n", "\n").strip()),
        link=item.link,
        is_for_members=item.is_for_members,
        picture=_shown(item.picture) if item.picture else None,
    )


def _shown(picture: Picture) -> Shown:
    width = min(picture.width, WIDEST)
    return Shown(
        path=picture_path(picture.key),
        alternative=storable(one_line(picture.alternative)),
        credit=storable(one_line(picture.credit)),
        width=width,
        height=max(1, round(picture.height * width / picture.width)),
    )


def picture_path(key: uuid.UUID) -> str:
    """Where a picture that went out is found by who has its address."""
    return reverse("bulletins:picture", args=[key])
