"""Taking over an earlier list of people who agreed to get bulletins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from bulletins.actions.forgetting_lists import reduced
from bulletins.models import Preference, Subscriber, Suppression
from bulletins.models.lists import current_affiliations
from network.models import User
from portal import audit
from portal.letters import one_line

State = Subscriber.State


@dataclass(frozen=True)
class Sorted:
    """`new` are to be added; the others are counted, and left as they are."""

    new: Mapping[str, str]
    known: int
    left: int
    suppressed: int
    members: int


def sort_out(*, people: Mapping[str, str], now: datetime) -> Sorted:
    """Who of these (address → name) may be added; who once left, as a member too, may not."""
    stand_ins = {reduced(address): address for address in people}
    rows = Subscriber.objects.filter(email__in=[*people, *stand_ins])
    states = {
        stand_ins.get(email, email): state for email, state in rows.values_list("email", "state")
    }
    departed = Preference.objects.filter(left_at__isnull=False)
    left = _among(people, departed.values_list(Lower("user__email"), flat=True)) - states.keys()
    left |= {address for address, state in states.items() if state == State.LEFT}
    suppressed = _among(people, Suppression.objects.values_list("address", flat=True))
    members = _among(
        people,
        current_affiliations(now).values_list(Lower("user__email"), flat=True),
    )
    on_record = states.keys() | left
    out = on_record | suppressed | members
    return Sorted(
        new={address: name for address, name in people.items() if address not in out},
        known=len(states.keys() - left),
        left=len(left),
        suppressed=len(suppressed - on_record),
        members=len(members - on_record - suppressed),
    )


@transaction.atomic
def take_over(
    *, people: Mapping[str, str], wording: str, agreed_at: datetime, by: User, now: datetime
) -> Sorted:
    """Add those who may be added, as having agreed to `wording` at `agreed_at`.

    Safe to repeat: who is there by now is left out.
    """
    found = sort_out(people=people, now=now)
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=address,
                name=one_line(name),
                state=State.CONFIRMED,
                source=Subscriber.Source.IMPORT,
                consent_wording=wording,
                consented_at=agreed_at,
                confirmed_at=now,
            )
            for address, name in found.new.items()
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
    new = {"added": len(found.new), "wording": wording, "agreed_at": agreed_at}
    audit.record(by=by, action="subscriber.import", target=by, new=new, now=now)
    return found


def _among(people: Mapping[str, str], addresses: Iterable[str]) -> set[str]:
    return people.keys() & set(addresses)
