"""Memberships in every standing: who confirmed, who is to, who is late, and who is gone."""

import uuid
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from network.actions import confirm_reminders, confirming
from network.actions import membership_moves as moves
from network.models import Affiliation, Confirmation, Membership, MembershipEvent, User
from network.standing import ENDINGS, Move, Standing
from portal.demo.telling import World
from portal.models import SiteSettings

_SINCE_DAYS = 700  # for so long members have been asked
_OLD = timedelta(days=365)  # who began earlier has been asked already
# How many days ago the first of the old members confirmed; the others did at some time since.
_CONFIRMED_DAYS_AGO = (340, 348, 354, 362, 378, 385, 402, 470, 500)
_LATEST, _EARLIEST = 5, 300
_SUSPENDED_DAYS_AGO = 12
_SUSPENDED_WHY = (
    "Two members have written to us about a conversation at the last forum. We are talking to "
    "both sides, and will write to you by the end of the month."
)
_CHANGES = (
    (["led", "supports"], "Since our annual meeting most of the board have lived experience."),
    (None, "We have moved: the office is now above the library."),
)
_ENDINGS = (
    (Move.LAPSE, ""),
    (Move.WITHDRAW, "The project has come to its end."),
    (Move.END, "It no longer works with people in the criminal justice system."),
)


def tell(world: World) -> None:
    """Switch the confirmation on, give each membership its past, and remind who is to be."""
    site = SiteSettings.current()
    site.confirmations_from = world.clock.today - timedelta(days=_SINCE_DAYS)
    site.save()
    SiteSettings.forget()
    _plant_confirmations(world)
    _plant_endings(world)
    due = _standing_so(world, Standing.DUE)
    _let_the_member_answer_for(due[0])
    _tell_changes(world, due[1:])
    _suspend(world, _standing_so(world, Standing.ACTIVE)[-1])
    confirm_reminders.remind(now=world.clock.ago(1))


def _standing_so(world: World, standing: Standing) -> list[Membership]:
    rows = Membership.objects.with_standing(world.clock.ago(1)).filter(standing=standing)
    return list(rows.select_related("organisation").order_by("pk"))


def _plant_confirmations(world: World) -> None:
    """Old members have confirmed once; some so long ago that they are to do so again."""
    running = Membership.objects.active_at(world.clock.ago(1))
    old = list(running.filter(starts_on__lt=world.clock.today - 2 * _OLD).order_by("pk"))
    draws = [world.rng.randint(_LATEST, _EARLIEST) for _row in old[len(_CONFIRMED_DAYS_AGO) :]]
    moments = {
        row.pk: world.clock.ago(days)
        for row, days in zip(old, [*_CONFIRMED_DAYS_AGO, *draws], strict=True)
    }
    people = _primary_contacts(running)
    for row in old:
        row.confirmed_on = timezone.localdate(moments[row.pk])
    Membership.objects.bulk_update(old, ["confirmed_on"])
    Confirmation.objects.bulk_create(
        Confirmation(
            membership=row,
            key=uuid.UUID(int=world.rng.getrandbits(128)),
            by_id=people[row.organisation_id],
            at=moments[row.pk],
            categories_before=row.categories,
            categories=row.categories,
            state=Confirmation.State.ACCEPTED,
        )
        for row in old
    )
    MembershipEvent.objects.bulk_create(
        _event(row, Move.CONFIRM, moments[row.pk], by_id=people[row.organisation_id]) for row in old
    )


def _primary_contacts(memberships: QuerySet[Membership]) -> dict[int, int]:
    """By organisation: its primary contact."""
    primary = Affiliation.objects.filter(role=Affiliation.Role.PRIMARY, ended_at=None)
    theirs = primary.filter(organisation__in=memberships.values("organisation"))
    return dict(theirs.values_list("organisation", "user"))


def _event(
    membership: Membership, move: Move, at: datetime, *, by_id: int, reason: str = ""
) -> MembershipEvent:
    return MembershipEvent(membership=membership, move=move, at=at, by_id=by_id, reason=reason)


def _plant_endings(world: World) -> None:
    """How the memberships that are over came to their end."""
    over = Membership.objects.filter(ends_on__isnull=False).order_by("pk")
    coordinator, ended = world.staff.coordinator, list(over)
    events = []
    for number, (row, last_day) in enumerate((row, row.ends_on) for row in ended if row.ends_on):
        move, reason = _ENDINGS[number % len(_ENDINGS)]
        row.ending = ENDINGS[move].value
        at = world.clock.ago((world.clock.today - last_day).days - 1)
        events.append(_event(row, move, at, by_id=coordinator.pk, reason=reason))
    Membership.objects.bulk_update(ended, ["ending"])
    MembershipEvent.objects.bulk_create(events)


def _let_the_member_answer_for(membership: Membership) -> None:
    """So that the demo's member sees the yearly question, and switches between two."""
    membership.organisation.affiliations.create(
        user=User.objects.get(email="member@example.org"),
        role=Affiliation.Role.MANAGER,
        started_at=membership.organisation.created_at,
    )


def _tell_changes(world: World, memberships: list[Membership]) -> None:
    """Some said that something changed: it waits for the co-ordinator."""
    for membership, (categories, changes) in zip(memberships, _CHANGES, strict=False):
        confirming.confirm(
            membership=membership,
            said=confirming.Said(uuid.UUID(int=world.rng.getrandbits(128)), categories, changes),
            seen=moves.seen_of(moves.last_event(membership)),
            by=membership.organisation.contacts()[0],
            now=world.clock.ago(2),
        )


def _suspend(world: World, membership: Membership) -> None:
    moves.suspend(
        membership=membership,
        reason=_SUSPENDED_WHY,
        seen=moves.seen_of(moves.last_event(membership)),
        by=world.staff.coordinator,
        now=world.clock.ago(_SUSPENDED_DAYS_AGO),
    )
