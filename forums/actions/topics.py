"""Topics: proposed, changed, taken back and affirmed by members; answered and closed by staff.

Each act locks the topic's row and looks at it there. Nothing of what a topic says is written
into the audit log.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from forums.actions import voices
from forums.mail import topics as mail
from forums.models import Affirmation, Topic
from forums.models.circles import insiders, own_organisations
from network.choices import Source
from network.models import Affiliation, Organisation, User
from portal import audit, outbox
from portal.models import SiteSettings

State = Topic.State


class NotInside(Exception):
    """The person may not meet topics, or does not speak for that organisation."""


class NotTheirs(Exception):
    """Not there for this person, or not for them to change."""


class NotOpen(Exception):
    """It was talked about, closed or taken back: `current` is how it stands."""

    def __init__(self, current: Topic) -> None:
        super().__init__(current.state)
        self.current = current


class Stale(Exception):
    """It was changed meanwhile: `current` is how it stands."""

    def __init__(self, current: Topic) -> None:
        super().__init__("changed meanwhile")
        self.current = current


class OwnTopic(Exception):
    """Nobody enters as staff what is their own."""


@dataclass(frozen=True)
class Content:
    """What a topic says."""

    title: str
    text: str
    theme: str
    shows: str

    def is_in(self, row: Topic) -> bool:
        """Whether `row` says the same already."""
        return all(getattr(row, name) == value for name, value in asdict(self).items())


@dataclass(frozen=True)
class Typist:
    """Staff who type for somebody, and how it came."""

    by: User
    source: Source | str


@dataclass(frozen=True)
class Answer:
    """What is written to who proposed it, and whether a mail goes out; it stands on its page."""

    text: str
    send: bool = True


@transaction.atomic
def propose(
    *,
    organisation: Organisation,
    content: Content,
    key: uuid.UUID,
    by: User,
    now: datetime,
    typist: Typist | None = None,
) -> Topic:
    """Propose a topic to the whole series; the same key does so once. The co-ordinator is told.

    Raises NotInside, and Stale where the key stands for another text by now.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one at a time, for the key
    if (known := Topic.objects.filter(by=by, key=key).first()) is not None:
        if not content.is_in(known):
            raise Stale(known)
        return known
    _refuse_outside(organisation, by, now)
    row = Topic.objects.create(
        organisation=organisation,
        by=by,
        key=key,
        created_at=now,
        changed_at=now,
        source=typist.source if typist else Source.SITE,
        entered_by=typist.by if typist else None,
        **asdict(content),
    )
    _written_down(row, by=typist.by if typist else by, now=now)
    _tell_of_new(row, by, now, is_entered=typist is not None)
    return row


def _refuse_outside(organisation: Organisation, by: User, now: datetime) -> None:
    is_theirs = own_organisations(by, now=now).contains(organisation)
    if not (is_theirs and insiders(now).contains(by)):
        raise NotInside


def _written_down(row: Topic, *, by: User, now: datetime) -> None:
    values = {"shows": row.shows, "source": row.source}
    audit.record(by=by, action="topic.propose", target=row, new=values, now=now)


def _tell_of_new(row: Topic, person: User, now: datetime, *, is_entered: bool) -> None:
    """The co-ordinator; or who it came from, where staff have typed it in."""
    if is_entered:
        letter = mail.entered(row, person)
    elif to := SiteSettings.current().coordinator_email:
        letter = mail.waiting(row, to=to)
    else:
        return
    outbox.enqueue(cause=f"topic:{row.pk}", letter=letter, now=now)


@transaction.atomic
def enter(
    *,
    organisation: Organisation,
    person: User,
    content: Content,
    key: uuid.UUID,
    source: Source | str,
    by: User,
    now: datetime,
) -> Topic:
    """Propose for a member what came by telephone, mail or on paper; they get a copy.

    Raises OwnTopic, and as `propose` does.
    """
    if person == by:
        raise OwnTopic
    typist = Typist(by, source)
    return propose(
        organisation=organisation, content=content, key=key, by=person, now=now, typist=typist
    )


@transaction.atomic
def change(*, topic: Topic, content: Content, version: int, by: User, now: datetime) -> Topic:
    """Say it anew, while it is open. Raises NotTheirs, NotOpen, and Stale for an older version."""
    row = _theirs(topic, by, now)
    if row.version != version:
        if content.is_in(row):
            return row  # pressed twice
        raise Stale(row)
    old = row.shows
    for name, value in asdict(content).items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now
    row.save()
    audit.record(
        by=by, action="topic.change", target=row, old={"shows": old}, new={"shows": row.shows},
        now=now,
    )  # fmt: skip
    return row


