"""Access and dietary needs: given with consent, sealed, looked at by few, soon deleted."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from events.actions.orders import NotOpen, NotYours
from events.models import Contributor, Delegate, Event, Needs
from network.models import User
from portal import audit
from portal.keeping import EVENT_NEEDS
from portal.sealing import seal, unseal

KEPT_AFTER = EVENT_NEEDS.period  # after the event: what the words of consent promise
RIGHT = "events.view_needs"


@dataclass(frozen=True)
class Said:
    """What somebody needs, in their own words."""

    access: str
    dietary: str


@transaction.atomic
def record(*, delegate: Delegate, said: Said, consent_wording: str, now: datetime) -> None:
    """Keep, sealed, what a delegate said, in the place of what they said before.

    `consent_wording` are the words they agreed to. Raises NotYours if they are not coming any
    more or the place is somebody else's by now, NotOpen once the event is over.
    """
    row = _locked(delegate)
    if delegate.event.is_over(now):
        raise NotOpen
    Needs.objects.update_or_create(
        delegate=row,
        defaults={
            "sealed": seal(json.dumps(asdict(said))),
            "consented_at": now,
            "consent_wording": consent_wording,
            "updated_at": now,
        },
    )


@transaction.atomic
def remove(*, delegate: Delegate) -> bool:
    """Take back consent: delete what a delegate said; return whether there was anything.

    Neither this nor `record` is in the audit log: who reads it may not know who has needs.
    """
    removed, _each = Needs.objects.filter(delegate=_locked(delegate)).delete()
    return bool(removed)


def _locked(delegate: Delegate) -> Delegate:
    """The delegate, locked, if the link that this came by is still theirs."""
    rows = Delegate.objects.live().filter(pk=delegate.pk, token_hash=delegate.token_hash)
    row = rows.select_for_update(no_key=True).first()
    if row is None:
        raise NotYours
    return row


def look_at(
    *, event: Event, by: User, now: datetime, delegates: Iterable[int] | None = None
) -> dict[int, Said]:
    """What people said they need, by delegate's number; of all who come, or of those given.

    Writes down who looked, at whose, before anything is opened. Raises PermissionDenied without
    the right to see needs.
    """
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    rows = Needs.objects.filter(delegate__event=event, delegate__state__in=Delegate.LIVE)
    if delegates is not None:
        rows = rows.filter(delegate__in=list(delegates))
    found = list(rows.order_by("delegate"))
    if found:
        numbers = [row.delegate_id for row in found]
        audit.record(
            by=by, action="needs.looked-at", target=event, new={"delegates": numbers}, now=now
        )
    return {row.delegate_id: Said(**json.loads(unseal(bytes(row.sealed)))) for row in found}


def forget(*, now: datetime) -> int:
    """Delete needs 30 days after their event, and of events and people that do not come about.

    Returns how many; running it twice deletes nothing more.
    """
    forgotten, _each = over_for_delegates(now).delete()
    return forgotten + over_for_contributors(now).update(needs=b"")


def over_for_delegates(now: datetime) -> QuerySet[Needs]:
    """Needs of delegates that have served their purpose."""
    over = Q(delegate__event__ends_at__lte=now - KEPT_AFTER)
    over |= Q(delegate__event__state=Event.State.CANCELLED)
    over |= ~Q(delegate__state__in=Delegate.LIVE)
    return Needs.objects.filter(over)


def over_for_contributors(now: datetime) -> QuerySet[Contributor]:
    """Contributors whose needs have served their purpose."""
    over = Contributor.objects.filter(event__ends_at__lte=now - KEPT_AFTER)
    return over.exclude(needs=b"")
