"""What speakers and officials do on their own page: answer, fill in, withdraw."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from forums import speaker_times
from forums.mail import speakers as mail
from forums.models import Forum, Speaker
from forums.models.needs import NO_NEEDS
from forums.speaker_times import Part
from forums.states import State as ForumState
from portal import audit, outbox
from portal.letters import one_line
from portal.models import SiteSettings

State = Speaker.State
# Their answer, and the states it may be given in.
ANSWERS: dict[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.INVITED, State.DECLINED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.INVITED}),
    State.WITHDRAWN: frozenset({State.ACCEPTED}),
}
# Their page is there while the forum is prepared, and says when it is cancelled.
SHOWN = frozenset({ForumState.DRAFT, ForumState.OPEN, ForumState.CANCELLED})


class LinkOver(Exception):
    """The link was replaced by a newer one, or the forum is over or cancelled."""


class NotPossible(Exception):
    """This answer does not follow from the one given before."""


@dataclass(frozen=True)
class Details:
    """How somebody appears."""

    name: str
    role: str
    biography: str


def find(secret: str, *, now: datetime) -> Speaker | None:
    """Who is behind a link's secret, until the forum is over; else None."""
    found = Speaker.objects.with_token(secret).filter(
        forum__ends_at__gt=now, forum__state__in=sorted(SHOWN)
    )
    return found.select_related("forum", "item").first()


def part_of(speaker: Speaker) -> Part:
    """When they are there. One query."""
    return parts_in(speaker.forum)(speaker)


def parts_in(forum: Forum) -> Callable[[Speaker], Part]:
    """When each of a forum's speakers is there. One query for all of them."""
    items = list(forum.items.order_by("position", "pk"))
    times = {"starts_at": forum.starts_at, "ends_at": forum.ends_at}
    return lambda speaker: speaker_times.part_of(speaker.item_id, items=items, **times)


@transaction.atomic
def answer(*, speaker: Speaker, to: Speaker.State, now: datetime) -> Speaker:
    """Accept, decline or withdraw; the organisers are told. The same answer twice is one.

    What somebody said about their needs goes when they do not come. Raises LinkOver, NotPossible.
    """
    row = _locked(speaker, now)
    if row.state == to:
        return row
    if row.state not in ANSWERS[to]:
        raise NotPossible
    old = row.state
    row.answered(to, now)
    row.save()
    if address := SiteSettings.current().coordinator_email:
        outbox.enqueue(
            cause=f"speaker-answer:{row.pk}:{now.isoformat()}",
            letter=mail.answered(row, to=address),
            now=now,
        )
    audit.record(
        by=None, action="speaker.answer", target=row, old={"state": old}, new={"state": to}, now=now
    )
    return row


@transaction.atomic
def fill_in(*, speaker: Speaker, details: Details, now: datetime) -> Speaker:
    """Keep what they say about themselves. Raises LinkOver."""
    row = _locked(speaker, now)
    values = asdict(details)
    values |= {name: one_line(values[name]) for name in ("name", "role")}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
        said = {"changed": changed}
        audit.record(by=None, action="speaker.fill-in", target=row, new=said, now=now)
    return row


@transaction.atomic
def say_needs(*, speaker: Speaker, text: str, consent_wording: str, now: datetime) -> None:
    """Keep, sealed, what they need on the day; an empty text takes it back.

    `consent_wording` are the words they agreed to. Not in the audit log: who reads it may not
    know who has needs. Raises LinkOver, and NotPossible for who does not come.
    """
    row = _locked(speaker, now)
    if text.strip():
        if row.state not in {State.INVITED, State.ACCEPTED}:
            raise NotPossible
        row.keep_needs(text, consent_wording=consent_wording, now=now)
    else:
        row.forget_needs()
    row.save(update_fields=list(NO_NEEDS))


def _locked(speaker: Speaker, now: datetime) -> Speaker:
    """The row, locked, if the link that this came by is theirs and there is something to answer."""
    rows = Speaker.objects.select_related("forum").select_for_update(of=("self",))
    row = rows.filter(pk=speaker.pk, token_hash=speaker.token_hash).exclude(token_hash="").first()
    if row is None or row.forum.is_over(now):
        raise LinkOver
    if row.forum.state not in SHOWN or row.forum.is_cancelled:
        raise LinkOver
    return row
