"""Places left, in words. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEW = 5  # from here on they are shown as running out
PLENTY = 20  # more than these are not counted out


def places_left(left: int) -> str:
    """ "3 places left"; "Full" for none, and no exact number while there are plenty.

    Pages that say it are kept rendered: they stay as they are while bookings come in.
    """
    if left <= 0:
        return _("Full")
    if left > PLENTY:
        return _("More than %(plenty)s places left") % {"plenty": PLENTY}
    return ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}


def places_left_in_short(left: int) -> str:
    """The same for a tag beside many others: "Places left" while there are plenty."""
    return _("Places left") if left > PLENTY else places_left(left)
