"""How what members send in moves along its table, whatever it is.

Each act locks the record's row, compares the version that the page had seen and writes event,
audit row and letters in one transaction, so that of two who press at once the second is told.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from network.actions.membership_moves import belongs_to
from network.models import Organisation, User
from network.models.moderated import Moderated, ModeratedEvent
from network.move_tables import IllegalMove, Table
from network.references import new_reference
from portal import audit, outbox
from portal.models import SiteSettings
from portal.outbox import Letter


class NotAMember(Exception):
    """Who sends in belongs to the organisation, and its membership runs."""


class SentAlready(Exception):
    """The form was sent before, with other words: `known` is what came of it."""

    def __init__(self, known: Any) -> None:
        super().__init__(known.reference)
        self.known = known


class MovedOn(Exception):
    """Somebody else was quicker; `event` is what was done last."""

    def __init__(self, event: Any) -> None:
        super().__init__("it has moved on")
        self.event = event


class NotTheirs(Exception):
    """Not there for this person, or not for them to change."""


class OwnRecord(Exception):
    """Staff do not decide about what comes from an organisation that they belong to."""


@dataclass(frozen=True)
class Asked:
    """What a form says, by the names of the record's fields."""

    key: uuid.UUID
    said: Mapping[str, Any]

    def is_in(self, known: Moderated) -> bool:
        """Whether `known` says the same."""
        return all(getattr(known, name) == value for name, value in self.said.items())


@dataclass(frozen=True)
class Decision[M: str]:
    """What staff decide: `facts` by the record's fields, and what is written to the member."""

    move: M
    text: str
    send: bool = True
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Letters[R, M](Protocol):
    """What is written about one kind of record: a `mail_…` module."""

    def written(self, row: R, text: str, /) -> str:
        """The letter's text with what was decided in it."""

    def answer(self, row: R, text: str, person: User, /) -> Letter:
        """To the member, in the co-ordinator's own words."""

    def news(self, row: R, move: M, /, *, to: str) -> Letter:
        """To the co-ordinator: something new, from whom, and nothing of what they wrote."""


@dataclass(frozen=True)
class Moderation[R: Moderated, S: str, M: str]:
    """One kind of record. `name` begins what the log calls its moves, and the causes of mails.

    `put` writes what staff decide onto a row, which it does not save: for a preview too.
    """

    name: str
    prefix: str  # of references
    records: type[R]
    state: type[S]
    table: Table[S, M]
    mail: Letters[R, M]
    put: Callable[[R, Decision[M], datetime], None]

    def begin(
        self,
        *,
        organisation: Organisation,
        asked: Asked,
        by: User,
        now: datetime,
        typed_by: User | None = None,
        **beside: Any,
    ) -> tuple[R, ModeratedEvent | None]:
        """The record and its first event, or what the same key has made before and None.

        `typed_by` is who of the staff typed it in, `beside` what the form does not ask. Raises
        NotAMember, and SentAlready for other words.
        """
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one at a time, for the key
        if not Organisation.objects.visible_to(by).members_at(now).contains(organisation):
            raise NotAMember
        known: R | None = self.records.objects.filter(by=by, key=asked.key).first()
        if known is not None:
            return self._again(known, organisation, asked), None
        row: R = self.records.objects.create(
            reference=new_reference(prefix=self.prefix),
            organisation=organisation,
            by=by,
            key=asked.key,
            created_at=now,
            state_since=now,
            **asked.said,
            **beside,
        )
        return row, self._record(row, self.table.begins, by=typed_by or by, now=now)

    def _again(self, known: R, organisation: Organisation, asked: Asked) -> R:
        if known.organisation_id != organisation.pk or not asked.is_in(known):
            raise SentAlready(known)
        return known

    def lock(self, record: R) -> R:
        """The row as it is now, locked until the transaction ends."""
        rows = self.records.objects.select_for_update(of=("self",))
        row: R = rows.select_related("organisation").get(pk=record.pk)
        return row

    def theirs(self, record: R, move: M, *, version: int, by: User, now: datetime) -> R:
        """The locked row on which a member can make this move. Raises NotTheirs and MovedOn."""
        row = self.lock(record)
        if not self.records.objects.changeable_by(by, now=now).contains(row):
            raise NotTheirs
        self.check_move(row, move, version)
        return row

    @transaction.atomic
    def decide(
        self, *, record: R, decision: Decision[M], version: int, by: User, now: datetime
    ) -> ModeratedEvent:
        """One move of staff, with its letter. Raises OwnRecord and MovedOn."""
        row = self.lock(record)
        if is_own(row, by):
            raise OwnRecord
        self.check_move(row, decision.move, version)
        self.put(row, decision, now)
        person = row.reader() if decision.send else None
        text = self.mail.written(row, decision.text)
        said = {"reason": decision.reason, "text": text, "letter_sent": person is not None}
        event = self.move(row, decision.move, by=by, now=now, **said)
        if person is not None:
            self.tell(event, self.mail.answer(row, text, person))
        return event

    def check_move(self, row: R, move: M, version: int | None = None) -> None:
        """Raise MovedOn where the move is not possible, or the version not the one expected."""
        try:
            self.table.target(self.state(row.state), move)
        except IllegalMove as error:
            raise MovedOn(last_event(row)) from error
        if version not in (None, row.version):
            raise MovedOn(last_event(row))

    def move(
        self, row: R, move: M, *, by: User | None, now: datetime, **event: Any
    ) -> ModeratedEvent:
        """Make one legal move on a locked row, and keep the row. Raises IllegalMove."""
        old = row.state
        row.state, row.state_since = self.table.target(self.state(row.state), move), now
        row.version += 1
        row.save()
        return self._record(row, move, by=by, now=now, old={"state": old}, **event)

    def _record(
        self,
        row: R,
        move: M,
        *,
        by: User | None,
        now: datetime,
        old: Mapping[str, Any] | None = None,
        **event: Any,
    ) -> ModeratedEvent:
        new = {"state": row.state, "reason": event.get("reason", "")}
        audit.record(by=by, action=f"{self.name}.{move}", target=row, old=old, new=new, now=now)
        made: ModeratedEvent = row.events.create(
            move=move, to_state=row.state, at=now, by=by, **event
        )
        return made

    def tell(self, event: ModeratedEvent, letter: Letter) -> None:
        """Queue the mail of an event to the member, once however often it is called."""
        outbox.enqueue(cause=f"{self.name}-event:{event.pk}", letter=letter, now=event.at)

    def tell_coordinator(self, row: R, event: ModeratedEvent) -> None:
        if to := SiteSettings.current().coordinator_email:
            letter = self.mail.news(row, self._named(event.move), to=to)
            cause = f"{self.name}-event:{event.pk}:staff"
            outbox.enqueue(cause=cause, letter=letter, now=event.at)

    def _named(self, move: str) -> M:
        return next(one for one in (self.table.begins, *self.table.moves) if one == move)


def is_own(row: Moderated, person: User) -> bool:
    """Whether it is of this person, or of an organisation that they belong to."""
    return row.by_id == person.pk or belongs_to(person, row.organisation)


def last_event(row: Moderated) -> Any:
    """What was done last, or None."""
    return row.events.select_related("by").order_by("-at", "-pk").first()


def write(row: Moderated, values: Mapping[str, Any]) -> None:
    """Write values onto a row, which is not saved."""
    for name, value in values.items():
        setattr(row, name, value)
