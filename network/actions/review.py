"""What the co-ordinator does with an application, each act with its trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from network import letters
from network.actions import membership
from network.actions.moves import applicants, check_move, end_typing, lock, move, tell
from network.eligibility import Category, Verdict
from network.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationPerson,
    CategoryFinding,
    InformationItem,
    InternalNote,
    Organisation,
    User,
)
from network.states import Move
from network.steps import Step
from portal import audit
from portal.letters import absolute, from_text, one_line
from portal.models import SiteSettings
from portal.outbox import Letter


class OwnApplication(Exception):
    """Nobody works as staff on an application that they take part in themselves."""


class NothingFound(Exception):
    """Approval needs at least one category that the co-ordinator found met."""


class NotOpen(Exception):
    """The application is not an open case: not sent yet, or decided, or withdrawn."""


class BasisChanged(Exception):
    """Findings or match are not those that the approval was prepared with."""


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

    @property
    def part(self) -> str:
        """The step's name in words, or empty when none is opened."""
        return str(Step(self.step).label) if self.step else ""


@dataclass(frozen=True)
class Basis:
    """What an approval rests on: categories found met, and the organisation matched, if any."""

    categories: tuple[str, ...]
    organisation: int | None = None


def letter_values(application: Application, questions: Sequence[str] = ()) -> dict[str, str]:
    """What the letters' placeholders stand for, but for the reader's name."""
    site = SiteSettings.current()
    return {
        "organisation": one_line(application.organisation_name),
        "reference": application.reference,
        "questions": "\n\n".join(f"{n}. {text}" for n, text in enumerate(questions, 1)),
        "link": absolute("network:application", application.reference),
        "dashboard": absolute("dashboard"),
        "coordinator": site.coordinator_name or "The network co-ordinator",
        "telephone": site.coordinator_phone,
    }


def write_letter(
    application: Application, wording: Wording, person: User, questions: Sequence[str] = ()
) -> Letter:
    """The letter as this person gets it."""
    values = letter_values(application, questions) | {
        "name": one_line(person.name) or _("colleague")
    }
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
    event = move(locked, Move.START_REVIEW, by=by, now=now, expected_version=expected_version)
    end_typing(locked)
    return event


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
    """Ask for more information; exactly these questions are answered.

    Raises OwnApplication, and as `check_move` does.
    """
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
    """Refer to guidance, or decline. Raises OwnApplication, and as `check_move` does."""
    return _decide(lock(application), to_make, wording, reason, by, now, expected_version)


@transaction.atomic
def approve(
    *,
    application: Application,
    wording: Wording,
    by: User,
    now: datetime,
    expected_version: int,
    expected_basis: Basis | None = None,
) -> ApplicationEvent:
    """Make the organisation a member: organisation, membership, access and welcome in one.

    The categories are those found met. Raises OwnApplication, NothingFound without a category,
    BasisChanged when it would rest on something else than `expected_basis`, membership's
    AlreadyMember for a matched organisation whose membership runs, and as `check_move` does.
    """
    locked = lock(application)
    _not_own(locked, by)
    check_move(locked, Move.APPROVE, expected_version)
    basis = approval_basis(locked)
    if not basis.categories:
        raise NothingFound
    if expected_basis not in (None, basis):
        raise BasisChanged
    locked.organisation = membership.admit(locked, categories=basis.categories, by=by, now=now)
    return _decide(locked, Move.APPROVE, wording, "", by, now, expected_version)


def approval_basis(application: Application) -> Basis:
    """What an approval would rest on now."""
    met = set(application.findings.filter(verdict=Verdict.MET).values_list("category", flat=True))
    return Basis(
        categories=tuple(category.value for category in Category if category in met),
        organisation=application.matched_organisation_id,
    )


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
    """Move, keep the letter as it was sent (to the first of several people), and send it."""
    _not_own(locked, by)
    people = applicants(locked) if wording.send else []
    sent = [write_letter(locked, wording, person, questions) for person in people]
    event = move(
        locked,
        to_make,
        by=by,
        now=now,
        expected_version=expected_version,
        reason=reason,
        letter_subject=sent[0].subject[:250] if sent else "",
        letter_text=sent[0].text if sent else "",
        letter_sent=bool(sent),
    )
    end_typing(locked)
    tell(event, sent)
    return event


