"""An annual conference of the network as the demo invents it: last year's and the coming one."""

from datetime import date, timedelta
from typing import Any

from events.choices import ContributorRole, Kind, Provision, SlotKind
from events.models import Contributor, Event, TicketType
from portal.demo.events_shapes import Guest, Part, Shop, Ticket, at, write

Role, State, Who = ContributorRole, Contributor.State, TicketType.Who
SMALL = 12  # places in a workshop that fills up
FULL_CIRCLE, FULL_CASEBOOK = "Reading the contract", "Second opinions: a casebook"

TICKETS = (
    Ticket("Member of the network", Who.MEMBERS, note="Lunch and all workshops included"),
    Ticket("Voluntary organisation", Who.GUESTS, 4500, "Bursaries: ask the co-ordinator"),
    Ticket("Public body or company", Who.GUESTS, 14500),
)
SEATS = {"Main hall": 160, "Garden room": 40, "Studio": 40, "Library": 20}
PROVIDED = [
    Provision.STEP_FREE,
    Provision.HEARING_LOOP,
    Provision.CAPTIONS,
    Provision.QUIET_ROOM,
    Provision.PRAYER_ROOM,
    Provision.HALAL,
    Provision.VEGETARIAN,
    Provision.VEGAN,
    Provision.TRAVEL_BURSARY,
]
OF_FEW = "What interpreters hear"  # hardly anybody says how it was
_VENUE = {
    "venue_name": "Example Hall",
    "venue_address": "Wheatsheaf Yard\nCalderbrook\nCB1 0ZZ",
    "venue_access": "Ten minutes on foot from Calderbrook station, level all the way; the 14 bus "
    "stops at the gate. Two blue-badge bays: ring the co-ordinator to keep one. The main door is "
    "automatic, every room is on the ground floor or by the lift (door 90 cm), and there is a "
    "changing place beside the foyer.",
}


def coming(day: date, today: date, created_by: Any) -> Event:
    """The next conference, open for booking for the past six weeks."""
    event = _event(
        day,
        created_by,
        theme="Staying power: justice that keeps its promises",
        summary="Two keynote panels, three series of workshops, performances and lunch: a day to "
        "learn from one another and to agree what we take to those who decide.",
        description=_COMING,
        opens=today - timedelta(days=43),
        capacity=120,
        reserved_for_members=60,
        reserved_until=at(day - timedelta(days=14), "09:00"),
    )
    return write(event, (*_morning(), *_afternoon(is_over=False)), TICKETS, seats=SEATS)


def past(day: date, created_by: Any) -> Event:
    """Last year's conference, at which everybody who said yes spoke."""
    event = _event(
        day,
        created_by,
        theme="Whose safety? Rethinking risk together",
        summary="The network’s day on how risk is judged, by whom, and what it does to people.",
        description=_PAST,
        opens=day - timedelta(days=70),
        capacity=90,
        reserved_for_members=20,
    )
    parts = (*_morning(is_over=True), *_afternoon(is_over=True))
    return write(event, parts, TICKETS, seats=SEATS)


def _event(day: date, created_by: Any, *, opens: date, **fields: Any) -> Event:
    return Event(
        slug=f"annual-conference-{day.year}",
        title=f"Annual conference {day.year}",
        kind=Kind.CONFERENCE,
        starts_at=at(day, "10:00"),
        ends_at=at(day, "17:00"),
        provided=[str(one) for one in PROVIDED],
        booking_opens_at=at(opens, "09:00"),
        booking_closes_at=at(day - timedelta(days=3), "17:00"),
        changes_until=at(day - timedelta(days=2), "12:00"),
        state=Event.State.PUBLISHED,
        published_at=at(opens - timedelta(days=3), "11:00"),
        created_by=created_by,
        **_VENUE,
        **fields,
    )


