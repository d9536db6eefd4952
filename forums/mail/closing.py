"""How letters end whose first words staff may change; all others end in `_close.txt`."""

from portal.models import SiteSettings


def closing() -> str:
    sender = SiteSettings.current().coordinator_name or "The network co-ordinator"
    return f"With good wishes,\n{sender}"
