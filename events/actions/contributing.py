"""What contributors do on their own page: answer, fill in, withdraw."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from events import letters
from events.models import Contributor, Event
from portal import audit, outbox
from portal.letters import one_line
from portal.models import SiteSettings
from portal.sealing import seal
from portal.tokens import hash_token

State = Contributor.State
STAYS_OPEN = timedelta(days=30)  # after the event: slides are handed in after it
# Their answer, and the states it may be given in.
ANSWERS: dict[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.INVITED, State.DECLINED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.INVITED}),
    State.WITHDRAWN: frozenset({State.ACCEPTED}),
}


class LinkOver(Exception):
    """The link was replaced by a newer one, or the event is over or cancelled."""


class NotPossible(Exception):
    """This answer does not follow from the one given before."""


@dataclass(frozen=True)
class Details:
    """How somebody appears, what they agree to, and what they need to work."""

    name: str
    pronouns: str
    biography: str
    shows_first_name_only: bool
    may_be_photographed: bool
    may_be_recorded: bool
    equipment: str


def find(secret: str, *, now: datetime) -> Contributor | None:
    """The contributor behind a link's secret, until `STAYS_OPEN` after the event; else None."""
    return (
        Contributor.objects.select_related("event", "organisation")
        .filter(token_hash=hash_token(secret), event__ends_at__gt=now - STAYS_OPEN)
        .first()
    )


@transaction.atomic
def answer(*, contributor: Contributor, to: Contributor.State, now: datetime) -> Contributor:
    """Accept, decline or withdraw; the organisers are told. The same answer twice is one.

    What somebody said about their needs goes when they do not come. Raises LinkOver, NotPossible.
    """
    row = _locked(contributor, now)
    if row.state == to:
        return row
    if row.state not in ANSWERS[to]:
        raise NotPossible
    old = row.state
    row.answered(to, now)
    if to != State.ACCEPTED:
        _forget_needs(row)
    row.save()
    outbox.enqueue(
        cause=f"contributor-answer:{row.pk}:{now.isoformat()}",
        letter=letters.contributor_answered(row, to=SiteSettings.current().coordinator_email),
        now=now,
    )
    audit.record(
        by=None, action="contributor.answer", target=row, old={"state": old}, new={"state": to},
        now=now,
    )  # fmt: skip
    return row


@transaction.atomic
def fill_in(*, contributor: Contributor, details: Details, now: datetime) -> Contributor:
    """Keep what a contributor says about themselves. Raises LinkOver."""
    row = _locked(contributor, now)
    values = asdict(details)
    values |= {name: one_line(values[name]) for name in ("name", "pronouns", "equipment")}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
        audit.record(
            by=None, action="contributor.fill-in", target=row, new={"changed": changed}, now=now
        )
    return row


@transaction.atomic
def say_needs(*, contributor: Contributor, text: str, consent_wording: str, now: datetime) -> None:
    """Keep, sealed, what a contributor needs on the day; an empty text takes it back.

    `consent_wording` are the words they agreed to. Raises LinkOver.
    """
    row = _locked(contributor, now)
    if text.strip():
        row.needs, row.needs_consented_at = seal(text.strip()), now
        row.needs_consent_wording = consent_wording
        action = "needs.given"
    else:
        _forget_needs(row)
        action = "needs.taken-back"
    row.save(update_fields=["needs", "needs_consented_at", "needs_consent_wording"])
    audit.record(by=None, action=action, target=row, now=now)


def _forget_needs(row: Contributor) -> None:
    row.needs, row.needs_consented_at, row.needs_consent_wording = b"", None, ""


def _locked(contributor: Contributor, now: datetime) -> Contributor:
    """The contributor, locked, as long as there is something to answer."""
    row = still_theirs(contributor)
    if row.event.is_over(now) or row.event.state == Event.State.CANCELLED:
        raise LinkOver
    return row


def still_theirs(contributor: Contributor) -> Contributor:
    """The contributor, locked, if the link that this came by is theirs. Raises LinkOver."""
    row = (
        Contributor.objects.select_related("event")
        .select_for_update(of=("self",))
        .filter(pk=contributor.pk, token_hash=contributor.token_hash)
        .first()
    )
    if row is None:
        raise LinkOver
    return row
