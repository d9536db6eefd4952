"""The directory: who sees what of an organisation, and the regions as tiles of a picture. Pure."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.choices import Region
from network.eligibility import Sector


class Audience(models.TextChoices):
    """Each sees what the one before sees, and more may see it."""

    NOBODY = "nobody", _("Nobody")
    MEMBERS = "members", _("Members of the network")
    EVERYBODY = "everybody", _("Everybody")


class Part(models.TextChoices):
    """What a listing may show besides the name, each to an audience of its own."""

    DESCRIPTION = "description", _("What you do")
    ADVICE = "advice", _("What you can advise on")
    THEMES = "themes", _("What your work is about")
    REGIONS = "regions", _("Where you work")
    SETTINGS = "settings", _("Settings")
    WEBSITE = "website", _("Website")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone")


# Kept on the organisation's own page; a listing only says who sees them.
FACTS = (Part.REGIONS, Part.SETTINGS, Part.WEBSITE)
# Members of their own kind: said beside the name, wherever members meet it.
MARKED = {
    Sector.STATUTORY: _("Statutory body"),
    Sector.CONTRACTOR: _("Prison or probation contractor"),
}


def mark_of(sector: str) -> Any:
    """The words beside the name of a statutory body or a contractor; "" for others."""
    return MARKED.get(Sector(sector), "")


@dataclass(frozen=True)
class Tile:
    """A region's place in the picture: `lines` is its name as it fits, x and y in its units."""

    region: Region
    lines: tuple[Any, ...]
    x: int
    y: int
    width: int = 84
    height: int = 72

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def number_at(self) -> int:
        """The height at which the number stands."""
        return self.y + self.height - 12

    @property
    def words(self) -> list[tuple[int, Any]]:
        """Each line of the name and the height at which it stands."""
        return [(self.y + 21 + 16 * number, line) for number, line in enumerate(self.lines)]


def _tile(region: Region, lines: tuple[Any, ...], column: int, row: int) -> Tile:
    return Tile(region, lines, x=column * 90 + 3, y=row * 78 + 3)


PICTURE_SIZE = (360, 456)
# North is up; neighbours stand beside each other as far as a grid allows. Our own drawing.
TILES = (
    _tile(Region.SCOTLAND, (_("Scotland"),), 1, 0),
    _tile(Region.NORTHERN_IRELAND, (_("Northern"), _("Ireland")), 0, 1),
    _tile(Region.NORTH_EAST, (_("North"), _("East")), 2, 1),
    _tile(Region.NORTH_WEST, (_("North"), _("West")), 1, 2),
    _tile(Region.YORKSHIRE, (_("Yorkshire,"), _("Humber")), 2, 2),
    _tile(Region.WALES, (_("Wales"),), 0, 3),
    _tile(Region.WEST_MIDLANDS, (_("West"), _("Midlands")), 1, 3),
    _tile(Region.EAST_MIDLANDS, (_("East"), _("Midlands")), 2, 3),
    _tile(Region.EAST, (_("East of"), _("England")), 3, 3),
    _tile(Region.SOUTH_WEST, (_("South"), _("West")), 1, 4),
    _tile(Region.SOUTH_EAST, (_("South"), _("East")), 2, 4),
    _tile(Region.LONDON, (_("London"),), 3, 4),
    Tile(Region.NATIONAL, (_("Across England and Wales"),), x=3, y=393, width=354, height=60),
)
