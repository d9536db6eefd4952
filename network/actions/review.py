"""What the co-ordinator does with an application, each act with its trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from network import letters
from network.actions import membership
from network.actions.moves import applicants, lock, move, tell
from network.choices import Source
from network.eligibility import Category, Verdict
from network.models import (
    Application,
    ApplicationEvent,
    ApplicationPerson,
    CategoryFinding,
    InformationItem,
    InternalNote,
    Organisation,
    User,
)
from network.states import Move
from portal import audit
from portal.letters import absolute, from_text
from portal.models import SiteSettings
from portal.outbox import Letter


class OwnApplication(Exception):
    """Nobody decides about an application that they take part in themselves."""


class NothingFound(Exception):
    """Approval needs at least one category that the co-ordinator found met."""


@dataclass(frozen=True)
class Wording:
    """A decision's letter, placeholders still in it, and whether it is sent."""

    subject: str
    body: str
    send: bool = True


@dataclass(frozen=True)
class Question:
    """One thing asked; `step` names the step that may be changed to answer it, or is empty."""

    text: str
    step: str = ""


def letter_values(application: Application, questions: Sequence[str] = ()) -> dict[str, str]:
    """What the letters' placeholders stand for, but for the reader's name."""
    site = SiteSettings.current()
    return {
        "organisation": application.organisation_name,
        "reference": application.reference,
        "questions": "\n\n".join(f"{n}. {text}" for n, text in enumerate(questions, 1)),
        "link": absolute("network:application", application.reference),
        "coordinator": site.coordinator_name or "The network co-ordinator",
    }


def write_letter(
    application: Application, wording: Wording, person: User, questions: Sequence[str] = ()
) -> Letter:
    """The letter as this person gets it."""
    values = letter_values(application, questions) | {"name": person.name or person.email}
    return from_text(
        to=person.email,
        subject=letters.fill(wording.subject, values),
        body=letters.fill(wording.body, values),
    )


@transaction.atomic
def start_review(
    *, application: Application, by: User, now: datetime, expected_version: int | None = None
) -> ApplicationEvent:
    """Take a submitted application up; who starts is assigned if nobody was."""
    locked = lock(application)
    _not_own(locked, by)
    locked.assignee = locked.assignee or by
    return move(locked, Move.START_REVIEW, by=by, now=now, expected_version=expected_version)


@transaction.atomic
def ask(
    *,
    application: Application,
    questions: Sequence[Question],
    wording: Wording,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int,
) -> ApplicationEvent:
    """Ask for more information; exactly these questions are answered. Raises as `move` does."""
    if not questions:
        raise ValueError("ask at least one question")
    locked = lock(application)
    texts = [question.text for question in questions]
    event = _decide(locked, Move.ASK, wording, reason, by, now, expected_version, texts)
    InformationItem.objects.bulk_create(
        InformationItem(
            application=locked,
            question=question.text,
            step=question.step,
            asked_at=now,
            asked_by=by,
        )
        for question in questions
    )
    return event


@transaction.atomic
def refer_or_decline(
    *,
    application: Application,
    to_make: Move,
    wording: Wording,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int,
) -> ApplicationEvent:
    """Refer to guidance, or decline. Raises as `move` does."""
    locked = lock(application)
    return _decide(locked, to_make, wording, reason, by, now, expected_version)


@transaction.atomic
def approve(
    *,
    application: Application,
    wording: Wording,
    by: User,
    now: datetime,
    expected_version: int,
) -> ApplicationEvent:
    """Make the organisation a member: organisation, membership, access and welcome in one.

    The categories are those found met. Raises NothingFound without one, membership's
    AlreadyMember for a matched organisation whose membership runs, and as `move` does.
    """
    locked = lock(application)
    met = [
        finding.category
        for finding in locked.findings.filter(verdict=Verdict.MET).order_by("pk")
    ]
    if not met:
        raise NothingFound
    _refuse_moved(locked, Move.APPROVE, expected_version)
    locked.organisation = membership.admit(locked, categories=met, by=by, now=now)
    return _decide(locked, Move.APPROVE, wording, "", by, now, expected_version)


