"""What is due for deletion in each stage, and the nightly run that sees to it and reports.

May look at every app; nothing imports it but pages and commands of the site's front.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from celery import shared_task
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from bulletins.actions import (
    forgetting_deliveries,
    forgetting_lists,
    forgetting_submissions,
    mail_events,
)
from events.actions import attendance
from events.actions import needs as event_needs
from events.models import Tap, VolunteerLink
from forums.actions import agreements, notes
from forums.actions import needs as forum_needs
from network.actions import (
    advice_chasing,
    guidance,
    importing,
    merging,
    merging_people,
    reducing,
    retire,
)
from network.models import TrainingPost
from portal import keeping, restored, retention
from portal.celery import app as celery
from portal.models import RetentionRun

type Rows = QuerySet[Any]
logger = logging.getLogger(__name__)


def _door(now: datetime) -> Iterable[Rows]:
    over = attendance.long_over(now)
    return [model.objects.filter(event__in=over) for model in (Tap, VolunteerLink)]


# The rows that each stage's job takes, from the very queries that the job uses.
DUE: Mapping[keeping.Stage, Callable[[datetime], Iterable[Rows]]] = {
    keeping.UNUSED_DRAFTS: lambda now: [retire.unused_drafts(now)],
    keeping.ENDED_APPLICATIONS: lambda now: [reducing.ended_applications(now)],
    keeping.OLD_SUPPORT: lambda now: [reducing.old_requests(now)],
    keeping.OLD_ENQUIRIES: lambda now: [guidance.old_enquiries(now)],
    keeping.OLD_ADVICE: lambda now: [advice_chasing.old_requests(now)],
    keeping.OLD_TRAINING: lambda now: [TrainingPost.objects.old(now)],
    keeping.LEADERSHIP_OVER: lambda now: [retire.with_figures(retire.ended_long_ago(now))],
    keeping.LEADERSHIP_REFERRED: lambda now: [retire.with_figures(retire.referred_long_ago(now))],
    keeping.LISTED_ROWS: lambda now: [importing.old_rows(now)],
    keeping.LISTED_CONTACTS: lambda now: [importing.old_contacts(now)],
    keeping.MERGED_BEFORE: lambda now: [
        merging.old_images(now),
        merging_people.old_images(now),
    ],
    keeping.EVENT_NEEDS: lambda now: [
        event_needs.over_for_delegates(now),
        event_needs.over_for_contributors(now),
    ],
    keeping.FORUM_NEEDS: forum_needs.over,
    keeping.DOOR_OVER: _door,
    keeping.NOTES_OVER: lambda now: [notes.over(now)],
    keeping.QUESTIONS_UNUSED: lambda now: [agreements.unused_ones(now)],
    keeping.UNCONFIRMED: lambda now: [forgetting_lists.unconfirmed(now)],
    keeping.LEFT_LONG_AGO: lambda now: [forgetting_lists.left_long_ago(now)],
    keeping.OLD_DELIVERIES: lambda now: [forgetting_deliveries.old(now)],
    keeping.OLD_REPORTS: lambda now: [mail_events.old(now)],
    keeping.UNUSED_SHARED: lambda now: [forgetting_submissions.unused_drafts(now)],
    keeping.ENDED_SHARED: lambda now: [forgetting_submissions.ended_long_ago(now)],
    keeping.OLD_MAIL: lambda now: [retention.old_mail(now)],
    keeping.OVER_SESSIONS: lambda now: [retention.over_sessions(now)],
}


def due(now: datetime) -> dict[str, int]:
    """How many rows each stage's job would take at `now`, by the stage's key. One query."""
    parts = [(stage.key, rows) for stage, of in DUE.items() for rows in of(now)]
    compiled = [rows.order_by().values("pk").query.sql_with_params() for _key, rows in parts]
    counting = ", ".join(f"(SELECT count(*) FROM ({sql}) rows)" for sql, _params in compiled)  # noqa: S608  # the ORM's
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counting}", list(chain.from_iterable(p for _sql, p in compiled)))
        counts = cursor.fetchone()
    found = Counter[str]()
    for (key, _rows), count in zip(parts, counts, strict=True):
        found[key] += count
    return dict(found)


def run(*, now: datetime) -> RetentionRun:
    """Do what every job that deletes on a date does, and report what was due before and after.

    A job that fails keeps none of the others from running; its name is in the report.
    """
    before = due(now)
    trouble = [name for name in restored.forgetting_jobs() if not _done(name)]
    finished = timezone.now()
    return RetentionRun.objects.create(
        started_at=now, finished_at=finished, due=before, left=due(now), trouble=trouble
    )


def _done(name: str) -> bool:
    try:
        celery.tasks[name]()
    except Exception:
        logger.exception("retention job failed: %s", name)
        return False
    return True


@shared_task(name="portal.retention_run")
def retention_run() -> None:
    run(now=timezone.now())
