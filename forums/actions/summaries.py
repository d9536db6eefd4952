"""The shared summary: drafted, shown to those who were there, agreed. Widening: `showing`."""

from datetime import datetime, timedelta

from django.db import models, transaction

from forums.actions import moving
from forums.choices import Circle
from forums.mail import summaries as mail
from forums.models import Forum, Summary
from forums.models.circles import insiders
from forums.states import IN_HAND, IllegalMove, Move, State
from network.models import User
from portal import audit, outbox

REVIEW = timedelta(days=7)


class NotHeld(Exception):
    """There is nothing to sum up: the forum has not been held, or is closed."""


class Agreed(Exception):
    """What is agreed is not changed any more; it can be narrowed."""


class Stale(Exception):
    """The summary was changed meanwhile: `current` is how it stands, or None."""

    def __init__(self, current: Summary | None) -> None:
        super().__init__("the summary was changed")
        self.current = current


class NotYet(Exception):
    """The seven days are not over."""


class Unanswered(Exception):
    """Somebody says that it identifies them and has no answer yet."""


def locked(forum: Forum) -> tuple[Forum, Summary | None]:
    """The forum and its summary, both locked, in this order; every act locks them first."""
    row = moving.lock(forum)
    summary = Summary.objects.select_for_update().filter(forum=row).first()
    if summary:
        summary.forum = row
    return row, summary


def seen(forum: Forum, version: int) -> Summary:
    """The locked summary, as it was looked at. Raises Stale."""
    _row, summary = locked(forum)
    if summary is None or summary.version != version:
        raise Stale(summary)
    return summary


def readers(forum: Forum, now: datetime) -> models.QuerySet[User]:
    """Who was there and may read what was said, by address."""
    there = forum.attendances.filter(was_present=True).values("user")
    return insiders(now).filter(pk__in=there).order_by("email")


@transaction.atomic
def write(*, forum: Forum, text: str, version: int, by: User, now: datetime) -> Summary:
    """Keep the text in the place of `version` (0: there was none). The same text changes nothing.

    What those who were there can read already goes to them again, and their seven days begin
    anew. Raises NotHeld, Agreed and Stale.
    """
    row, summary = locked(forum)
    if summary and summary.agreed_at:
        raise Agreed
    if row.state not in IN_HAND:
        raise NotHeld
    if summary and summary.text == text:
        return summary
    if (summary.version if summary else 0) != version:
        raise Stale(summary)
    return _keep(row, summary, text, by, now)


def _keep(forum: Forum, summary: Summary | None, text: str, by: User, now: datetime) -> Summary:
    kept = summary or Summary(forum=forum, version=0)
    kept.text, kept.changed_at = text, now
    kept.version += 1
    is_shared = kept.shown_to != Circle.STAFF
    if is_shared:
        kept.review_until = now + REVIEW
    kept.save()
    log(kept, "summary.write", by=by, now=now, new={"review_until": kept.review_until})
    if is_shared:
        _tell(kept, now=now, is_changed=True)
    return kept


@transaction.atomic
def share(*, forum: Forum, version: int, by: User, now: datetime) -> Summary:
    """Show it to those who were there, and tell them one by one. Raises IllegalMove and Stale."""
    summary = seen(forum, version)
    moving.move(summary.forum, Move.SHARE, by=by, now=now)
    _set(summary, shown_to=Circle.ATTENDEES, shared_at=now, review_until=now + REVIEW)
    log(summary, "summary.share", by=by, now=now, new={"shown_to": Circle.ATTENDEES})
    _tell(summary, now=now, is_changed=False)
    return summary


def was_taken_back(summary: Summary) -> bool:
    """Whether those who were there could read it before, and cannot now."""
    return summary.shown_to == Circle.STAFF and bool(audit.last_of(summary, "summary.take-back"))


@transaction.atomic
def take_back(*, forum: Forum, version: int, by: User, now: datetime) -> Summary:
    """Nobody but staff reads it any more; what was objected stays. Raises IllegalMove, Stale."""
    summary = seen(forum, version)
    moving.move(summary.forum, Move.TAKE_BACK, by=by, now=now)
    _set(summary, shown_to=Circle.STAFF, shared_at=None, review_until=None)
    log(summary, "summary.take-back", by=by, now=now, new={"shown_to": Circle.STAFF})
    return summary


@transaction.atomic
def agree(*, forum: Forum, version: int, by: User, now: datetime) -> Summary:
    """It stands. Those who were there read it as before: wider circles are acts of their own.

    Raises IllegalMove, Stale, NotYet and Unanswered.
    """
    summary = seen(forum, version)
    if summary.review_until is None:
        raise IllegalMove(Move.AGREE, State(summary.forum.state))
    if now < summary.review_until:
        raise NotYet
    if summary.objections.unanswered().exists():
        raise Unanswered
    moving.move(summary.forum, Move.AGREE, by=by, now=now)
    _set(summary, agreed_at=now, agreed_by=by)
    log(summary, "summary.agree", by=by, now=now)
    return summary


def _set(summary: Summary, **values: object) -> None:
    for name, value in values.items():
        setattr(summary, name, value)
    summary.save()


def log(
    summary: Summary,
    action: str,
    *,
    by: User | None,
    now: datetime,
    old: dict[str, object] | None = None,
    new: dict[str, object] | None = None,
) -> None:
    """Who did what to which version; never a word of it."""
    values = {"version": summary.version} | (new or {})
    audit.record(by=by, action=action, target=summary, old=old, new=values, now=now)


def _tell(summary: Summary, *, now: datetime, is_changed: bool) -> None:
    """Once per person, version and start of the seven days."""
    begun = f"{summary.review_until:%Y-%m-%dT%H:%M:%S.%f}"
    letters = {
        f"summary:{summary.pk}:{summary.version}:{begun}:{person.pk}": mail.shared(
            summary, person, is_changed=is_changed
        )
        for person in readers(summary.forum, now)
    }
    outbox.enqueue_all(letters=letters, now=now)
