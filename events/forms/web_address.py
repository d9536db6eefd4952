"""How staff are asked for the part of a page's address that is an event's own."""

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.letters import absolute

LABEL = _("Web address")


def last_part_of(slug: str) -> str:
    """What to type, shown on the whole address of the event's page."""
    address = absolute("events:event", slug)
    return gettext("The last part of the whole address: %(address)s") % {"address": address}


HELP = lazy(last_part_of, str)("annual-conference-2027")
