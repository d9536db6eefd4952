"""A directory of many organisations, for the page that searches it."""

from itertools import islice, product

from django.utils import timezone

from network.choices import Region, Setting, Theme
from network.directory import Audience, Part
from network.models import Listing, Membership, Organisation

FIRST = [
    "Amber",
    "Baobab",
    "Cedar",
    "Damson",
    "Elm",
    "Fern",
    "Griot",
    "Hazel",
    "Indigo",
    "Juniper",
    "Kola",
    "Lantern",
]
SECOND = [
    "Bridge",
    "Circle",
    "Door",
    "Gate",
    "House",
    "Lane",
    "Meadow",
    "Path",
    "Square",
    "Stair",
    "Trust",
    "Yard",
]
WORK = [
    "advice",
    "befriending",
    "choirs",
    "drama",
    "housing",
    "letters",
    "mediation",
    "mentoring",
    "visits",
    "work",
]
SYLLABLES = "bancordelfingalhonjurkeslimmarnelostpraruvsintorulmvenweszar"  # of three letters
WORDS = "/network/directory/?q=lantern+mentoring"
MISTYPED = "/network/directory/?q=lantren+mentorign"


def plant(count: int = 10_000) -> None:
    """So many members, all of them shown to everybody with every part."""
    names = islice(product(range(count), FIRST, SECOND), count)
    today, regions, settings = timezone.localdate(), Region.values, Setting.values
    here = Organisation.objects.bulk_create(
        Organisation(
            name=f"{first} {second} {row}",
            sector="voluntary",
            regions=[regions[number % len(regions)]],
            settings=[settings[number % len(settings)]],
            is_publicly_listed=True,
        )
        for number, (row, first, second) in enumerate(names)
    )
    Membership.objects.bulk_create(
        Membership(organisation=one, starts_on=today, categories=["supports"]) for one in here
    )
    listings = (_listing(number, one) for number, one in enumerate(here))
    Listing.objects.bulk_create(listings, batch_size=500)  # each writes its entries


def _own_word(number: int) -> str:
    """One that no other has, as places and people are called: up to 160,000 of them."""
    starts = (number // 20**place % 20 * 3 for place in range(4))
    return "".join(SYLLABLES[start : start + 3] for start in starts)


def _listing(number: int, organisation: Organisation) -> Listing:
    does = f"{WORK[number % len(WORK)]} and {WORK[number // 10 % len(WORK)]}"
    return Listing(
        organisation=organisation,
        slug=f"bench-{number}",
        shown_to=Audience.EVERYBODY,
        for_everybody=[part.value for part in Part],
        description=f"We offer {does} to people in prison, and to those who wait for them. " * 4
        + f"We meet in {_own_word(number)}.",
        advice=f"How we began with {does}.",
        themes=[Theme.values[number % len(Theme.values)]],
        changed_at=timezone.now(),
    )
