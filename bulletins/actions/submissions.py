"""What members share: written, sent in, changed, taken back; and told when others can read it.

Each act locks the submission's row and looks at it there, so that of two who press at once the
second is told. `moved` is the one place where a submission changes its state.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from bulletins.mail import submissions as mail
from bulletins.models import Bulletin, Post, Submission, SubmissionEvent
from bulletins.submission_states import OPEN_TO_MEMBER, Move, State, legal_moves, target
from network.actions.files import delete_after_commit, kept_file
from network.choices import Source
from network.models import Affiliation, Organisation, User
from network.references import new_reference
from network.uploads import Upload
from portal import audit, outbox
from portal.letters import absolute
from portal.models import SiteSettings
from portal.outbox import Letter

FOLDER = "shared"  # of Submission.picture_file, with one folder below it for each year
PREFIX = "NW"
MOST_DRAFTS = 20  # of a person
FIELDS = (
    "title",
    "text",
    "link",
    "problem",
    "what_was_done",
    "what_changed",
    "differently",
    "stage",
    "theme",
    "setting",
    "is_for_members",
    "names_organisation",
    "picture_alternative",
)
DECIDED = frozenset({State.ACCEPTED, State.DECLINED})


class NotAMember(Exception):
    """Who shares belongs to the organisation, and its membership runs."""


class TooManyDrafts(Exception):
    """There are as many drafts as a person may have."""


class NotTheirs(Exception):
    """Not there for this person, or not for them to change."""


class Stale(Exception):
    """It was changed meanwhile, in another tab or by a colleague: `current` is how it stands."""

    def __init__(self, current: Submission) -> None:
        super().__init__("changed meanwhile")
        self.current = current


class NotOpen(Exception):
    """It is with the network by now, or over: `current` is how it stands."""

    def __init__(self, current: Submission) -> None:
        super().__init__(current.state)
        self.current = current


@dataclass(frozen=True)
class Content:
    """What was written: `said` by the names in `FIELDS`, and what becomes of the picture."""

    said: Mapping[str, Any]
    picture: Upload | None = None
    drops_picture: bool = False
    organisation: Organisation | None = None  # for whom it is shared, where there is a choice

    def values(self) -> dict[str, Any]:
        return {name: self.said[name] for name in FIELDS if name in self.said}

    def is_in(self, row: Submission) -> bool:
        """Whether `row` says the same already."""
        has_picture = self.picture is None or bool(row.picture_file)
        return has_picture and all(
            getattr(row, name) == value for name, value in self.values().items()
        )


@dataclass(frozen=True)
class Typist:
    """Staff who type for somebody, and how it came."""

    by: User
    source: Source | str


@dataclass(frozen=True)
class New:
    """What is about to be begun."""

    kind: str
    organisation: Organisation
    key: uuid.UUID
    content: Content
    reference: str = field(default_factory=lambda: new_reference(prefix=PREFIX))


@transaction.atomic
def start(
    *, new: New, by: User, now: datetime, send: bool = False, typist: Typist | None = None
) -> Submission:
    """Keep something new as a draft or, with `send`, send it in; the same key does so once.

    Raises NotAMember, TooManyDrafts, Stale where the key stands for another text by now, and
    OSError for a full disk: then nothing is kept.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one at a time, for key and count
    if (known := Submission.objects.filter(by=by, key=new.key).first()) is not None:
        return _again(known, new.content, by=by, now=now, send=send)
    if not Organisation.objects.visible_to(by).members_at(now).contains(new.organisation):
        raise NotAMember
    if Submission.objects.filter(by=by, state=State.DRAFT).count() >= MOST_DRAFTS:
        raise TooManyDrafts
    row = Submission(
        reference=new.reference,
        key=new.key,
        kind=new.kind,
        organisation=new.organisation,
        by=by,
        created_at=now,
        entered_by=typist.by if typist else None,
        source=typist.source if typist else Source.SITE,
    )
    _keep(row, new.content, now)
    who = typist.by if typist else by
    audit.record(by=who, action="submission.start", target=row, new={"source": row.source}, now=now)
    if send:
        _send(row, by=who, now=now, is_entered=typist is not None)
    return row


def _again(
    known: Submission, content: Content, *, by: User, now: datetime, send: bool
) -> Submission:
    """A form that was sent before, by a second press or after "back"."""
    row = lock(known)
    if not content.is_in(row):
        raise Stale(row)
    if send and row.state in OPEN_TO_MEMBER:
        _send(row, by=by, now=now)
    return row


@transaction.atomic
def change(
    *,
    submission: Submission,
    content: Content,
    version: int,
    by: User,
    now: datetime,
    send: bool = False,
) -> Submission:
    """Keep what was written and, with `send`, send it in.

    Raises NotTheirs, NotOpen once it is with the network or over, Stale where it is not the
    version that was opened, NotAMember, and OSError for a full disk.
    """
    row = _theirs(submission, by, now)
    if row.state not in OPEN_TO_MEMBER:
        raise NotOpen(row)
    if row.version != version:
        raise Stale(row)
    if content.organisation is not None and content.organisation != row.organisation:
        _choose(row, content.organisation, by, now)
    row.version += 1
    _keep(row, content, now)
    audit.record(by=by, action="submission.change", target=row, now=now)
    if send:
        _send(row, by=by, now=now)
    return row


def _choose(row: Submission, organisation: Organisation, by: User, now: datetime) -> None:
    """Another of one's own organisations, as long as nobody has seen it."""
    mine = Organisation.objects.visible_to(by).members_at(now)
    if row.state != State.DRAFT or not mine.contains(organisation):
        raise NotAMember
    row.organisation = organisation