def _refuse_moved(locked: Application, to_make: Move, expected_version: int) -> None:
    from network.actions.moves import AlreadyMoved
    from network.states import State, target

    if locked.version != expected_version:
        raise AlreadyMoved(locked.events.order_by("-at", "-pk").first())
    target(State(locked.state), to_make)


def _decide(
    locked: Application,
    to_make: Move,
    wording: Wording,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int,
    questions: Sequence[str] = (),
) -> ApplicationEvent:
    _not_own(locked, by)
    people = applicants(locked)
    sent = [write_letter(locked, wording, person, questions) for person in people]
    kept = sent[0] if sent else None
    event = move(
        locked,
        to_make,
        by=by,
        now=now,
        expected_version=expected_version,
        reason=reason,
        letter_subject=kept.subject if kept else "",
        letter_text=kept.text if kept else "",
        letter_sent=wording.send and bool(sent),
    )
    if wording.send:
        tell(event, sent)
    return event


def _not_own(locked: Application, by: User) -> None:
    if locked.people.filter(user=by).exclude(role=ApplicationPerson.Role.SCRIBE).exists():
        raise OwnApplication


@transaction.atomic
def record_finding(
    *,
    application: Application,
    category: Category,
    verdict: Verdict | str,
    comment: str,
    by: User,
    now: datetime,
) -> CategoryFinding:
    """Keep the co-ordinator's own finding about one category; the last one counts."""
    locked = lock(application)
    old = locked.findings.filter(category=category).first()
    finding, _created = CategoryFinding.objects.update_or_create(
        application=locked,
        category=category,
        defaults={"verdict": verdict, "comment": comment, "found_at": now, "found_by": by},
    )
    audit.record(
        by=by,
        action="application.find",
        target=locked,
        old={"category": category, "verdict": old.verdict if old else ""},
        new={"category": category, "verdict": verdict},
        now=now,
    )
    return finding


@transaction.atomic
def add_note(*, application: Application, text: str, by: User, now: datetime) -> InternalNote:
    """Add an internal note; the log keeps that it was added, not what it says."""
    note = InternalNote.objects.create(application=application, text=text, author=by, at=now)
    audit.record(by=by, action="application.note", target=application, now=now)
    return note


@transaction.atomic
def assign(*, application: Application, to: User | None, by: User, now: datetime) -> None:
    """Give the case to somebody, or to nobody."""
    locked = lock(application)
    old = str(locked.assignee) if locked.assignee else ""
    locked.assignee = to
    locked.save(update_fields=["assignee"])
    audit.record(
        by=by,
        action="application.assign",
        target=locked,
        old={"assignee": old},
        new={"assignee": str(to) if to else ""},
        now=now,
    )


@transaction.atomic
def match(
    *, application: Application, organisation: Organisation | None, by: User, now: datetime
) -> None:
    """Say that this is an organisation we know; approval then renews it."""
    locked = lock(application)
    if not locked.is_open_case:
        raise ValueError("only an open case is matched")
    locked.matched_organisation = organisation
    locked.save(update_fields=["matched_organisation"])
    audit.record(
        by=by,
        action="application.match",
        target=locked,
        new={"organisation": organisation.pk if organisation else None},
        now=now,
    )


@transaction.atomic
def become_scribe(
    *, application: Application, source: Source | str, by: User, now: datetime
) -> ApplicationPerson:
    """Let a member of staff type for the applicant; what they do says so."""
    locked = lock(application)
    person, created = ApplicationPerson.objects.get_or_create(
        application=locked,
        user=by,
        defaults={"role": ApplicationPerson.Role.SCRIBE, "added_at": now},
    )
    if created:
        audit.record(
            by=by, action="application.scribe", target=locked, new={"source": source}, now=now
        )
    return person
