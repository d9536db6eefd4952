"""The annual conference of 2023 as it was announced, between its two neighbours.

Day, hours, theme, both panels with their titles, the themes of the three series, the number of
workshops in the morning's two, performances and lunch are facts. What the announcement left
open (hours within the day, titles and givers of workshops) is invented, and the page says so.
"""

from datetime import date
from typing import Any

from events.choices import Audience, ContributorRole, Kind, SlotKind
from events.models import Event
from portal.demo.events_shapes import Guest, Part, Shop, at, write

DAY = date(2023, 11, 22)
SLUG = "annual-conference-2023"
TITLE = "Clinks annual conference 2023"
THEME = "Race and justice is everybody’s business"
BEFORE = "AI and the Future of Technology in the Black Community"
AFTER = "MA in People and Organisation Development Virtual Open Day"
MORNING_PANEL = "The current state of racial inequity in the criminal justice system"
AFTERNOON_PANEL = (
    "What’s the solution? Let’s make race and justice everybody’s business and commit to taking "
    "action together"
)
SERIES_THEMES = (
    "Sustainability within the criminal justice system for organisations led by/for racially "
    "minoritised people",
    "Understanding the needs of racially minoritised people and the importance of providing "
    "trauma informed, culturally sensitive support",
    "How to influence the criminal justice system and achieve better outcomes for racially "
    "minoritised people",
)
_ARTS_ALLIANCE = Guest(
    "Members of the National Criminal Justice Arts Alliance", role=ContributorRole.PERFORMER
)

_SUMMARY = (
    "A day of panels, workshops and performances on what it takes to end racial inequity in the "
    "criminal justice system."
)
_DESCRIPTION = """\
At every point where people meet the criminal justice system, from the first stop to the years \
after release, racially minoritised people are overrepresented. Nobody who works in the sector \
needs telling: there is data, there is research, and there are the people who have lived it. \
Reviews, reports, campaigns and changed policies have followed one another. What they have \
achieved so far is not good enough.

Clinks, which set the Race and Justice Network up, gave its annual conference of 2023 to this \
subject, and the floor to specialist members led by and for racially minoritised people. The \
starting point: every organisation working in criminal justice, statutory or voluntary, has to \
own up to systemic, structural and individual racism and act on it, and has to run services that \
racially minoritised people can reach and that meet their needs. Awareness there is; the \
understanding of what to do, and the will to do it, lag behind.

So the day was for the whole sector: to learn from those who know best how to support people \
from racially minoritised communities, to be challenged, and to leave with a promise to put \
action first, as one person, as an organisation and together where policy is made.

Speakers and facilitators were to be announced closer to the time. This page keeps what was \
announced: day, hours, theme, panels and the themes of the three workshop series. The hours \
within the day, the titles of the workshops and the people named beside them are examples.\
"""
_NEIGHBOUR = (
    "An event of another organisation, listed here for members. Its title is on record; its day "
    "and its hours are examples."
)


def tell(created_by: Any) -> None:
    """Write the conference and its neighbours as events of the past, without bookings."""
    write(_event(BEFORE, "ai-and-the-future-of-technology", date(2023, 11, 14), created_by), ())
    write(_event(AFTER, "people-and-organisation-development", date(2023, 11, 29), created_by), ())
    write(_conference(created_by), (*_morning(), *_afternoon()))


def _conference(created_by: Any) -> Event:
    return Event(
        slug=SLUG,
        title=TITLE,
        kind=Kind.CONFERENCE,
        theme=THEME,
        summary=_SUMMARY,
        description=_DESCRIPTION,
        starts_at=at(DAY, "10:00"),
        ends_at=at(DAY, "17:00"),
        audience=Audience.PUBLIC,
        capacity=160,
        booking_opens_at=at(date(2023, 9, 6), "09:00"),
        booking_closes_at=at(date(2023, 11, 17), "17:00"),
        changes_until=at(date(2023, 11, 20), "12:00"),
        state=Event.State.PUBLISHED,
        published_at=at(date(2023, 9, 5), "10:30"),
        created_by=created_by,
    )


