"""The audit log: one call, inside the transaction of what it records."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils import timezone

from portal.logs import current_request_id
from portal.models import AuditEntry

ERASED = "[erased]"
_BLANK = {"erased": ERASED}


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
    entry = _entry(by=by, action=action, target=target, old=old, new=new, now=now)
    entry.save(force_insert=True)
    return entry


def record_all(
    *, by: Any, action: str, news: Iterable[tuple[Model, Mapping[str, Any]]], now: datetime
) -> None:
    """As `record` for many targets at once, each with its new values, in one statement."""
    AuditEntry.objects.bulk_create(
        _entry(by=by, action=action, target=target, old=None, new=new, now=now)
        for target, new in news
    )


def _entry(
    *,
    by: Any,
    action: str,
    target: Model,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    now: datetime | None,
) -> AuditEntry:
    return AuditEntry(
        at=now or timezone.now(),
        actor=by,
        actor_name=str(by)[:200] if by else "the site",
        action=action,
        object_type=target._meta.label,
        object_id=str(target.pk),
        object_label=str(target)[:200],
        old=_plain(old),
        new=_plain(new),
        request_id=current_request_id(),
    )


def last_of(target: Model, *actions: str) -> AuditEntry | None:
    """The newest entry of any of `actions` about `target`, or None."""
    about = AuditEntry.objects.filter(object_type=target._meta.label, object_id=str(target.pk))
    return about.filter(action__in=actions).order_by("-at", "-pk").first()


def erase_actor(*, person: Model, erasure: str) -> int:
    """Forget that it was `person` in all entries of what they did; return how many.

    Call it before the person's row is deleted: it is found by that. What was done, and to what,
    stays. `erasure` is the erasure's id, kept in each entry.
    """
    entries = AuditEntry.objects.filter(actor=person.pk).exclude(actor_name=ERASED)
    return entries.update(actor=None, actor_name=ERASED, erasure=erasure)


def erase_object(*, target: Model, erasure: str) -> int:
    """Blank name and values of `target` in all entries about it; return how many.

    Who did something, what and when stay.
    """
    return erase_objects(model=type(target), numbers=[target.pk], erasure=erasure)


def erase_objects(*, model: type[Model], numbers: Iterable[Any], erasure: str) -> int:
    """As `erase_object` for many of one kind."""
    known = [str(number) for number in numbers]
    about = AuditEntry.objects.filter(object_type=model._meta.label, object_id__in=known)
    return erase_entries(entries=about, erasure=erasure)


def erase_acts(
    *, model: type[Model], numbers: Iterable[Any], people: Iterable[int], erasure: str
) -> int:
    """Forget that it was one of `people` who did something to these rows; return how many acts."""
    known = [str(number) for number in numbers]
    about = AuditEntry.objects.filter(object_type=model._meta.label, object_id__in=known)
    theirs = about.filter(actor__in=people).exclude(actor_name=ERASED)
    return theirs.update(actor=None, actor_name=ERASED, erasure=erasure)


def erase_entries(*, entries: QuerySet[AuditEntry], erasure: str) -> int:
    """Blank names and values in entries, whatever they are about; return how many."""
    said = entries.exclude(object_label=ERASED)
    return said.update(object_label=ERASED, old=_BLANK, new=_BLANK, erasure=erasure)


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """What JSON and PostgreSQL can hold: dates as ISO texts, choices as texts, no NUL."""
    text = json.dumps(dict(values or {}), cls=DjangoJSONEncoder)
    plain: dict[str, Any] = json.loads(text.replace("\\u0000", ""))
    return plain