def _not_reduced(locked: Application) -> None:
    """Nothing about anybody comes to what was reduced to what names nobody."""
    if locked.reduced_at is not None:
        raise NotOpen


def _not_own(locked: Application, by: User) -> None:
    if takes_part(locked, by):
        raise OwnApplication


def takes_part(application: Application, person: User) -> bool:
    """Whether this person applies themselves; typing for somebody is not taking part."""
    others = application.people.exclude(role=ApplicationPerson.Role.SCRIBE)
    return others.filter(user=person).exists()


def _lock_open(application: Application, by: User) -> Application:
    locked = lock(application)
    if not locked.is_open_case:
        raise NotOpen
    _not_own(locked, by)
    return locked


@transaction.atomic
def record_finding(
    *,
    application: Application,
    category: Category | str,
    verdict: Verdict | str,
    comment: str,
    by: User,
    now: datetime,
) -> CategoryFinding:
    """Keep the co-ordinator's own finding about one category; the last one counts.

    Raises NotOpen and OwnApplication.
    """
    locked = _lock_open(application, by)
    known = locked.findings.filter(category=category).first()
    finding = known or CategoryFinding(application=locked, category=category)
    old = finding.verdict
    finding.verdict, finding.comment = verdict, comment
    finding.found_at, finding.found_by = now, by
    finding.save()
    audit.record(
        by=by,
        action="application.find",
        target=locked,
        old={"category": category, "verdict": old},
        new={"category": category, "verdict": verdict},
        now=now,
    )
    return finding


@transaction.atomic
def look_at_leadership(
    *, application: Application, by: User, now: datetime
) -> list[dict[str, Any]]:
    """The leadership figures of the last two submissions, newest first.

    The look is in the audit log before the figures leave this function. Raises NotOpen once
    the application is decided or withdrawn, and OwnApplication.
    """
    locked = _lock_open(application, by)
    audit.record(by=by, action="application.leadership", target=locked, now=now)
    newest = locked.submissions.newest_first().values_list("leadership", flat=True)
    return list(newest[:2])


@transaction.atomic
def open_document(*, document: ApplicationDocument, by: User, now: datetime) -> None:
    """Record that staff open a supporting document. Raises OwnApplication."""
    _not_own(document.application, by)
    audit.record(
        by=by,
        action="application.document",
        target=document.application,
        new={"document": document.pk},
        now=now,
    )


@transaction.atomic
def add_note(*, application: Application, text: str, by: User, now: datetime) -> InternalNote:
    """Add an internal note; the log keeps that it was added, not what it says.

    Raises OwnApplication, and NotOpen once the case was reduced.
    """
    locked = lock(application)
    _not_own(locked, by)
    _not_reduced(locked)
    note = InternalNote.objects.create(application=locked, text=text, author=by, at=now)
    audit.record(by=by, action="application.note", target=locked, now=now)
    return note


@transaction.atomic
def assign(*, application: Application, to: User | None, by: User, now: datetime) -> None:
    """Give the case to somebody, or to nobody. Raises as `add_note` does."""
    locked = lock(application)
    _not_own(locked, by)
    _not_reduced(locked)
    if locked.assignee == to:
        return
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
    """Say that this is an organisation we know; approval then renews it.

    Raises NotOpen and OwnApplication.
    """
    locked = _lock_open(application, by)
    old = locked.matched_organisation
    locked.matched_organisation = organisation
    locked.save(update_fields=["matched_organisation"])
    audit.record(
        by=by,
        action="application.match",
        target=locked,
        old={"organisation": old.name if old else ""},
        new={"organisation": organisation.name if organisation else ""},
        now=now,
    )