def _event(title: str, slug: str, day: date, created_by: Any) -> Event:
    return Event(
        slug=slug,
        title=title,
        kind=Kind.OTHER,
        summary="Another organisation’s event, listed for members of the network.",
        description=_NEIGHBOUR,
        starts_at=at(day, "12:30"),
        ends_at=at(day, "14:00"),
        capacity=100,
        booking_opens_at=at(date(2023, 10, 2), "09:00"),
        booking_closes_at=at(day, "12:00"),
        changes_until=at(day, "12:00"),
        state=Event.State.PUBLISHED,
        published_at=at(date(2023, 10, 2), "09:00"),
        created_by=created_by,
    )


def _series(number: int, begins: str, ends: str, shops: tuple[Shop, ...]) -> Part:
    return Part(
        SlotKind.SERIES,
        begins,
        ends,
        f"Workshop series {number}",
        theme=SERIES_THEMES[number - 1],
        shops=shops,
    )


def _morning() -> tuple[Part, ...]:
    return (
        Part(SlotKind.OTHER, "10:00", "10:15", "Welcome"),
        Part(
            SlotKind.PANEL,
            "10:15",
            "11:05",
            MORNING_PANEL,
            description="The morning’s panel speaks from experience about the theme of the day: "
            "what still keeps voluntary organisations in the criminal justice system from "
            "tackling the problem, and from acting in ways that count.",
            is_to_be_announced=True,
        ),
        Part(SlotKind.BREAK, "11:05", "11:20", "Tea and coffee"),
        _series(1, "11:20", "12:05", _SUSTAINABILITY),
        _series(2, "12:10", "12:55", _NEEDS),
        Part(SlotKind.PERFORMANCE, "12:55", "13:10", "Performance", by=(_ARTS_ALLIANCE,)),
        Part(SlotKind.LUNCH, "13:10", "14:10", "Networking lunch"),
    )


def _afternoon() -> tuple[Part, ...]:
    return (
        _series(3, "14:10", "15:00", (Shop(""), Shop(""), Shop(""), Shop(""))),
        Part(SlotKind.PERFORMANCE, "15:00", "15:15", "Performance", by=(_ARTS_ALLIANCE,)),
        Part(SlotKind.BREAK, "15:15", "15:30", "Tea and coffee"),
        Part(
            SlotKind.PANEL,
            "15:30",
            "16:45",
            AFTERNOON_PANEL,
            description="The last panel gathers what the day has taught, and what speakers and "
            "room suggest the voluntary sector can do about racial disparity in the criminal "
            "justice system from here on.",
            is_to_be_announced=True,
        ),
        Part(SlotKind.OTHER, "16:45", "17:00", "What we take home"),
    )


_SUSTAINABILITY = (
    Shop(
        "Core costs without apology",
        "How small organisations put rent, supervision and sick pay into a bid, and win it.",
        by=(Guest("Abena Example-Darko", "Kola Nut Resettlement Project"),),
    ),
    Shop(
        "A board that stays",
        "Finding, keeping and looking after trustees who know the communities they serve.",
        by=(Guest("Imran Sample-Baig", "Amber Yard"),),
    ),
    Shop(
        "Subcontracts that do not swallow you",
        "What to ask before signing with a prime contractor, and when to walk away.",
        by=(Guest("Dionne Specimen-Facey", "Open Ledger Advice"),),
    ),
    Shop(
        "After the founder",
        "Handing over an organisation that one person carried, while it keeps its doors open.",
        by=(Guest("Kavita Pattern-Nair", "Marula House"),),
    ),
)
_NEEDS = (
    Shop(
        "Grief behind the gate",
        "Bereavement in custody: rites, family and who is told what, from people who were there.",
        by=(Guest("Yvonne Example-Pennant", "Nine Nights Bereavement and Justice"),),
    ),
    Shop(
        "Faith as a resource",
        "Working with what people believe, beyond the diet form.",
        by=(Guest("Samir Sample-Haddad", "Hatim House"),),
    ),
    Shop(
        "Girls nobody noticed",
        "Why Black and minoritised girls are read as older, harder and less in need of care.",
        by=(Guest("Shilpa Specimen-Raval", "Shamsi Sisters"),),
    ),
    Shop(
        "On the road and inside",
        "Gypsy, Roma and Traveller people in prison: letters, literacy and keeping in touch.",
        by=(Guest("Lavinia Pattern-Hearne", "Wagon Wheel Justice Project"),),
    ),
)