_COMING = """\
Members have asked for a conference that does not start from zero each year. So the day opens \
with what was promised last time, by us and by others, and what became of it.

In the morning two series of workshops are about lasting: first as organisations, then for the \
people we stand by. After lunch the third series turns to those who decide, and the last panel \
answers to the room.

Choose one workshop in each series. Where one is full, join its waiting list: a place that comes \
free is offered to whoever has waited longest.

Members come free of charge. Bring somebody who has never been.\
"""
_PAST = """\
Risk is judged a hundred times on the way through the system, often by people who have never met \
anybody like the person in front of them. Members who work with the outcome showed what that \
does, and what judging well would take.\
"""


def _guest(name: str, of: str = "", state: Contributor.State = State.ACCEPTED, **about: Any) -> Any:
    """A facilitator of a workshop, with what they said about themselves."""
    said = {"may_be_photographed": True, "may_be_recorded": False} if state == "accepted" else {}
    return Guest(name, of, Role.FACILITATOR, state, said | about)


def _panel(
    name: str, of: str, role: ContributorRole, state: Contributor.State, **about: Any
) -> Guest:
    return Guest(name, of, role, state, about)


def _still(state: Contributor.State, is_over: bool) -> Contributor.State:
    """After the event nobody is still to be asked, or to answer."""
    return State.ACCEPTED if is_over and state in {State.PLANNED, State.INVITED} else state


def _morning(*, is_over: bool = False) -> tuple[Part, ...]:
    return (
        Part(SlotKind.ARRIVAL, "10:00", "10:15", "Doors open, tea and coffee", room="Foyer"),
        Part(
            SlotKind.PANEL,
            "10:15",
            "10:55",
            "What was promised, and what was kept",
            description="A year of undertakings, one by one: who made them, what came of them, "
            "what is owed.",
            room="Main hall",
            by=_morning_panel(is_over),
        ),
        Part(SlotKind.BREAK, "10:55", "11:05", "Tea and coffee", room="Foyer"),
        Part(
            SlotKind.SERIES,
            "11:05",
            "11:55",
            "Workshop series 1",
            theme="Lasting: money, people and terms that let small organisations stay",
            shops=_LASTING,
        ),
        Part(
            SlotKind.SERIES,
            "12:05",
            "12:55",
            "Workshop series 2",
            theme="Standing by: support that knows who it is talking to",
            shops=_standing_by(is_over),
        ),
        Part(SlotKind.LUNCH, "12:55", "14:00", "Networking lunch", room="Foyer and garden room"),
    )


def _morning_panel(is_over: bool) -> tuple[Guest, ...]:
    return (
        _panel(
            "Marcia Example-Gayle",
            "The Winding Stair",
            Role.CHAIR,
            State.ACCEPTED,
            pronouns="she/her",
            biography="Marcia has chaired more meetings than she can count, and ends them on "
            "time. She reads parole decisions so that others learn to.",
            may_be_photographed=True,
            may_be_recorded=True,
        ),
        _panel(
            "Tesfaye Sample-Woldu",
            "",
            Role.PANELLIST,
            State.ACCEPTED,
            biography="Spent eleven years inside and five since making sure that fewer do.",
            shows_first_name_only=True,
            honorarium=Contributor.Money.AGREED,
            travel=Contributor.Money.CLAIMED,
        ),
        _panel(
            "Helen Specimen-Tetlow",
            "Office of the Sample Inspector",
            Role.PANELLIST,
            _still(State.INVITED, is_over),
            email="helen.specimen-tetlow@example.org",
        ),
    )


def _afternoon(*, is_over: bool) -> tuple[Part, ...]:
    return (
        Part(
            SlotKind.PERFORMANCE,
            "14:00",
            "14:20",
            "Steel and voice: an opening for the afternoon",
            room="Main hall",
            by=(
                Guest(
                    "The Calabash Example Ensemble",
                    "Calabash Arts Collective",
                    Role.PERFORMER,
                    about={"equipment": "Two microphones on stands, one socket by the stage"},
                ),
            ),
        ),
        Part(
            SlotKind.SERIES,
            "14:25",
            "15:15",
            "Workshop series 3",
            theme="Being heard: how decisions are made, and how they are moved",
            shops=_being_heard(is_over),
        ),
        Part(SlotKind.BREAK, "15:15", "15:30", "Tea and coffee", room="Foyer"),
        Part(
            SlotKind.PANEL,
            "15:30",
            "16:40",
            "Answering to the room",
            description="Those who decide hear what the workshops ask of them, and say what they "
            "can promise by when.",
            room="Main hall",
            is_to_be_announced=not is_over,
            by=(
                _panel(
                    "Rob Pattern-Fenwick",
                    "Ministry of Examples",
                    Role.PANELLIST,
                    _still(State.PLANNED, is_over),
                ),
                _panel("Clare Example-Ashdown", "", Role.PANELLIST, State.DECLINED),
            ),
        ),
        Part(SlotKind.OTHER, "16:40", "17:00", "What we take to the next forum", room="Main hall"),
    )


