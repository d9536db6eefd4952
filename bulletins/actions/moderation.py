"""What staff do with what members share: ask for changes, accept, decline, enter for somebody."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify

from bulletins import plain_text, prose
from bulletins.actions import pictures
from bulletins.actions.submissions import New, Typist, lock, moved, reader, start, tell
from bulletins.choices import PostKind
from bulletins.light import light
from bulletins.mail import submissions as mail
from bulletins.models import Bulletin, Post, Submission, SubmissionEvent
from bulletins.models.posts import RESERVED_SLUGS
from bulletins.submission_states import IllegalMove, Move, State, target
from network.choices import Source
from network.models import Affiliation, Organisation, User
from network.uploads import Kind, Upload
from portal import audit

PRACTICE = (
    "problem",
    "what_was_done",
    "what_changed",
    "differently",
    "stage",
    "theme",
    "setting",
)
KINDS = {"image/jpeg": (Kind.JPEG, ".jpg"), "image/png": (Kind.PNG, ".png")}


class OwnSubmission(Exception):
    """Nobody decides as staff on what comes from an organisation they belong to."""


class MovedOn(Exception):
    """Somebody else was quicker, or the text was changed; `event` is what was done last."""

    def __init__(self, event: SubmissionEvent | None) -> None:
        super().__init__("the submission has moved on")
        self.event = event


class InBulletin(Exception):
    """It goes out with `bulletin`, which is approved: take that back first."""

    def __init__(self, bulletin: Bulletin) -> None:
        super().__init__(f"it stands in bulletin {bulletin.pk}")
        self.bulletin = bulletin


@dataclass(frozen=True)
class Answer:
    """What is written to the member, and whether it is mailed; they read it on their page too."""

    text: str
    send: bool = True


@transaction.atomic
def ask(
    *, submission: Submission, answer: Answer, by: User, now: datetime, expected_version: int
) -> SubmissionEvent:
    """Ask for changes. Raises OwnSubmission, MovedOn and InBulletin.

    A draft post that was made of it before stays with the editors, but is no longer its post.
    """
    check_free(submission, is_locked=True)
    row = _open(submission, Move.ASK, by, expected_version)
    row.post = None
    return _decide(row, Move.ASK, answer, by=by, now=now)


@transaction.atomic
def decline(
    *,
    submission: Submission,
    answer: Answer,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int,
) -> SubmissionEvent:
    """Decline, for a reason. Raises OwnSubmission, MovedOn, InBulletin; for its post see `ask`."""
    check_free(submission, is_locked=True)
    row = _open(submission, Move.DECLINE, by, expected_version)
    row.post = None
    return _decide(row, Move.DECLINE, answer, by=by, now=now, reason=reason)


@transaction.atomic
def accept(
    *,
    submission: Submission,
    answer: Answer,
    as_post: bool,
    by: User,
    now: datetime,
    expected_version: int,
) -> Submission:
    """Accept it, for the next bulletin and, with `as_post`, as a draft post.

    Raises OwnSubmission and MovedOn, and OSError where its picture cannot be copied.
    """
    row = _open(submission, Move.ACCEPT, by, expected_version)
    _decide(row, Move.ACCEPT, answer, by=by, now=now)
    if as_post:
        make_post(submission=row, by=by, now=now)
    return row


def _open(submission: Submission, move: Move, by: User, expected_version: int) -> Submission:
    """The locked row, if `by` may make this move on the version they saw."""
    row = lock(submission)
    if is_own(row, by):
        raise OwnSubmission
    check_move(row, move, expected_version)
    return row


def check_move(row: Submission, move: Move, expected_version: int | None = None) -> None:
    """Raise MovedOn where the move is not possible, or the version not the one expected."""
    try:
        target(move, State(row.state))
    except IllegalMove as error:
        raise MovedOn(last_event(row)) from error
    if expected_version not in (None, row.version):
        raise MovedOn(last_event(row))


def check_free(submission: Submission, *, is_locked: bool = False) -> None:
    """Raise InBulletin where it is about to go out with one.

    With `is_locked` all that tell of it are held until the transaction ends, and before the
    submission, as where one is sent: so none of them is approved meanwhile.
    """
    rows = Bulletin.objects.telling(submission=submission.pk)
    if is_locked:
        list(rows.select_for_update(no_key=True))
    if found := rows.to_go().first():
        raise InBulletin(found)


def last_event(submission: Submission) -> SubmissionEvent | None:
    """What was done last."""
    return submission.events.select_related("by").order_by("-at", "-pk").first()


def is_own(submission: Submission, person: User) -> bool:
    """Whether it comes from this person, or from an organisation that they belong to."""
    theirs = Affiliation.objects.filter(
        organisation=submission.organisation_id, user=person, ended_at__isnull=True
    )
    return submission.by_id == person.pk or theirs.exists()


def _decide(
    row: Submission, move: Move, answer: Answer, *, by: User, now: datetime, **event: Any
) -> SubmissionEvent:
    """Move, keep what is written to the member, and mail it."""
    person = reader(row) if answer.send else None
    event |= {"is_by_staff": True, "text": answer.text, "letter_sent": person is not None}
    made = moved(row, move, by=by, now=now, **event)
    if person is not None:
        tell(made, mail.answer(row, move, answer.text, person))
    return made


@transaction.atomic
def make_post(*, submission: Submission, by: User, now: datetime) -> Post:
    """A draft post of what was accepted, for an editor to finish; once, however often called.

    The organisation is named only where its member said so. The picture is copied, not moved:
    the member keeps theirs should changes be asked for after all. Raises OwnSubmission, MovedOn
    unless it is accepted, and OSError.
    """
    row = lock(submission)
    if is_own(row, by):
        raise OwnSubmission
    if row.state != State.ACCEPTED:
        raise MovedOn(last_event(row))
    if row.post is not None:
        return row.post
    post = _draft_of(row, by, now)
    post.save()
    row.post = submission.post = post
    row.save(update_fields=["post"])
    _copy_picture(row, post, by, now)
    audit.record(by=by, action="submission.make-post", target=row, new={"post": post.pk}, now=now)
    return post


def _draft_of(row: Submission, by: User, now: datetime) -> Post:
    first = row.parts[0][1] if row.parts else row.title
    practice = {name: getattr(row, name) for name in PRACTICE} if row.is_practice else {}
    return Post(
        kind=PostKind(row.kind),
        title=row.title,
        slug=_free_slug(row.title),
        summary=plain_text.in_short(first, 300),
        body="" if row.is_practice else prose.clean(plain_text.as_html(row.text)),
        is_for_members=row.is_for_members,
        organisation=row.organisation if row.names_organisation else None,
        link=row.link,
        created_at=now,
        created_by=by,
        changed_at=now,
        **practice,
    )


def _free_slug(title: str) -> str:
    """A web address for the title that no other post has."""
    stem = slugify(title)[:70].strip("-") or "news"
    taken = set(Post.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _copy_picture(row: Submission, post: Post, by: User, now: datetime) -> None:
    """The file may be gone from the disk: then the post begins without a picture."""
    if not row.picture_file or not row.picture_alternative:
        return
    try:
        with default_storage.open(str(row.picture_file.name)) as file:
            data = file.read()
    except FileNotFoundError:
        return
    kind, extension = KINDS[row.picture_type]
    upload = Upload(kind, row.picture_type, extension, f"{row.reference}{extension}", data)
    about, key = pictures.About(row.picture_alternative), uuid.uuid4()
    pictures.add(post=post, about=about, picture=light(upload), key=key, by=by, now=now)


@transaction.atomic
def enter(*, new: New, person: User, source: Source | str, by: User, now: datetime) -> Submission:
    """Send in for a member what came by telephone, mail or on paper; they get a copy.

    Raises OwnSubmission for one's own organisation, and as `submissions.start` does.
    """
    if person == by or _belongs(by, new.organisation):
        raise OwnSubmission
    return start(new=new, by=person, now=now, send=True, typist=Typist(by, source))


def _belongs(person: User, organisation: Organisation) -> bool:
    return person.affiliations.filter(organisation=organisation, ended_at__isnull=True).exists()
