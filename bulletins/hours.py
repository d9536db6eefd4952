"""Times at which mail is sent, and those that are probably a slip.

Pure: no database, no request, no settings.
"""

from datetime import datetime, time

from django.utils.translation import gettext as _

MORNING, EVENING = time(7), time(20)
SATURDAY = 5


def odd_time(local: datetime) -> str:
    """Why `local` (London) is an odd time for a bulletin, in a sentence; "" if it is not."""
    if local.weekday() >= SATURDAY:
        return _("That is at a weekend: few read their mail then.")
    if not MORNING <= local.time() < EVENING:
        return _("That is in the evening or at night: by the morning it lies below other mail.")
    return ""
