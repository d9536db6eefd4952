"""What tests of the staff pages of bulletins share."""

import re

from bulletins.models import Bulletin, Item

ADMIN = "/admin/bulletins/bulletin"


def url(bulletin: Bulletin, page: str = "change/") -> str:
    return f"{ADMIN}/{bulletin.pk}/{page}"


def hidden(text: str, name: str) -> str:
    """What a hidden box of the page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def first_item(bulletin: Bulletin) -> Item:
    return Item.objects.filter(section__bulletin=bulletin).earliest("position")
