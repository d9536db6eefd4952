"""The one place where posts of the training exchange change, and who says "we too" does so."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from network import mail_training as mail
from network.actions import moderating
from network.actions.moderating import Asked, Decision, Moderation, NotAMember, NotTheirs
from network.models import Organisation, TrainingInterest, TrainingPost, User
from network.training_states import ALIVE, SHOWN_FOR, TABLE, Move, State
from portal import audit, outbox


class NotOpen(Exception):
    """The post is not shown any more, or is one's own."""


def _put(row: TrainingPost, decision: Decision[Move], now: datetime) -> None:
    if decision.move == Move.PUBLISH:
        row.shown_until = timezone.localdate(now) + SHOWN_FOR


POSTS = Moderation("training", "TX", TrainingPost, State, TABLE, mail, _put)


@transaction.atomic
def post(*, organisation: Organisation, asked: Asked, by: User, now: datetime) -> TrainingPost:
    """Send in a post; the same key does so once.

    Raises NotAMember, and SentAlready where the key stands for other words by now.
    """
    row, event = POSTS.begin(organisation=organisation, asked=asked, by=by, now=now)
    if event is not None:
        POSTS.tell(event, mail.received(row, by))
        POSTS.tell_coordinator(row, event)
    return row


@transaction.atomic
def change(*, post: TrainingPost, asked: Asked, version: int, by: User, now: datetime) -> bool:
    """Say it anew: others see it once it was read again. Who wants it stays.

    Nothing is done where it says the same. Raises NotTheirs and MovedOn.
    """
    row = POSTS.theirs(post, Move.CHANGE, version=version, by=by, now=now)
    if asked.is_in(row) and row.state != State.RETURNED:
        return False
    moderating.write(row, asked.said)
    POSTS.tell_coordinator(row, POSTS.move(row, Move.CHANGE, by=by, now=now))
    return True


@transaction.atomic
def renew(*, post: TrainingPost, version: int, by: User, now: datetime) -> None:
    """Show it for another six months from today. Raises NotTheirs and MovedOn."""
    row = POSTS.theirs(post, Move.RENEW, version=version, by=by, now=now)
    row.shown_until = timezone.localdate(now) + SHOWN_FOR
    POSTS.move(row, Move.RENEW, by=by, now=now)


@transaction.atomic
def end(*, post: TrainingPost, move: Move, version: int, by: User, now: datetime) -> None:
    """Mark it as met, or take it down. Raises NotTheirs and MovedOn."""
    row = POSTS.theirs(post, move, version=version, by=by, now=now)
    POSTS.tell_coordinator(row, POSTS.move(row, move, by=by, now=now))


@transaction.atomic
def held(*, post: TrainingPost, now: datetime) -> bool:
    """The training took place: close the post as met, once; return whether it was alive."""
    row = POSTS.lock(post)
    if row.state not in ALIVE:
        return False
    POSTS.move(row, Move.HOLD, by=None, now=now)
    return True


@transaction.atomic
def join(
    *, post: TrainingPost, organisation: Organisation, names_us: bool, by: User, now: datetime
) -> None:
    """Say for an organisation that it needs this too, or would come; once, whoever says so.

    Saying it again changes `names_us`. Raises NotAMember, NotTheirs and NotOpen.
    """
    row = _to_join(post, organisation, by, now)
    said, is_new = TrainingInterest.objects.get_or_create(
        post=row, organisation=organisation, defaults={"by": by, "at": now, "names_us": names_us}
    )
    if not is_new and said.names_us == names_us:
        return
    said.names_us = names_us
    said.save(update_fields=["names_us"])
    new = {"organisation": organisation.pk, "names_us": names_us}
    audit.record(by=by, action="training.join", target=row, new=new, now=now)


@transaction.atomic
def leave(*, post: TrainingPost, organisation: Organisation, by: User, now: datetime) -> None:
    """An organisation does not say so any more. Raises as `join` does."""
    row = _to_join(post, organisation, by, now)
    deleted, _each = TrainingInterest.objects.filter(post=row, organisation=organisation).delete()
    if deleted:
        old = {"organisation": organisation.pk}
        audit.record(by=by, action="training.leave", target=row, old=old, now=now)


def _to_join(
    post: TrainingPost, organisation: Organisation, by: User, now: datetime
) -> TrainingPost:
    if not Organisation.objects.visible_to(by).members_at(now).contains(organisation):
        raise NotAMember
    row = POSTS.lock(post)
    if not TrainingPost.objects.visible_to(by, now=now).contains(row):
        raise NotTheirs
    is_shown = TrainingPost.objects.shown(now).contains(row)
    if row.organisation_id == organisation.pk or not is_shown:
        raise NotOpen
    return row


def remind(*, now: datetime) -> int:
    """Tell who posted what is shown for two more weeks at most, once for each last day.

    Returns how many posts there are. Mails are kept for longer than those weeks, so that none is
    written again.
    """
    due = TrainingPost.objects.running_out(now).select_related("organisation").order_by("pk")
    letters = {
        f"training:{post.pk}:running-out:{post.shown_until:%Y%m%d}": mail.running_out(post, person)
        for post in due
        if (person := post.reader()) is not None
    }
    outbox.enqueue_all(letters=letters, now=now)
    return len(letters)


def forget_old(*, now: datetime) -> int:
    """Delete what nobody sees and nothing was done about for 24 months, with who wanted it."""
    deleted, _each = TrainingPost.objects.old(now).delete()
    return deleted
