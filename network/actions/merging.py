"""Two records of one organisation become one: looked at first, then done in one transaction."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from network import mail_merging as mail
from network.models import Affiliation, Organisation, OrganisationMerge, User
from portal import audit, keeping, merging, outbox
from portal.merging import Plan

FIELDS = (
    "name",
    "sector",
    "legal_form",
    "website",
    "regions",
    "settings",
    "income_band",
    "is_publicly_listed",
)


class AlreadyMerged(Exception):
    """One of the two is gone: somebody was first. `kept` is the record that is left, or None."""

    def __init__(self, kept: Organisation | None) -> None:
        super().__init__("merged already")
        self.kept = kept


class Changed(Exception):
    """Something about the two is not as the page showed it."""


class Blocked(Exception):
    """Something has to be put right by hand first."""


class OwnOrganisation(Exception):
    """Nobody merges an organisation that they belong to."""


def plan(*, stays: Organisation, goes: Organisation, by: User) -> Plan:
    """As far as `by` may know of it; changes nothing."""
    return merging.plan(stays=stays, goes=goes, fields=FIELDS, by=by)


def refuse_unless_seen(found: Plan, seen: str) -> None:
    """Do what the page showed or nothing. Raises Changed or Blocked."""
    if found.seen != seen:
        raise Changed
    if found.blocks:
        raise Blocked


@transaction.atomic
def merge(
    *, stays: int, goes: int, taken: Collection[str], seen: str, by: User, now: datetime
) -> Organisation:
    """Make one of two records; `taken` names the fields whose values come from the one that goes.

    `seen` is that of the plan that was looked at. Doing it twice merges once. Raises
    AlreadyMerged, OwnOrganisation, Changed or Blocked.
    """
    kept, gone = _lock(stays, goes)
    if gone is None:
        return kept
    _refuse_own((kept, gone), by)
    refuse_unless_seen(plan(stays=kept, goes=gone, by=by), seen)
    record = _keep_before(kept, gone, by=by, now=now)
    merging.settle(kept, gone, now=now)
    moved = merging.move_all(kept, gone)
    _take_over(kept, gone, taken)
    gone.delete()
    old = {"name": record.gone_name, "number": record.gone}
    new = {"taken": sorted(taken), "moved": moved}
    audit.record(by=by, action="organisation.merge", target=kept, old=old, new=new, now=now)
    _tell(kept, record, now)
    return kept


def _lock(stays: int, goes: int) -> tuple[Organisation, Organisation | None]:
    """Both, locked in the order of their numbers; None for one that went into the other before."""
    both = Organisation.objects.select_for_update().filter(pk__in=[stays, goes]).order_by("pk")
    there = {one.pk: one for one in both}
    if len(there) == 2:
        return there[stays], there[goes]
    before = OrganisationMerge.objects.filter(gone__in=[stays, goes]).order_by("-at").first()
    if before and (before.gone, before.kept_id) == (goes, stays):
        return there[stays], None
    raise AlreadyMerged(before.kept if before else None)


def _refuse_own(both: tuple[Organisation, Organisation], by: User) -> None:
    if Affiliation.objects.present().filter(user=by, organisation__in=both).exists():
        raise OwnOrganisation


def _keep_before(
    stays: Organisation, goes: Organisation, *, by: User, now: datetime
) -> OrganisationMerge:
    return OrganisationMerge.objects.create(
        kept=stays,
        gone=goes.pk,
        gone_name=goes.name,
        at=now,
        by=by,
        sealed=merging.sealed_images(stays, goes),
    )


def _take_over(stays: Organisation, goes: Organisation, taken: Collection[str]) -> None:
    for name in set(taken) & set(FIELDS):
        setattr(stays, name, getattr(goes, name))
    stays.created_at = min(stays.created_at, goes.created_at)
    stays.save(update_fields=[*FIELDS, "created_at"])


def _tell(organisation: Organisation, record: OrganisationMerge, now: datetime) -> None:
    """Who answers for it now; managers who came from the other record among them."""
    outbox.enqueue_all(
        letters={
            f"organisation:{record.gone}:merged:{person.pk}": mail.merged(
                organisation, also=record.gone_name, to=person
            )
            for person in organisation.contacts()
        },
        now=now,
    )


def old_images(now: datetime) -> QuerySet[OrganisationMerge]:
    """Merges whose records as they were have been kept long enough."""
    rows = OrganisationMerge.objects.filter(at__lte=now - keeping.MERGED_BEFORE.period)
    return rows.exclude(sealed=b"")


def forget_merges(*, now: datetime) -> int:
    """Delete what was before; that two became one stays, for old addresses. Returns how many."""
    return old_images(now).update(sealed=b"")
