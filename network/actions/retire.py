"""What leaves on its date: unused drafts, leadership figures, files that belong to nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from network import mail
from network.actions import files
from network.actions.documents import UPLOADS
from network.actions.moves import applicants, lock
from network.models import Application, ApplicationDocument, StepAnswers, Submission
from network.states import State
from network.steps import Step
from portal import audit, outbox
from portal.keeping import LEADERSHIP_OVER, LEADERSHIP_REFERRED, UNUSED_DRAFTS
from portal.models import OutgoingMail

DRAFT_KEPT = UNUSED_DRAFTS.period
WARNINGS_BEFORE = (timedelta(days=60), timedelta(days=14))
LEADERSHIP_KEPT = LEADERSHIP_OVER.period
REFERRAL_KEPT = LEADERSHIP_REFERRED.period
ENDED = (State.APPROVED, State.DECLINED, State.WITHDRAWN)


def warn_about_drafts(*, now: datetime) -> int:
    """Tell the people of drafts that will go in 60 and in 14 days; return how many drafts."""
    warned = 0
    for before in WARNINGS_BEFORE:
        due = Application.objects.filter(
            state=State.DRAFT, edited_at__lte=now - DRAFT_KEPT + before
        )
        for draft in due.order_by("pk"):
            warned += _warn(draft, before, now)
    return warned


@transaction.atomic
def _warn(draft: Application, before: timedelta, now: datetime) -> bool:
    goes_on = timezone.localdate(max(draft.edited_at + DRAFT_KEPT, now + timedelta(days=14)))
    cause = f"application:{draft.pk}:unused:{draft.edited_at:%Y%m%d}:{before.days}"
    written = [
        outbox.enqueue(
            cause=f"{cause}:{person.pk}",
            letter=mail.draft_unused(draft, person, removed_on=goes_on),
            now=now,
        )
        for person in applicants(draft)
    ]
    return any(letter.created_at == now for letter in written)


def purge_drafts(*, now: datetime) -> int:
    """Delete drafts unused for 12 months whose people were warned 14 days ago or more."""
    return sum(_purge(draft, now) for draft in unused_drafts(now).order_by("pk"))


def unused_drafts(now: datetime) -> QuerySet[Application]:
    """Drafts that go as soon as their people have been warned for 14 days."""
    return Application.objects.filter(state=State.DRAFT, edited_at__lte=now - DRAFT_KEPT)


@transaction.atomic
def _purge(draft: Application, now: datetime) -> bool:
    locked = Application.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:  # another run was quicker
        return False
    last_warning = f"application:{draft.pk}:unused:{draft.edited_at:%Y%m%d}:14"
    warned = OutgoingMail.objects.filter(
        cause__startswith=last_warning, created_at__lte=now - timedelta(days=14)
    )
    if locked.state != State.DRAFT or locked.edited_at != draft.edited_at or not warned.exists():
        return False
    names = list(locked.documents.values_list("file", flat=True))
    audit.record(by=None, action="application.purge", target=locked, now=now)
    locked.delete()
    files.delete_after_commit(names)
    return True


def forget_leadership(*, now: datetime) -> int:
    """Blank leadership figures 90 days after the end, a year after a referral; count cases."""
    cases = with_figures(ended_long_ago(now) | referred_long_ago(now))
    return sum(_forget(case, now) for case in cases.order_by("pk"))


def ended_long_ago(now: datetime) -> QuerySet[Application]:
    """Approved, declined or withdrawn: leadership figures have served their purpose."""
    return Application.objects.filter(state__in=ENDED, state_since__lte=now - LEADERSHIP_KEPT)


def referred_long_ago(now: datetime) -> QuerySet[Application]:
    """Referred to guidance, and nothing has followed for a year."""
    return Application.objects.filter(state=State.REFERRED, state_since__lte=now - REFERRAL_KEPT)


def with_figures(cases: QuerySet[Application]) -> QuerySet[Application]:
    """Of these applications, those that still hold leadership figures."""
    typed = StepAnswers.objects.filter(step=Step.LEADERSHIP).exclude(typed={})
    frozen = Submission.objects.exclude(leadership={})
    return cases.filter(Q(steps__in=typed) | Q(submissions__in=frozen)).distinct()


@transaction.atomic
def _forget(case: Application, now: datetime) -> bool:
    locked = lock(case)
    if locked.state_since != case.state_since:
        return False
    locked.steps.filter(step=Step.LEADERSHIP).update(
        typed={}, version=F("version") + 1, updated_at=now
    )
    locked.submissions.update(leadership={})
    audit.record(by=None, action="application.forget-leadership", target=locked, now=now)
    return True


def sweep_uploads(*, now: datetime) -> int:
    """Delete uploaded files over 24 hours old that no document names; return how many."""
    return files.sweep(UPLOADS, ApplicationDocument.objects.all(), now)
