"""What members shared and what is left of it leaves on its date, with its pictures."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bulletins.actions.submissions import FOLDER
from bulletins.models import Submission
from bulletins.submission_states import State
from network.actions import files
from portal import audit
from portal.keeping import ENDED_SHARED, UNUSED_SHARED

DRAFT_KEPT = UNUSED_SHARED.period
REST_KEPT = ENDED_SHARED.period  # declined, taken back, or changes asked for and never made
ENDED = (State.DECLINED, State.WITHDRAWN, State.CHANGES_ASKED)


def forget(*, now: datetime) -> int:
    """Delete drafts untouched for 12 months, and what came to nothing 24 months ago; count them."""
    old = unused_drafts(now) | ended_long_ago(now)
    return sum(_forget(pk, changed, now) for pk, changed in old.values_list("pk", "changed_at"))


def unused_drafts(now: datetime) -> QuerySet[Submission]:
    """Drafts nobody has touched for long."""
    return Submission.objects.filter(state=State.DRAFT, changed_at__lte=now - DRAFT_KEPT)


def ended_long_ago(now: datetime) -> QuerySet[Submission]:
    """What came to nothing, long ago."""
    return Submission.objects.filter(state__in=ENDED, changed_at__lte=now - REST_KEPT)


@transaction.atomic
def _forget(pk: int, changed: datetime, now: datetime) -> bool:
    rows = Submission.objects.select_for_update(of=("self",))
    row = rows.filter(pk=pk, changed_at=changed).first()  # somebody may be writing in it again
    if row is None:
        return False
    audit.record(by=None, action="submission.purge", target=row, now=now)
    if row.picture_file:
        files.delete_after_commit([str(row.picture_file.name)])
    row.delete()
    return True


def sweep_pictures(*, now: datetime) -> int:
    """Delete pictures over 24 hours old that no submission names; return how many."""
    return files.sweep(FOLDER, Submission.objects.all(), now, column="picture_file")
