"""Which sections a bulletin usually has, and where what has come in usually goes.

Pure: no database, no request, no settings.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from bulletins.choices import BulletinKind, PostKind

NETWORK, MEMBERS = _("From the network"), _("News from members")
FORUMS = _("Forums and influence")
POLICY, EVENTS = _("Policy and practice"), _("Events")

USUAL: dict[str, tuple[Any, ...]] = {
    BulletinKind.QUARTERLY: (NETWORK, MEMBERS, FORUMS, POLICY, EVENTS),
    BulletinKind.NEWSLETTER: (NETWORK, MEMBERS, EVENTS),
    BulletinKind.POLICY_ALERT: (_("What has changed"),),
    BulletinKind.EVENT_NOTICE: (_("The event"),),
}


def usual_sections(kind: str) -> list[str]:
    return [str(heading) for heading in USUAL.get(kind, (NETWORK,))]


def usual_place(kind: str, *, is_of_member: bool) -> str:
    """The section for a post or submission of this kind (PostKind), an "event" or a "forum"."""
    places = {
        PostKind.POLICY: POLICY,
        PostKind.PRACTICE: POLICY,
        "event": EVENTS,
        "forum": FORUMS,
    }
    return str(places.get(kind, MEMBERS if is_of_member else NETWORK))


def section_for(place: str, sections: Sequence[tuple[int, str]]) -> int | None:
    """Of a bulletin's sections (key, heading) the one that is called like `place`."""
    wanted = place.casefold()
    return next((pk for pk, heading in sections if heading.casefold() == wanted), None)