_LASTING = (
    Shop(
        FULL_CIRCLE,
        "One real contract, names taken out, read line by line around one table.",
        "Library",
        SMALL,
        "One table; the paper is sent ahead in large print on request",
        (_guest("Winston Sample-Blackwood", "Open Ledger Advice"),),
    ),
    Shop(
        "Funders’ questions, answered once",
        "Build the folder that answers nine of ten funders before they ask.",
        "Main hall",
        46,
        by=(_guest("Efua Example-Asante", "Ackee and Ash"),),
    ),
    Shop(
        "Paying people what they know",
        "Lived experience as work: rates, benefits rules, references and rest.",
        "Garden room",
        40,
        "Step-free, hearing loop",
        (
            _guest("Delroy Specimen-Desir", "Baobab Lane Resettlement"),
            _guest("Meena Pattern-Thakkar", "Saffron Gate Support", State.WITHDRAWN),
        ),
    ),
    Shop(
        "Merging without vanishing",
        "Three small organisations that joined up tell what they would do again.",
        "Studio",
        40,
        by=(_guest("Júlia Sample-Kováč", "Glenorra Roma Families"),),
    ),
)


def _standing_by(is_over: bool) -> tuple[Shop, ...]:
    return (
        Shop(
            FULL_CASEBOOK,
            "Four situations that went wrong, worked through slowly. What is said stays there.",
            "Library",
            SMALL,
            "One table; a quiet room is next door",
            (_guest("Nasreen Example-Mirza", "Sukoon Counselling"),),
        ),
        Shop(
            "Families on the phone",
            "Calls, visits and video: keeping people in a family while they are away from it.",
            "Garden room",
            40,
            "Step-free, hearing loop",
            (_guest("Chidi Sample-Nwosu", "Tamarind Families"),),
        ),
        Shop(
            "Young, Black and a victim too",
            "Boys who are harmed are seldom asked about it. How mentors ask.",
            "Main hall",
            46,
            by=(_guest("Theo Specimen-Ramsay", "Harmattan Youth Mentors"),),
        ),
        Shop(
            "What interpreters hear",
            "Working with and without an interpreter in custody, court and clinic.",
            "Studio",
            40,
            by=(
                _guest(
                    "Linh Pattern-Phạm",
                    "Lantern and Loom",
                    _still(State.INVITED, is_over),
                    email="linh.pattern-pham@example.org",
                ),
            ),
        ),
    )


def _being_heard(is_over: bool) -> tuple[Shop, ...]:
    return (
        Shop(
            "A consultation in one evening",
            "Answer a government consultation in two hours and make it count.",
            "Garden room",
            40,
            "Step-free, hearing loop",
            (_guest("Siân Example-Gwynne", "Bright Thread"),),
        ),
        Shop(
            "Data you already hold",
            "Turning case notes into evidence without giving anybody away.",
            "Studio",
            40,
            by=(_guest("Kwame Sample-Boateng", "Romani Road Advocacy"),),
        ),
        Shop(
            "Meeting the governor",
            "A role play with people who have sat on both sides of the desk.",
            "Main hall",
            46,
            by=(_guest("Errol Specimen-Pennant", "Riverbank Drama in Prisons"),),
        ),
        Shop(
            "Commissioners’ hour" if is_over else "",
            "Bring a question, leave with an answer." if is_over else "",
            "Library",
            20,
        ),
    )
