"""Taking over an earlier list of people who agreed to get bulletins."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.core import signing
from django.db import connection, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins.actions.forgetting_lists import note_departed, reduced
from bulletins.earlier_lists import Listed
from bulletins.models import Preference, Subscriber, Suppression
from bulletins.models.lists import current_affiliations
from network.models import User
from portal import audit
from portal.letters import one_line

SALT = "bulletins.earlier-list.and-who-left"
GOOD_FOR = 24 * 60 * 60  # seconds
TAKING_OVER = 7_306  # this site's number for the lock in _one_list_at_a_time
BATCH = 1000

State = Subscriber.State
People = Mapping[str, Listed]


class Why(models.TextChoices):
    """Why somebody of a list is left out; who once left is told first."""

    LEFT = "left", _("Left the list: only they themselves can come back")
    SUPPRESSED = "suppressed", _("Mail came back, or was marked as unwanted")
    KNOWN = "known", _("On the list already, or asked to confirm")
    MEMBER = "member", _("Members: they have their own edition")


class Stale(Exception):
    """What was looked at is no list that this person looked at within the last day."""


@dataclass(frozen=True)
class Sorted:
    """`new` are to be added; `out` are left out, and left as they are.

    `noted` says of how many it is newly on record that they left.
    """

    new: People
    out: Mapping[Why, Sequence[Listed]]
    noted: int = 0


def sort_out(*, people: People, now: datetime) -> Sorted:
    """Who of these may be added; who once left, as a member too, may not."""
    reasons = _reasons(people, now)
    return Sorted(
        new={address: one for address, one in people.items() if address not in reasons},
        out={
            why: [people[address] for address in people if reasons.get(address) == why]
            for why in Why
        },
    )


def _reasons(people: People, now: datetime) -> dict[str, Why]:
    """By address; later lines outweigh earlier ones."""
    states = _states(people)
    departed = Preference.objects.filter(left_at__isnull=False)
    found = dict.fromkeys(_of(current_affiliations(now)), Why.MEMBER)
    found |= dict.fromkeys(states, Why.KNOWN)
    found |= dict.fromkeys(Suppression.objects.values_list("address", flat=True), Why.SUPPRESSED)
    found |= dict.fromkeys(_of(departed), Why.LEFT)
    found |= {address: Why.LEFT for address, state in states.items() if state == State.LEFT}
    return found


def _of(rows: models.QuerySet[models.Model]) -> Iterable[str]:
    return rows.values_list(Lower("user__email"), flat=True)


def _states(people: People) -> dict[str, str]:
    """Of who is on record, by address; who left long ago is known by what stands for theirs."""
    stand_ins = {reduced(address): address for address in people}
    rows = Subscriber.objects.filter(email__in=[*people, *stand_ins])
    return {
        stand_ins.get(email, email): state for email, state in rows.values_list("email", "state")
    }


@transaction.atomic
def take_over(*, people: People, left: Collection[str] = (), by: User, now: datetime) -> Sorted:
    """Add all who may be added, as having agreed to what they did when they did, or nobody.

    `left` are addresses that the list itself calls unsubscribed: no later list brings them in.
    Safe to repeat: who is there by now is left out. Nobody is written to.
    """
    _one_list_at_a_time()
    found = sort_out(people=people, now=now)
    rows = (_subscriber(one, now) for one in found.new.values())
    Subscriber.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    noted = note_departed(left, at=now)
    left_out = {why.value: len(some) for why, some in found.out.items() if some}
    new = {"added": len(found.new), "left_out": left_out, "noted_as_left": noted}
    audit.record(by=by, action="subscriber.import", target=by, new=new, now=now)
    return replace(found, noted=noted)


def _one_list_at_a_time() -> None:
    """Hold others back until this transaction ends: a second press finds everybody there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAKING_OVER])


def _subscriber(one: Listed, now: datetime) -> Subscriber:
    return Subscriber(
        email=one.address,
        name=one_line(one.name),
        state=State.CONFIRMED,
        source=Subscriber.Source.IMPORT,
        consent_wording=one.wording,
        consented_at=timezone.make_aware(datetime.combine(one.agreed_on, time())),
        confirmed_at=now,
    )


# Between looking at a list and taking it over, it is with whoever looks: nothing is kept ----------


def packed(*, people: People, left: Collection[str] = (), by: User) -> str:
    """What `take_over` takes, as a text that nobody can alter and nobody else can use."""
    rows = [
        (one.number, one.address, one.name, one.wording, one.agreed_on.isoformat())
        for one in people.values()
    ]
    return signing.dumps([rows, sorted(left)], salt=f"{SALT}.{by.pk}", compress=True)


def unpacked(text: str, *, by: User) -> tuple[People, Collection[str]]:
    """Who is to be added and who left, as `packed` packed them for `by`. Raises Stale."""
    try:
        rows, left = signing.loads(text, salt=f"{SALT}.{by.pk}", max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise Stale from error
    people = {
        address: Listed(number, address, name, wording, date.fromisoformat(agreed_on))
        for number, address, name, wording, agreed_on in rows
    }
    return people, left
