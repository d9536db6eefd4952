"""What tests of the staff pages of bulletins share."""

import re

import pytest
from django.core.files.storage import default_storage

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


def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no file can be kept."""

    def full(*_args: object, **_kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
