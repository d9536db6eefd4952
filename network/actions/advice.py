"""Asking another member for advice, answering, closing, and telling when something is not right.

Both ends are members whenever something is done. Nobody learns an address before an answer is
given: until then each side knows the other as an organisation.
"""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from network import mail_advice as mail
from network.actions import places
from network.advice_states import MOVES, Move, can
from network.choices import Source
from network.directory import Audience
from network.models import AdviceReport, AdviceRequest, DirectoryEntry, Organisation, User
from network.references import new_reference
from network.roles import may_look_after
from portal import audit, outbox
from portal.models import SiteSettings

PREFIX = "ADV"


class NotOffered(Exception):
    """Who is asked is no member any more, or no longer takes questions."""


class NotAMember(Exception):
    """The membership of whoever acts does not run."""


class AskedAlready(Exception):
    """A question of the same organisation waits there: `request`."""

    def __init__(self, request: AdviceRequest) -> None:
        super().__init__("asked already")
        self.request = request


class MovedOn(Exception):
    """It does not stand so any more that this can be done."""


class ReportedAlready(Exception):
    """This side has told the co-ordinator already."""


@transaction.atomic
def ask(
    *,
    asking: Organisation,
    asked: Organisation,
    subject: str,
    text: str,
    key: uuid.UUID,
    by: User,
    now: datetime,
    reference: str = "",
) -> AdviceRequest:
    """Pass a question on to those who answer for another member; a second press changes nothing.

    `reference` is for demo data. Raises places.NotAllowed, NotAMember, NotOffered, AskedAlready.
    """
    locked = places.lock(asking.pk)
    places.acting_role(locked, by=by, source=Source.SITE)
    if known := AdviceRequest.objects.filter(asking=locked, key=key).first():
        return known
    _check(locked, asked, now)
    request = AdviceRequest.objects.create(
        reference=reference or new_reference(prefix=PREFIX),
        asking=locked,
        asked=asked,
        subject=subject,
        text=text,
        key=key,
        by=by,
        asked_at=now,
    )
    letters = {
        f"advice:{request.pk}:asked:{person.pk}": mail.asked(request, person)
        for person in asked.contacts()
    }
    outbox.enqueue_all(letters=letters, now=now)
    audit.record(by=by, action="advice.ask", target=request, new=_ends(request), now=now)
    return request


def offers(*, now: datetime) -> QuerySet[DirectoryEntry]:
    """The members that can be asked, as members see them."""
    return DirectoryEntry.objects.shown_to(Audience.MEMBERS, now=now).filter(takes_questions=True)


def _check(asking: Organisation, asked: Organisation, now: datetime) -> None:
    _check_member(asking, now)
    if asked == asking or not offers(now=now).filter(organisation=asked).exists():
        raise NotOffered
    waiting = AdviceRequest.objects.waiting().filter(asking=asking, asked=asked).first()
    if waiting:
        raise AskedAlready(waiting)


def _check_member(organisation: Organisation, now: datetime) -> None:
    if not Organisation.objects.members_at(now).filter(pk=organisation.pk).exists():
        raise NotAMember


def _ends(request: AdviceRequest) -> dict[str, int]:
    return {"asking": request.asking_id, "asked": request.asked_id}


@transaction.atomic
def answer(*, request: AdviceRequest, text: str, by: User, now: datetime) -> None:
    """Answer for the organisation that was asked; both people learn how to reach each other.

    Raises places.NotAllowed, NotAMember, MovedOn.
    """
    locked = _moved(request, Move.ANSWER, by=by, now=now)
    locked.answer, locked.answered_at, locked.answered_by = text, now, by
    locked.save()
    if locked.by:
        _write(locked, "answered", mail.answered(locked, locked.by), now)


@transaction.atomic
def decline(*, request: AdviceRequest, by: User, now: datetime) -> None:
    """Say for the organisation that was asked that it cannot help. Raises as `answer`."""
    locked = _moved(request, Move.DECLINE, by=by, now=now)
    locked.save()
    if locked.by:
        _write(locked, "declined", mail.declined(locked, locked.by), now)


@transaction.atomic
def close(*, request: AdviceRequest, by: User, now: datetime) -> None:
    """The side that asked is done with it, answered or not. Raises as `answer`."""
    locked = _moved(request, Move.CLOSE, by=by, now=now)
    locked.save()


def _moved(request: AdviceRequest, move: Move, *, by: User, now: datetime) -> AdviceRequest:
    """The locked request in its new state, not saved yet, with its entry in the log."""
    rows = AdviceRequest.objects.select_for_update(of=("self",))
    locked = rows.select_related("asking", "asked", "by").get(pk=request.pk)
    _check_may_act(locked.asking if move == Move.CLOSE else locked.asked, by=by, now=now)
    if not can(move, locked.state):
        raise MovedOn
    old, (_from, new) = locked.state, MOVES[move]
    locked.state = new
    locked.moved_at = now
    audit.record(
        by=by,
        action=f"advice.{move.value}",
        target=locked,
        old={"state": old},
        new={"state": new.value},
        now=now,
    )
    return locked


def _check_may_act(organisation: Organisation, *, by: User, now: datetime) -> None:
    """Only who answers for an organisation speaks for it, and only while it is a member."""
    role = places.acting_role(organisation, by=by, source=Source.SITE)
    if not may_look_after(role):
        raise places.NotAllowed
    _check_member(organisation, now)


def _write(request: AdviceRequest, what: str, letter: outbox.Letter, now: datetime) -> None:
    outbox.enqueue(cause=f"advice:{request.pk}:{what}", letter=letter, now=now)


@transaction.atomic
def report(
    *, request: AdviceRequest, organisation: Organisation, text: str, by: User, now: datetime
) -> AdviceReport:
    """Tell the co-ordinator that the other side's message is not all right.

    Raises places.NotAllowed, NotAMember, ReportedAlready.
    """
    places.acting_role(organisation, by=by, source=Source.SITE)
    _check_member(organisation, now)
    try:
        with transaction.atomic():
            told = AdviceReport.objects.create(
                request=request, organisation=organisation, by=by, text=text, at=now
            )
    except IntegrityError as error:
        raise ReportedAlready from error
    to = SiteSettings.current().coordinator_email
    outbox.enqueue(cause=f"advice-report:{told.pk}", letter=mail.reported(told, to=to), now=now)
    audit.record(by=by, action="advice.report", target=request, now=now)
    return told


@transaction.atomic
def settle(*, report: AdviceReport, note: str, by: User, now: datetime) -> None:
    """The co-ordinator has looked into it, and notes what came of it. Raises MovedOn."""
    waiting = AdviceReport.objects.waiting().filter(pk=report.pk)
    if not waiting.update(note=note, settled_at=now, settled_by=by):
        raise MovedOn
    audit.record(by=by, action="advice.settle", target=report.request, now=now)