@transaction.atomic
def take_back(*, topic: Topic, by: User, now: datetime) -> Topic:
    """Nobody but who proposed it and staff see it any more. Raises NotTheirs and NotOpen."""
    row = _theirs(topic, by, now)
    _move(row, State.WITHDRAWN, by=by, now=now)
    if to := SiteSettings.current().coordinator_email:
        outbox.enqueue(
            cause=f"topic-taken-back:{row.pk}", letter=mail.taken_back(row, to=to), now=now
        )
    return row


def _theirs(topic: Topic, by: User, now: datetime) -> Topic:
    """The row, locked, if it is open and theirs. Raises NotTheirs and NotOpen."""
    rows = Topic.objects.changeable_by(by, now=now).select_related("organisation")
    row = rows.select_for_update(of=("self",)).filter(pk=topic.pk).first()
    if row is None:
        raise NotTheirs
    if not row.is_open:
        raise NotOpen(row)
    return row


def _move(row: Topic, to: Topic.State, *, by: User, now: datetime) -> None:
    """Change a locked row's state."""
    old, row.state = row.state, to
    row.version += 1
    row.save()
    audit.record(
        by=by, action=f"topic.{to.value}", target=row, old={"state": old}, new={"state": to},
        now=now,
    )  # fmt: skip


@transaction.atomic
def affirm(*, topic: Topic, organisation: Organisation, by: User, now: datetime) -> None:
    """Say for an organisation that this affects it too; once, whoever of it says so.

    From now on it is told of the issues that came of the topic. Raises NotTheirs, NotOpen, and
    NotInside for their own topic or somebody else's organisation.
    """
    row = _to_affirm(topic, organisation, by, now)
    said, is_new = Affirmation.objects.get_or_create(
        topic=row, organisation=organisation, defaults={"by": by, "at": now}
    )
    if is_new:
        voices.follow(said)
        new = {"organisation": organisation.pk}
        audit.record(by=by, action="topic.affirm", target=row, new=new, now=now)


@transaction.atomic
def take_affirmation_back(
    *, topic: Topic, organisation: Organisation, by: User, now: datetime
) -> None:
    """An organisation does not say so any more. Raises as `affirm` does."""
    row = _to_affirm(topic, organisation, by, now)
    said = Affirmation.objects.filter(topic=row, organisation=organisation).first()
    if said is not None:
        voices.unfollow(said)
        said.delete()
        old = {"organisation": organisation.pk}
        audit.record(by=by, action="topic.unaffirm", target=row, old=old, now=now)


def _to_affirm(topic: Topic, organisation: Organisation, by: User, now: datetime) -> Topic:
    rows = Topic.objects.for_member(by, now=now).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=topic.pk).first()
    if row is None:
        raise NotTheirs
    if not row.can_be_affirmed:
        raise NotOpen(row)
    is_theirs = own_organisations(by, now=now).contains(organisation)
    if row.organisation_id == organisation.pk or not is_theirs:
        raise NotInside
    return row


@transaction.atomic
def reply(
    *, topic: Topic, answer: Answer, closes: bool, version: int, by: User, now: datetime
) -> Topic:
    """Write to who proposed it and, with `closes`, close it. Raises NotOpen and Stale."""
    row = _locked(topic)
    if row.version != version:
        raise Stale(row)
    if not row.is_alive:
        raise NotOpen(row)
    row.answer = answer.text or row.answer
    person = proposer(row, now=now) if answer.send else None
    if closes:
        _move(row, State.CLOSED, by=by, now=now)
    else:
        row.version += 1
        row.save(update_fields=["answer", "version"])
    audit.record(by=by, action="topic.answer", target=row, new={"mailed": bool(person)}, now=now)
    if person is not None:
        letter = mail.told(row, person, words=answer.text)
        outbox.enqueue(cause=f"topic-answer:{row.pk}:{row.version}", letter=letter, now=now)
    return row


def _locked(topic: Topic) -> Topic:
    rows = Topic.objects.select_related("organisation").select_for_update(of=("self",))
    return rows.get(pk=topic.pk)


def proposer(topic: Topic, *, now: datetime) -> User | None:
    """Who is written to about a topic, as long as they may read it.

    Where they have left it is their organisation's primary contact, unless the topic was for the
    co-ordinator only.
    """
    people = _there(topic.organisation_id, now)
    first = people.filter(pk=topic.by_id or 0).first()
    if first is not None or topic.is_for_coordinator:
        return first
    return people.filter(
        affiliations__organisation=topic.organisation_id,
        affiliations__ended_at__isnull=True,
        affiliations__role=Affiliation.Role.PRIMARY,
    ).first()


def _there(organisation: int, now: datetime) -> QuerySet[User]:
    """The people of an organisation who may meet topics."""
    there = Affiliation.objects.filter(organisation=organisation, ended_at__isnull=True)
    return insiders(now).filter(pk__in=there.values("user")).order_by("pk")
