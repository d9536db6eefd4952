"""What applicants do: start, save, send, answer, withdraw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from network import mail
from network.actions.moves import applicants, lock, move, tell
from network.choices import Source
from network.duplicates import flag_duplicates, one_comparison_at_a_time
from network.eligibility import (
    Category,
    Claim,
    answers_from,
    as_json,
    screen,
    take_led_reasons,
)
from network.models import (
    Application,
    ApplicationEvent,
    ApplicationPerson,
    InformationItem,
    StepAnswers,
    Submission,
    SubmittedNumber,
    TypedAnswers,
    User,
    stand_ins_of,
)
from network.references import new_reference
from network.registers import Register
from network.states import Move, State
from network.steps import ANSWERED_STEPS, Step
from portal import audit, outbox
from portal.letters import one_line
from portal.models import SiteSettings

DOUBLE_CLICK = timedelta(seconds=30)
CARRIED_OVER: dict[Step, tuple[str, ...]] = {
    Step.ORGANISATION: ("criminal_justice", "sector"),
    Step.LEADERSHIP: (
        "led",
        "board_total",
        "board_identifying",
        "board_unknown",
        "staff_total",
        "staff_identifying",
        "staff_unknown",
    ),
    Step.WORK: ("specialist", "mission", "designed", "service", "supports", "support_work"),
}


class StaleStep(Exception):
    """The step was saved by somebody else since it was opened; `current` is what is there."""

    def __init__(self, current: StepAnswers) -> None:
        super().__init__(f"{current.step} has moved on to version {current.version}")
        self.current = current


class QuestionsChanged(Exception):
    """Another question was asked, or one taken back, since the answers were written."""


class NotEditable(Exception):
    """The application, or this step of it, cannot be changed in its present state."""


@dataclass(frozen=True)
class FrozenAnswers:
    """What the forms made of the typed steps, and the versions they looked at."""

    answers: dict[str, dict[str, Any]]
    versions: Mapping[str, int]


@transaction.atomic
def start_application(
    *, by: User, now: datetime, checked: Mapping[str, Any] | None = None, reference: str = ""
) -> Application:
    """A new draft for `by`, with the checker's answers carried over.

    A second click within 30 seconds gives the same draft. `reference` is for demo data, which
    is the same each time it is made.
    """
    User.objects.select_for_update().get(pk=by.pk)
    recent = Application.objects.filter(
        people__user=by, people__role="lead", state=State.DRAFT, created_at__gt=now - DOUBLE_CLICK
    ).first()
    if recent is not None:
        return recent
    application = create_draft(lead=by, now=now, checked=checked or {}, reference=reference)
    audit.record(by=by, action="application.start", target=application, now=now)
    outbox.enqueue(
        cause=f"application:{application.pk}:draft-started",
        letter=mail.draft_started(application, by),
        now=now,
    )
    return application


def create_draft(
    *,
    lead: User,
    now: datetime,
    checked: Mapping[str, Any],
    source: str = Source.SITE,
    reference: str = "",
) -> Application:
    """The rows of a new draft; call it inside a transaction."""
    application = Application.objects.create(
        reference=reference or new_reference(),
        created_at=now,
        edited_at=now,
        state_since=now,
        source=source,
    )
    ApplicationPerson.objects.create(
        application=application, user=lead, role=ApplicationPerson.Role.LEAD, added_at=now
    )
    StepAnswers.objects.bulk_create(
        StepAnswers(
            application=application,
            step=step,
            typed={key: checked[key] for key in CARRIED_OVER.get(step, ()) if checked.get(key)},
            updated_at=now,
            updated_by=lead,
        )
        for step in ANSWERED_STEPS
    )
    return application


def editable_steps(application: Application) -> frozenset[str]:
    """The steps that may be changed now: all of a draft, only those asked about later."""
    if application.reduced_at is not None:
        return frozenset()
    if application.state in {State.DRAFT, State.REFERRED}:
        return frozenset(Step.values)
    if application.state == State.MORE_INFORMATION:
        open_items = application.information_items.open()
        return frozenset(open_items.exclude(step="").values_list("step", flat=True))
    return frozenset()


@transaction.atomic
def save_step(
    *,
    application: Application,
    step: Step,
    typed: Mapping[str, Any],
    version: int,
    by: User,
    now: datetime,
) -> StepAnswers:
    """Keep what was typed into a step; return the step as it now is.

    Raises NotEditable when the application has been sent meanwhile, StaleStep when somebody
    else saved the step since `version`. Saving the same text again only says that the application
    is still in use.
    """
    locked = lock(application)
    if step not in editable_steps(locked):
        raise NotEditable
    current = locked.steps.select_related("updated_by").get(step=step)
    if current.typed == dict(typed):
        locked.edited_at = now
        locked.save(update_fields=["edited_at"])
        return current
    if current.version != version:
        raise StaleStep(current)
    current.typed = dict(typed)
    current.version += 1
    current.updated_at, current.updated_by = now, by
    current.save()
    locked.edited_at = now
    if step == Step.ORGANISATION:
        locked.organisation_name = one_line(str(typed.get("name", "")))[:200]
    locked.save(update_fields=["edited_at", "organisation_name"])
    return current


@transaction.atomic
def submit(
    *,
    application: Application,
    frozen: FrozenAnswers,
    declaration: Mapping[str, Any],
    by: User,
    now: datetime,
    source: str = Source.SITE,
) -> Submission:
    """Send an application: freeze its answers, screen them, tell everyone concerned.

    Raises IllegalMove when it was sent already, StaleStep when a step changed after its
    answers were checked, and NotEditable when it was reduced meanwhile.
    """
    one_comparison_at_a_time()
    locked = lock(application)
    if locked.reduced_at is not None:
        raise NotEditable
    _check_versions(locked, frozen)
    _take_name(locked, by, declaration)
    locked.submitted_at = now
    locked.times_submitted += 1
    submission = _freeze(locked, frozen, by=by, now=now, declaration=declaration)
    event = move(locked, Move.SUBMIT, by=by, now=now, **_on_behalf(locked, by, source))
    flag_duplicates(locked)
    people = applicants(locked)
    tell(event, [mail.application_received(locked, person, now) for person in people])
    waiting = mail.application_waiting(locked, to=_coordinator(), answered=False)
    tell(event, [waiting], audience="staff")
    return submission


def _take_name(locked: Application, by: User, declaration: Mapping[str, Any]) -> None:
    """Who signs up by address alone says their name here for the first time."""
    if not by.name and declaration.get("name") and by in applicants(locked):
        by.name = one_line(str(declaration["name"]))[:150]
        by.save(update_fields=["name"])


def _check_versions(locked: Application, frozen: FrozenAnswers) -> None:
    for current in locked.steps.select_related("updated_by"):
        if frozen.versions.get(current.step) != current.version:
            raise StaleStep(current)


def _freeze(
    locked: Application,
    frozen: FrozenAnswers,
    *,
    by: User,
    now: datetime,
    declaration: Mapping[str, Any],
) -> Submission:
    answers = {step: values for step, values in frozen.answers.items() if step != Step.LEADERSHIP}
    leadership = dict(frozen.answers[Step.LEADERSHIP])
    answers[Step.DOCUMENTS] = {"names": list(_document_names(locked))}
    flat = {**answers[Step.ORGANISATION], **answers[Step.WORK], **leadership}
    screening = as_json(screen(answers_from(flat)))
    leadership |= take_led_reasons(screening)
    locked.organisation_name = one_line(str(flat["name"]))[:200]
    locked.claimed = [category for category in Category if flat.get(category.value) == Claim.YES]
    _replace_numbers(locked, answers[Step.ORGANISATION].get("numbers", []))
    newest = locked.submissions.newest_first().first()
    return Submission.objects.create(
        application=locked,
        number=newest.number + 1 if newest else 1,
        answers=answers,
        leadership=leadership,
        screening=screening,
        declaration=dict(declaration),
        submitted_at=now,
        submitted_by=by,
    )


def _document_names(locked: Application) -> Iterable[str]:
    return locked.documents.order_by("pk").values_list("name", flat=True)


def _replace_numbers(locked: Application, numbers: list[list[str]]) -> None:
    locked.submitted_numbers.all().delete()
    SubmittedNumber.objects.bulk_create(
        SubmittedNumber(application=locked, register=Register(register), number=number)
        for register, number in numbers
    )


@transaction.atomic
def answer(
    *,
    application: Application,
    answers: Mapping[int, str],
    frozen: FrozenAnswers,
    by: User,
    now: datetime,
    source: str = Source.SITE,
) -> ApplicationEvent:
    """Answer every open question (`answers`: item's pk → text) and hand the case back.

    Raises IllegalMove when it was answered already, StaleStep as in `submit`, QuestionsChanged
    when these are not the answers to just the open questions.
    """
    one_comparison_at_a_time()
    locked = lock(application)
    open_items = list(locked.information_items.open())
    event = move(locked, Move.ANSWER, by=by, now=now, **_on_behalf(locked, by, source))
    _check_versions(locked, frozen)
    if {item.pk for item in open_items} != set(answers):
        raise QuestionsChanged
    for item in open_items:
        item.answer, item.answered_at, item.answered_by = answers[item.pk], now, by
    InformationItem.objects.bulk_update(open_items, ["answer", "answered_at", "answered_by"])
    _forget_typed(locked, open_items)
    _freeze(locked, frozen, by=by, now=now, declaration={})
    locked.save()
    flag_duplicates(locked)
    people = applicants(locked)
    tell(event, [mail.application_answered(locked, person, now) for person in people])
    waiting = [
        mail.application_waiting(locked, to=to, answered=True)
        for to in _who_looks_after(locked, now)
    ]
    tell(event, waiting, audience="staff")
    return event


def _forget_typed(locked: Application, answered: Iterable[InformationItem]) -> None:
    """What was kept while it was typed has been sent; what lapsed stays to be read."""
    kept = TypedAnswers.objects.filter(application=locked).first()
    if kept is not None:
        sent = {item.field_name for item in answered}
        kept.typed = {name: text for name, text in kept.typed.items() if name not in sent}
        kept.version += 1
        kept.save()


@transaction.atomic
def withdraw(
    *,
    application: Application,
    by: User,
    now: datetime,
    reason: str = "",
    source: str = Source.SITE,
) -> ApplicationEvent:
    """Take an application back. Raises IllegalMove once it is decided or withdrawn."""
    locked = lock(application)
    event = move(
        locked, Move.WITHDRAW, by=by, now=now, reason=reason, **_on_behalf(locked, by, source)
    )
    tell(event, [mail.application_withdrawn(locked, person) for person in applicants(locked)])
    return event


def _on_behalf(locked: Application, by: User, source: str) -> dict[str, Any]:
    scribe = locked.people.filter(user=by, role=ApplicationPerson.Role.SCRIBE).first()
    if scribe is None:
        return {"source": source}
    names = ", ".join(str(person) for person in applicants(locked))
    came_by = scribe.source if source == Source.SITE else source
    return {"source": came_by, "on_behalf_of": names[:200]}


def _who_looks_after(application: Application, now: datetime) -> list[str]:
    """The addresses of whom it is assigned to and who stands in for them, or the co-ordinator's."""
    if application.assignee is None:
        return [_coordinator()]
    deputies = stand_ins_of(application.assignee, timezone.localdate(now))
    return [application.assignee.email, *(deputy.email for deputy in deputies)]


def _coordinator() -> str:
    return SiteSettings.current().coordinator_email