@transaction.atomic
def take_back(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Nobody reads it any further. Raises NotTheirs, and NotOpen once it is decided or over."""
    row = _theirs(submission, by, now)
    if Move.WITHDRAW not in legal_moves(State(row.state)):
        raise NotOpen(row)
    event = moved(row, Move.WITHDRAW, by=by, now=now)
    writer = reader(row)
    if writer is not None and writer != by:
        tell(event, mail.taken_back(row, writer))
    return row


def _theirs(submission: Submission, by: User, now: datetime) -> Submission:
    rows = Submission.objects.changeable_by(by, now=now).select_for_update(of=("self",))
    row = rows.select_related("organisation").filter(pk=submission.pk).first()
    if row is None:
        raise NotTheirs
    return row


def lock(submission: Submission) -> Submission:
    """The row as it is now, locked until the transaction ends; every decision locks it first."""
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "by", "post").get(pk=submission.pk)


def _keep(row: Submission, content: Content, now: datetime) -> None:
    """Write the row, its picture before it; a picture that was there goes after the commit."""
    for name, value in content.values().items():
        setattr(row, name, value)
    row.changed_at = now
    old = str(row.picture_file.name or "")
    if content.picture is not None:
        with kept_file(FOLDER, content.picture, now) as stored:
            row.picture_file.name = stored
            row.picture_type = content.picture.content_type
            row.save()
    else:
        if content.drops_picture:
            row.picture_file.name, row.picture_type, row.picture_alternative = "", "", ""
        row.save()
    if old and old != row.picture_file.name:
        delete_after_commit([old])


def _send(row: Submission, *, by: User, now: datetime, is_entered: bool = False) -> None:
    event = moved(row, Move.SUBMIT, by=by, now=now, is_by_staff=is_entered)
    if (writer := reader(row)) is not None:
        letter = mail.entered(row, writer) if is_entered else mail.received(row, writer)
        tell(event, letter)
    to = SiteSettings.current().coordinator_email
    if to and not is_entered:
        letter = mail.waiting(row, to=to)
        outbox.enqueue(cause=f"submission-event:{event.pk}:staff", letter=letter, now=now)


def moved(
    row: Submission, move: Move, *, by: User | None, now: datetime, **event: Any
) -> SubmissionEvent:
    """Make one legal move on a locked row; return its event. Raises IllegalMove.

    `event` may carry `is_by_staff`, `reason`, `text` and `letter_sent`.
    """
    old, new = State(row.state), target(move, State(row.state))
    row.state, row.changed_at = new, now
    row.version += 1
    if new == State.SUBMITTED:
        row.sent_at = now
    if new != State.PUBLISHED:
        row.decided_at = now if new in DECIDED else None
    row.save()
    audit.record(
        by=by,
        action=f"submission.{move.value}",
        target=row,
        old={"state": old},
        new={"state": new, "reason": event.get("reason", "")},
        now=now,
    )
    return SubmissionEvent.objects.create(
        submission=row, move=move, to_state=new, at=now, by=by, **event
    )


def tell(event: SubmissionEvent, letter: Letter) -> None:
    """Queue the mail of an event, once however often it is called."""
    outbox.enqueue(cause=f"submission-event:{event.pk}", letter=letter, now=event.at)


def reader(submission: Submission) -> User | None:
    """Who is written to: its writer or, where they have left, the primary contact."""
    return Affiliation.objects.reader(submission.organisation_id, submission.by_id)


@transaction.atomic
def published_as_post(*, post: Post, by: User | None, now: datetime) -> int:
    """Call it when a post is published: what it was made of is published, its writer is told.

    Returns how many submissions moved: calling it again moves and tells nothing more.
    """
    return _publish(Submission.objects.filter(post=post), mail.post_address(post), by, now)


@transaction.atomic
def taken_off_as_post(*, post: Post, now: datetime) -> None:
    """Call it when a post is taken off: the writer of what it was made of is told."""
    row = made_into(post)
    if row is not None and (writer := told_of_taking_off(post)) is not None:
        cause = f"post:{post.pk}:taken-off:{now.isoformat()}"
        outbox.enqueue(cause=cause, letter=mail.taken_off(row, writer), now=now)


def made_into(post: Post) -> Submission | None:
    """What a member shared, of which the post was made."""
    return Submission.objects.filter(post=post).select_related("organisation").first()


def told_of_publishing(post: Post) -> User | None:
    """Who is written to when the post is published."""
    row = made_into(post)
    return reader(row) if row and row.state == State.ACCEPTED else None


def told_of_taking_off(post: Post) -> User | None:
    """Who is written to when the post is taken off."""
    row = made_into(post)
    return reader(row) if row and row.state == State.PUBLISHED else None


@transaction.atomic
def published_in_bulletin(*, bulletin: Bulletin, now: datetime) -> int:
    """Call it when a bulletin starts: as `published_as_post`, for what it was made of."""
    rows = Submission.objects.filter(items__section__bulletin=bulletin)
    return _publish(rows, absolute("bulletins:bulletin", bulletin.slug), None, now)


def _publish(rows: models.QuerySet[Submission], where: str, by: User | None, now: datetime) -> int:
    accepted = Submission.objects.filter(pk__in=rows.values("pk"), state=State.ACCEPTED)
    locked = accepted.select_for_update(of=("self",)).select_related("organisation", "by")
    count = 0
    for row in locked.order_by("pk"):
        writer = reader(row)
        told = {"is_by_staff": True, "letter_sent": writer is not None}
        event = moved(row, Move.PUBLISH, by=by, now=now, **told)
        if writer is not None:
            tell(event, mail.published(row, writer, where=where))
        count += 1
    return count
