"""The demo's smaller events: trainings online, full and still a draft, and a drop-in day today."""

from datetime import date, timedelta
from typing import Any

from events.choices import Audience, Kind, Provision, SlotKind
from events.models import Event, TicketType
from portal.demo.events_shapes import Guest, Part, Shop, Ticket, at, write

PLACES = 16
Who = TicketType.Who


def online(day: date, today: date, created_by: Any) -> Event:
    """For members only, by video."""
    event = _event(
        day,
        ("13:00", "15:30"),
        created_by,
        opens=today - timedelta(days=20),
        slug="writing-for-the-parole-board",
        title="Writing for the Parole Board",
        summary="What a supporting letter can do, what it cannot, and how to write one.",
        description="Half an afternoon with a member who reads such letters for a living. Bring "
        "one of your own with the names taken out, or work on the examples.\n\nThe link to join "
        "is on your booking. Captions are on throughout.",
        audience=Audience.MEMBERS,
        online_link="https://meet.example.org/parole-letters",
        provided=[Provision.CAPTIONS.value],
        capacity=40,
    )
    parts = (
        Part(SlotKind.OTHER, "13:00", "14:10", "How a letter is read", by=(_TRAINER,)),
        Part(SlotKind.BREAK, "14:10", "14:20", "A break from the screen"),
        Part(SlotKind.OTHER, "14:20", "15:30", "Rewriting together", by=(_TRAINER,)),
    )
    return write(event, parts, (Ticket("Member of the network", Who.MEMBERS),))


def full(day: date, today: date, created_by: Any) -> Event:
    """Soon, and with more people than places."""
    event = _event(
        day,
        ("10:00", "16:00"),
        created_by,
        opens=today - timedelta(days=40),
        slug="supervision-that-holds",
        title="Supervision that holds",
        summary="A practice day for people who look after those who do the looking after.",
        description="For anybody who supervises front-line workers or volunteers. In the morning "
        "what racism at work does to the people we supervise, in the afternoon practice in "
        "threes, with feedback.\n\nLunch is included.",
        venue_name="Marula House",
        venue_address="3 Sample Terrace\nNorthmere\nNM4 0ZZ",
        venue_access="Step-free by the side door: ring the lower bell. The nearest station has "
        "no lift; the 27 bus stops outside.",
        provided=[Provision.STEP_FREE.value, Provision.HALAL.value, Provision.VEGAN.value],
        capacity=PLACES,
    )
    trainer = Guest("Ngozi Sample-Okonkwo", "Marula House")
    parts = (
        Part(SlotKind.OTHER, "10:00", "12:30", "What people carry to work", by=(trainer,)),
        Part(SlotKind.LUNCH, "12:30", "13:30", "Lunch"),
        Part(SlotKind.OTHER, "13:30", "16:00", "Practice in threes", by=(trainer,)),
    )
    tickets = (
        Ticket("Member of the network", Who.MEMBERS),
        Ticket("Guest", Who.GUESTS, 3000),
    )
    return write(event, parts, tickets)


def recent(day: date, created_by: Any) -> Event:
    """Not long ago and at a price, so that there is feedback to give and something to pay."""
    event = _event(
        day,
        ("10:00", "16:00"),
        created_by,
        opens=day - timedelta(days=75),
        slug="records-that-stand-by-people",
        title="Records that stand by people",
        summary="How case notes are read years later, and how to write them for that day.",
        description="What is written down follows people for years, into courts, prisons and "
        "lawyers’ offices. In the morning we read records as others will; in the afternoon you "
        "rewrite some, alone with your own or together with examples.\n\nLunch is included.",
        venue_name="Hatim House",
        venue_address="12 Specimen Street\nCotterham\nCO2 0ZZ",
        venue_access="Step-free from the street; the prayer room is on the ground floor.",
        provided=[Provision.STEP_FREE.value, Provision.PRAYER_ROOM.value, Provision.HALAL.value],
        capacity=30,
    )
    host = Guest("Layla Pattern-Mansour", "Hatim House")
    groups = (
        Shop("Your own notes", "Bring some, with the names taken out.", "Library", 15),
        Shop("Notes to practise on", "Examples that went wrong, rewritten.", "Hall", 15),
    )
    parts = (
        Part(SlotKind.OTHER, "10:00", "12:00", "Reading as a court will", by=(host,)),
        Part(SlotKind.LUNCH, "12:00", "13:00", "Lunch"),
        Part(SlotKind.SERIES, "13:00", "15:30", "Rewriting", shops=groups),
        Part(SlotKind.OTHER, "15:30", "16:00", "What we take home", by=(host,)),
    )
    tickets = (
        Ticket("Member of the network", Who.MEMBERS, 2500),
        Ticket("Guest", Who.GUESTS, 6000),
    )
    return write(event, parts, tickets)


def drop_in(day: date, created_by: Any) -> Event:
    """Today, so that its door can be kept."""
    event = _event(
        day,
        ("10:00", "20:00"),
        created_by,
        opens=day - timedelta(days=30),
        kind=Kind.OTHER,
        slug="drop-in-day",
        title="Drop-in day: bring a case",
        summary="Ten hours, one kettle, and people who have seen it before.",
        description="Come for an hour or for the day. Bring something that you are stuck with, "
        "the names taken out, and leave with what others would try.",
        venue_name="Hatim House",
        venue_address="12 Specimen Street\nCotterham\nCO2 0ZZ",
        venue_access="Step-free from the street; the prayer room is on the ground floor.",
        provided=[Provision.STEP_FREE.value, Provision.PRAYER_ROOM.value, Provision.HALAL.value],
        capacity=40,
    )
    host = Guest("Layla Pattern-Mansour", "Hatim House")
    parts = (Part(SlotKind.OTHER, "10:00", "20:00", "Open tables", by=(host,)),)
    return write(event, parts, (Ticket("Visitor"),))


def draft(day: date, today: date, created_by: Any) -> Event:
    """Not announced yet: only staff see it."""
    event = _event(
        day,
        ("18:00", "19:30"),
        created_by,
        opens=today + timedelta(days=14),
        slug="new-to-the-network",
        title="New to the network: an evening",
        summary="For organisations that joined this year.",
        audience=Audience.MEMBERS,
        online_link="https://meet.example.org/new-members",
        capacity=60,
    )
    event.state, event.published_at = Event.State.DRAFT, None
    tickets = (Ticket("Member of the network", Who.MEMBERS),)
    return write(event, (Part(SlotKind.OTHER, "18:00", "19:30", "Who does what"),), tickets)


_TRAINER = Guest(
    "Adeel Example-Siddiqui",
    "The Winding Stair",
    about={"biography": "Adeel has sat with hundreds of people while they wrote theirs."},
)


def _event(
    day: date, hours: tuple[str, str], created_by: Any, *, opens: date, **fields: Any
) -> Event:
    return Event(
        kind=fields.pop("kind", Kind.TRAINING),
        starts_at=at(day, hours[0]),
        ends_at=at(day, hours[1]),
        booking_opens_at=at(opens, "09:00"),
        booking_closes_at=at(day - timedelta(days=1), "17:00"),
        changes_until=at(day - timedelta(days=1), "17:00"),
        state=Event.State.PUBLISHED,
        published_at=at(opens - timedelta(days=1), "15:00"),
        created_by=created_by,
        **fields,
    )
