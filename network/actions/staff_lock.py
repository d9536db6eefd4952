"""The one lock under which staff and their rights change: the row of the Managers' group."""

from django.contrib.auth.models import Group

from portal.staff_groups import MANAGERS


def lock_staff() -> None:
    """Two Managers who remove each other at once: the second sees what the first did."""
    list(Group.objects.select_for_update(no_key=True).filter(name=MANAGERS))
