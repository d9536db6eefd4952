"""Staff who stand in for each other; organisations and people of whom there were two records."""

from datetime import datetime, timedelta

from network.actions import deputies, merging, merging_people
from network.models import Organisation, User
from network.roles import Role
from portal.demo.organisations import led_by
from portal.demo.telling import World


def tell(world: World, member: User) -> None:
    """The second co-ordinator is away now, the first will be; one duplicate waits, one is gone."""
    coordinator, deputy, ago = world.staff.coordinator, world.staff.deputy, world.clock.ago
    _away(deputy, coordinator, world, first=-2, last=5)
    _away(coordinator, deputy, world, first=40, last=54)
    kept = led_by(member)
    gone = _second_record(world, f"{kept.name} (Wales)", at=ago(60))
    seen = merging.plan(stays=kept, goes=gone, by=coordinator).seen
    merging.merge(stays=kept.pk, goes=gone.pk, taken=[], seen=seen, by=coordinator, now=ago(10))
    _second_record(world, f"{kept.name} Ltd", at=ago(20))
    _two_accounts(world, coordinator)


def _away(user: User, standing_in: User, world: World, *, first: int, last: int) -> None:
    today = world.clock.today
    deputies.name_deputy(
        user=user,
        deputy=standing_in,
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
        by=user,
        now=world.clock.ago(3),
    )


def _two_accounts(world: World, coordinator: User) -> None:
    """One pair has become one, another account of the same name waits."""
    kept = world.people.new(since=world.clock.ago(90))
    gone, _waiting = (world.people.new(since=world.clock.ago(30), name=kept.name) for _ in "12")
    seen = merging_people.plan(stays=kept, goes=gone, by=coordinator).seen
    merging_people.merge(
        stays=kept.pk, goes=gone.pk, seen=seen, by=coordinator, now=world.clock.ago(9)
    )


def _second_record(world: World, name: str, *, at: datetime) -> Organisation:
    """Somebody of the same organisation, under a name that is nearly the same."""
    made = Organisation.objects.create(
        name=name,
        sector="voluntary",
        regions=["wales"],
        settings=["community"],
        website="https://wales.example.org",
        created_at=at,
    )
    made.affiliations.create(user=world.people.new(since=at), role=Role.PRIMARY, started_at=at)
    return made
