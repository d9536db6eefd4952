"""Members from before the portal: their list was taken over as it stood, without applications."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from network.eligibility import Category
from network.models import Affiliation, Membership, Organisation, RegisteredNumber, User
from portal.demo.catalogue import MEMBER_NOW, MEMBER_ONCE, OFFICIAL_MEMBER
from portal.demo.sketches import Sketch
from portal.demo.telling import World

_PUBLICLY_LISTED = 0.45
_OLDEST_DAYS, _YOUNGEST_DAYS = 2200, 760
Role = Affiliation.Role


@dataclass(frozen=True)
class Known:
    """An organisation that the network knows, and the sketch that it was made from."""

    organisation: Organisation
    sketch: Sketch


def plant_members(world: World) -> dict[str, Known]:
    """Write active, former and official members with numbers and people; return them by name."""
    lines = [*_lines(MEMBER_NOW), *_lines(MEMBER_ONCE), *_lines(OFFICIAL_MEMBER)]
    sketches = [world.sketcher.sketch(line) for line in lines]
    joined = [
        world.clock.ago(world.rng.randint(_YOUNGEST_DAYS, _OLDEST_DAYS)) for _sketch in sketches
    ]
    organisations = Organisation.objects.bulk_create(
        _organisation(world, sketch, since) for sketch, since in zip(sketches, joined, strict=True)
    )
    known = {
        organisation.name: Known(organisation, sketch)
        for organisation, sketch in zip(organisations, sketches, strict=True)
    }
    _plant_numbers(known)
    _plant_memberships(world, known)
    _plant_people(world, organisations)
    return known


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _organisation(world: World, sketch: Sketch, since: datetime) -> Organisation:
    return Organisation(
        name=sketch.name,
        sector=sketch.sector,
        legal_form=sketch.legal_form,
        website=sketch.website,
        regions=[sketch.region],
        settings=list(sketch.theme.settings),
        income_band=sketch.income_band,
        is_publicly_listed=world.rng.random() < _PUBLICLY_LISTED,
        created_at=since,
    )


def _plant_numbers(known: dict[str, Known]) -> None:
    RegisteredNumber.objects.bulk_create(
        RegisteredNumber(organisation=one.organisation, register=register, number=number)
        for one in known.values()
        for register, number in one.sketch.numbers.items()
    )


def _plant_memberships(world: World, known: dict[str, Known]) -> None:
    """One period each; former members' ended, one member left and came back."""
    former = {line.split("|")[0] for line in _lines(MEMBER_ONCE)}
    periods = []
    for name, one in known.items():
        start = timezone.localdate(one.organisation.created_at)
        left_after = timedelta(days=world.rng.randint(370, 650))
        period = Membership(
            organisation=one.organisation,
            starts_on=start,
            categories=one.sketch.categories or [Category.SUPPORTS],
            ends_on=start + left_after if name in former else None,
        )
        periods.append(period)
    first = periods[0]
    first.ends_on = first.starts_on + timedelta(days=400)
    periods.append(
        Membership(
            organisation=first.organisation,
            starts_on=first.starts_on + timedelta(days=520),
            categories=first.categories,
        )
    )
    Membership.objects.bulk_create(periods)


def _plant_people(world: World, organisations: list[Organisation]) -> None:
    """A primary contact each, some managers and members, some who have left since."""
    places: list[tuple[Organisation, User, str]] = []
    for organisation in organisations:
        colleagues = world.rng.choice((0, 1, 1, 2, 2, 3))
        roles = [Role.PRIMARY, *([Role.MANAGER, Role.MEMBER, Role.MEMBER][:colleagues])]
        places += [
            (organisation, world.people.sketch(since=organisation.created_at), role)
            for role in roles
        ]
    world.people.keep(user for _organisation, user, _role in places)
    affiliations = [
        Affiliation(
            organisation=organisation,
            user=user,
            role=role,
            started_at=organisation.created_at,
            ended_at=_left(world, organisation) if role == Role.MEMBER else None,
        )
        for organisation, user, role in places
    ]
    in_two = places[0][1]
    affiliations.append(
        Affiliation(
            organisation=organisations[3],
            user=in_two,
            role=Role.MEMBER,
            started_at=organisations[3].created_at,
        )
    )
    Affiliation.objects.bulk_create(affiliations)


def _left(world: World, organisation: Organisation) -> datetime | None:
    after = timedelta(days=world.rng.randint(90, 700))
    return organisation.created_at + after if world.rng.random() < 0.25 else None
