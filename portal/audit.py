"""The audit log: one call, inside the transaction of what it records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portal.logs import current_request_id
from portal.models import AuditEntry

ERASED = "[erased]"


def record(
    *,
    by: Any,
    action: str,
    target: Model,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Write one entry: `by` (a user, or None for the site itself) did `action` to `target`.

    `old` and `new` hold JSON-able values of what changed; never texts that are confidential.
    """
    return AuditEntry.objects.create(
        at=now or timezone.now(),
        actor=by,
        actor_name=str(by)[:200] if by else "the site",
        action=action,
        object_type=target._meta.label,
        object_id=str(target.pk),
        object_label=str(target)[:200],
        old=dict(old or {}),
        new=dict(new or {}),
        request_id=current_request_id(),
    )


def erase_person(*, entries: Any, erasure: str) -> int:
    """Blank names and values in `entries` (an AuditEntry queryset) for an erasure's id.

    The entries themselves stay; the trigger lets exactly this change through.
    """
    blank = {"erased": ERASED}
    return entries.update(
        actor=None, actor_name=ERASED, object_label=ERASED, old=blank, new=blank, erasure=erasure
    )
