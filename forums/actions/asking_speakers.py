"""Staff ask speakers and officials by a personal link, and take it back."""

from datetime import datetime

from django.db import transaction

from forums.actions import announcing
from forums.mail import speakers as mail
from forums.models import Speaker
from forums.states import SET_UP
from network.models import User
from portal import audit, outbox
from portal.tokens import new_token

State = Speaker.State


class NoAddress(Exception):
    """There is no e-mail address that a link could go to."""


class ForumOver(Exception):
    """The forum is over or cancelled: nobody is asked any more."""


class MovedOn(Exception):
    """Pressed twice, or somebody else was quicker: `current` is how it stands."""

    def __init__(self, current: Speaker) -> None:
        super().__init__(current.state)
        self.current = current


def seen(speaker: Speaker) -> str:
    """What a page shows of where an invitation stands; `invite` compares it."""
    asked = speaker.invited_at.isoformat() if speaker.invited_at else ""
    return f"{speaker.state}:{asked}"


@transaction.atomic
def invite(*, speaker: Speaker, words: str, as_seen: str, by: User, now: datetime) -> Speaker:
    """Send the link to their own page, in `words`; a link sent before stops working.

    Who has accepted already stays accepted; everybody else is asked anew. The link works until
    the forum is over. Raises NoAddress, ForumOver, and MovedOn where it is not `as_seen`.
    """
    row = _locked(speaker, as_seen)
    if row.forum.state not in SET_UP or row.forum.is_over(now):
        raise ForumOver
    if not row.email:
        raise NoAddress
    token = new_token()
    row.token_hash, row.invited_at = token.hash, now
    if row.state != State.ACCEPTED:
        row.state, row.answered_at = State.INVITED, None
    row.save(update_fields=["token_hash", "invited_at", "state", "answered_at"])
    announcing.learn([row], row.forum)
    outbox.enqueue_credential(
        cause=f"speaker:{row.pk}:{now.isoformat()}",
        letter=mail.invitation(row, words=words, secret=token.secret),
        expires_at=row.forum.ends_at,
        now=now,
    )
    audit.record(by=by, action="speaker.invite", target=row, now=now)
    return row


@transaction.atomic
def withdraw(
    *, speaker: Speaker, words: str, send: bool, as_seen: str, by: User, now: datetime
) -> Speaker:
    """Take an invitation back: the link stops working, what they need is deleted.

    With `send` the words go to them. Raises MovedOn where there is nothing to take back.
    """
    row = _locked(speaker, as_seen)
    if row.state not in {State.INVITED, State.ACCEPTED}:
        raise MovedOn(row)
    old = row.state
    row.answered(State.WITHDRAWN, now)
    row.token_hash = ""
    row.save()
    audit.record(
        by=by, action="speaker.withdraw", target=row, old={"state": old},
        new={"state": row.state, "mailed": send and bool(row.email)}, now=now,
    )  # fmt: skip
    if send and row.email:
        letter = mail.not_needed(row, words=words)
        outbox.enqueue(
            cause=f"speaker-withdrawn:{row.pk}:{now.isoformat()}", letter=letter, now=now
        )
    return row


def _locked(speaker: Speaker, as_seen: str) -> Speaker:
    rows = Speaker.objects.select_related("forum", "item").select_for_update(of=("self",))
    row = rows.get(pk=speaker.pk)
    if seen(row) != as_seen:
        raise MovedOn(row)
    return row
