"""What is left of requests and applications when their time is over: nothing that tells of anybody.

Kept are days, states, categories, hours and whether help was of use: what figures are made of.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Value, When

from network.actions import files, support
from network.actions.moves import lock
from network.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationPerson,
    InternalNote,
    Invitation,
    SupportRequest,
    TypedAnswers,
)
from network.move_tables import Actor
from network.states import State
from network.support_states import HELP_ENDED, OVER, TABLE
from portal import audit
from portal.audit import ERASED
from portal.keeping import ENDED_APPLICATIONS, OLD_SUPPORT
from portal.nightly import one_by_one

ENDED = (State.DECLINED, State.WITHDRAWN)
SAID = ("actor_name", "on_behalf_of", "letter_subject", "letter_text")
# What is done on an application without saving one of its pages, and when.
WORKED_ON: tuple[tuple[QuerySet[Any], str], ...] = (
    (ApplicationPerson.objects.all(), "added_at"),
    (Invitation.objects.all(), "created_at"),
    (InternalNote.objects.all(), "at"),
)
MEMBERS_MOVES = TABLE.moves_of(Actor.MEMBER)


def reduce_applications(*, now: datetime) -> int:
    """Reduce what ended, or was referred and left alone, for 24 months; return how many."""
    ended = ended_applications(now).order_by("pk")
    return one_by_one(ended, lambda case: _reduce_application(case, now))


def ended_applications(now: datetime) -> QuerySet[Application]:
    """Declined, withdrawn or referred long ago, and still saying whose they were.

    Who was referred to guidance may write on and send again: while they or staff do, nothing goes.
    """
    long_ago = now - ENDED_APPLICATIONS.period
    ended = Application.objects.filter(state_since__lte=long_ago, reduced_at__isnull=True)
    left_alone = ended.filter(state=State.REFERRED, edited_at__lte=long_ago)
    for rows, when in WORKED_ON:
        since = rows.filter(application=OuterRef("pk"), **{f"{when}__gt": long_ago})
        left_alone = left_alone.filter(~Exists(since))
    return ended.filter(state__in=ENDED) | left_alone


@transaction.atomic
def _reduce_application(case: Application, now: datetime) -> bool:
    locked = lock(case)
    if not ended_applications(now).contains(locked):
        return False  # another run was quicker, or somebody works on it again
    erasure = _erasure_of(locked)
    _forget_in_log(Application, [locked.pk], _applicants(locked), erasure)
    _delete_documents(locked, erasure)
    for rows in _what_goes(locked):
        rows.delete()
    locked.findings.update(comment="", found_by=None)
    _reduce_submissions(locked)
    _reduce_events(locked, erasure)
    locked.organisation_name, locked.reduced_at = "", now
    locked.assignee = locked.matched_organisation = None
    locked.save()
    audit.record(by=None, action="application.reduce", target=locked, now=now)
    return True


def _applicants(locked: Application) -> list[int]:
    people = locked.people.exclude(role=ApplicationPerson.Role.SCRIBE)
    return list(people.values_list("user", flat=True))


def _delete_documents(locked: Application, erasure: str) -> None:
    """The files as well, and their names in the log."""
    documents = dict(locked.documents.values_list("pk", "file"))
    _forget_in_log(ApplicationDocument, documents, _applicants(locked), erasure)
    locked.documents.all().delete()
    files.delete_after_commit(documents.values())


def _what_goes(locked: Application) -> tuple[QuerySet[Any], ...]:
    return (
        locked.people.all(),
        locked.steps.all(),
        TypedAnswers.objects.filter(application=locked),
        locked.submitted_numbers.all(),
        locked.information_items.all(),
        locked.notes.all(),
        locked.invitations.all(),
    )


def _reduce_submissions(locked: Application) -> None:
    """Of each submission stay its day and what screening found, without reasons."""
    for sent in locked.submissions.all():
        sent.screening = _verdicts(sent.screening)
        sent.answers, sent.leadership, sent.declaration = {}, {}, {}
        sent.submitted_by = None
        sent.save()


def _verdicts(screening: Mapping[str, Any]) -> dict[str, Any]:
    found = [
        {name: row[name] for name in ("category", "verdict")} for row in screening["categories"]
    ]
    return {**screening, "categories": found}


def _reduce_events(locked: Application, erasure: str) -> None:
    """Moves, reasons and days stay; the trigger lets nothing but names and letters be blanked."""
    says = Q()
    for name in SAID:
        says |= ~Q(**{f"{name}__in": ["", ERASED]})
    blanked = {
        name: Case(When(**{name: ""}, then=Value("")), default=Value(ERASED)) for name in SAID
    }
    events = ApplicationEvent.objects.filter(says, application=locked)
    events.update(actor=None, erasure=erasure, **blanked)


def reduce_requests(*, now: datetime) -> int:
    """Reduce requests for support 24 months after the last thing that happened; return how many."""
    old = old_requests(now).order_by("pk")
    return one_by_one(old, lambda request: _reduce_request(request, now))


def old_requests(now: datetime) -> QuerySet[SupportRequest]:
    """Given, declined or taken back long ago, and still saying who asked for what."""
    long_ago = now - OLD_SUPPORT.period
    ended = SupportRequest.objects.filter(state__in=HELP_ENDED, state_since__lte=long_ago)
    return ended.filter(reduced_at__isnull=True)


@transaction.atomic
def _reduce_request(request: SupportRequest, now: datetime) -> bool:
    row = support.REQUESTS.lock(request)
    if row.reduced_at is not None or row.state_since != request.state_since:
        return False
    if row.state not in OVER:
        support.close_unanswered(row, now=now)
    erasure = _erasure_of(row)
    _forget_in_log(SupportRequest, [row.pk], _askers(row), erasure)
    row.need = row.tried = row.phone = row.what_changed = ""
    row.allocated_to = ERASED if row.allocated_to else ""
    row.by, row.reduced_at = None, now
    row.save()
    row.events.exclude(text="").update(by=None, text=ERASED, erasure=erasure)
    row.events.exclude(by=None).update(by=None)
    audit.record(by=None, action="support.reduce", target=row, now=now)
    return True


def _askers(row: SupportRequest) -> set[int]:
    """Who asked, answered or took back: staff's part stays in the log."""
    answered = row.events.filter(move__in=MEMBERS_MOVES).values_list("by", flat=True)
    return {pk for pk in (row.by_id, *answered) if pk is not None}


def _erasure_of(row: Model) -> str:
    """By what logs that are never changed say why something is blank."""
    return f"reduced-{row._meta.model_name}-{row.pk}"


def _forget_in_log(
    model: type[Model], numbers: Collection[int], people: Iterable[int], erasure: str
) -> None:
    """What was done stays, and names of staff; not whose record it was or who acted for them."""
    audit.erase_objects(model=model, numbers=numbers, erasure=erasure)
    audit.erase_acts(model=model, numbers=numbers, people=people, erasure=erasure)
