"""What members want of the mails that go to many."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bulletins.models import Preference
from network.models import User
from portal import audit

WISHES = ("wants_bulletins", "wants_policy_alerts", "wants_event_notices", "digest")


def of(user: User) -> Preference:
    """The person's wishes, or the defaults while they have chosen nothing; not saved."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


@transaction.atomic
def change(*, user: User, wishes: Mapping[str, Any], now: datetime) -> None:
    """Keep what somebody chose for themselves, a value for each of `WISHES`."""
    Preference.objects.get_or_create(user=user, defaults={"changed_at": now})
    row = Preference.objects.select_for_update().get(user=user)
    old = {name: getattr(row, name) for name in WISHES if getattr(row, name) != wishes[name]}
    if not old:
        return
    for name in old:
        setattr(row, name, wishes[name])
    row.changed_at = now
    row.save()
    new = {name: wishes[name] for name in old}
    audit.record(by=user, action="preference.change", target=user, old=old, new=new, now=now)
