"""What stands in the way of opening a forum to members. Pure: moments are aware."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Setting:
    """What there is of a forum that is about to be opened."""

    starts_at: datetime
    items: int
    is_online: bool
    has_place: bool
    has_link: bool


def obstacles(setting: Setting, now: datetime) -> list[str]:
    """What has to be done first, in words. Empty: it can be opened."""
    found = []
    if setting.starts_at <= now:
        found.append(_("Its date has gone by. Give it one to come."))
    if not setting.items:
        found.append(_("There is nothing on the agenda. Add an item."))
    if not setting.has_place and not setting.has_link:
        found.append(_("Nobody could come: give it a place, or a way in online."))
    return found


def lacks_link(setting: Setting) -> bool:
    """Members may choose to join online, and there is no way in yet."""
    return setting.is_online and not setting.has_link
