"""Who stands in the directory, for whom; and questions between members in every state."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from network.actions import advice, advice_chasing, listings
from network.choices import Theme
from network.directory import Audience, Part
from network.models import AdviceReport, AdviceRequest, Affiliation, Listing, Organisation, User
from network.references import new_reference
from network.roles import Role
from portal.demo.members import Known
from portal.demo.telling import World
from portal.demo.themes import THEMES

_MEMBER, _OTHER = "member@example.org", "other@example.org"
_THEMES = {
    "gate": (Theme.RESETTLEMENT,),
    "mentoring": (Theme.YOUNG_PEOPLE, Theme.LIVED_EXPERIENCE),
    "families": (Theme.FAMILIES,),
    "courts": (Theme.ADVOCACY,),
    "prevention": (Theme.YOUNG_PEOPLE,),
    "women": (Theme.WOMEN,),
    "arts": (Theme.WORK, Theme.LIVED_EXPERIENCE),
    "faith": (Theme.FAITH, Theme.RESETTLEMENT),
    "health": (Theme.HEALTH,),
    "advocacy": (Theme.ADVOCACY,),
    "travellers": (Theme.FAITH, Theme.ADVOCACY),
    "work": (Theme.WORK,),
}
_ADVICE = (
    "Finding and keeping volunteers who were in prison themselves.",
    "How to be let into a prison in the first place, and to be let in again.",
    "Writing a safeguarding policy that people read.",
    "Small evaluations: what to count when there are four of you.",
    "Working with interpreters, and training them.",
    "",
)
_PARTS = [part.value for part in Part]
_OPEN = [Part.DESCRIPTION, Part.THEMES, Part.REGIONS, Part.SETTINGS, Part.WEBSITE]


def tell(world: World, members: dict[str, Known], accounts: dict[str, User]) -> None:
    here, there = (_led_by(accounts[email]) for email in (_MEMBER, _OTHER))
    listed = _plant_listings(world, members)
    _list_own(world, here, by=accounts[_MEMBER])
    _list_own(world, there, by=accounts[_OTHER])
    taking = [one for one in listed if one.takes_questions and one.shown_to != Audience.NOBODY]
    members_now = set(Organisation.objects.members_at(world.clock.ago(1)))
    asked = [one.organisation for one in taking if one.organisation in members_now]
    _tell_questions(world, here, there, asked)


def _led_by(person: User) -> Organisation:
    own = Affiliation.objects.present().filter(user=person, role=Role.PRIMARY)
    return own.select_related("organisation").get().organisation


def _plant_listings(world: World, members: dict[str, Known]) -> list[Listing]:
    """Whoever is named in public for everybody; of the others each second for members."""
    rows = [
        _listing(world.rng, one, number, world.clock.ago(world.rng.randint(5, 300)))
        for number, one in enumerate(members.values())
    ]
    return Listing.objects.bulk_create(rows)


def _listing(rng: random.Random, known: Known, number: int, at: datetime) -> Listing:
    here, sketch = known.organisation, known.sketch
    if here.is_publicly_listed:
        audience = Audience.EVERYBODY
    else:
        audience = Audience.MEMBERS if number % 2 else Audience.NOBODY
    shown = [part.value for part in _OPEN] if number % 3 else _PARTS
    mission = sketch.theme.missions[number % len(sketch.theme.missions)]
    [key] = [key for key, theme in THEMES.items() if theme == sketch.theme]
    return Listing(
        organisation=here,
        slug=listings.new_slug(here.name, rng),
        shown_to=audience,
        for_everybody=shown,
        for_members=[part for part in _PARTS if part not in shown],
        description=mission.format(name=here.name, place=sketch.place),
        advice=_ADVICE[number % len(_ADVICE)],
        themes=[theme.value for theme in _THEMES[key]],
        email=f"hello-{number}@example.org",
        phone=f"020 7946 0{rng.randint(0, 999):03d}",
        takes_questions=bool(number % 4),
        changed_at=at,
    )


def _list_own(world: World, here: Organisation, *, by: User) -> None:
    """As its primary contact did it on the page."""
    listings.change_listing(
        organisation=here,
        values={
            "shown_to": Audience.EVERYBODY.value,
            "for_everybody": [part.value for part in _OPEN],
            "for_members": [Part.ADVICE.value, Part.EMAIL.value],
            "description": "Mentors who know the road walk a part of it with young adults.",
            "advice": _ADVICE[0],
            "themes": [Theme.YOUNG_PEOPLE.value, Theme.LIVED_EXPERIENCE.value],
            "email": f"hello-{here.pk}@example.org",
            "phone": "",
            "takes_questions": True,
        },
        version=0,
        by=by,
        now=world.clock.ago(40),
    )


@dataclass(frozen=True)
class _Question:
    subject: str
    text: str
    days_ago: int


_WAITING = _Question(
    "Volunteers who were in prison",
    "Two of our best volunteers cannot get clearance. How did you talk to the prison about it?",
    3,
)
_ASKED = _Question(
    "Minutes of a board of five",
    "How short are your minutes, and did a funder ever complain?",
    2,
)
_ANSWERED = _Question(
    "Travel money for visiting families",
    "Who pays for your families’ trains? Our fund has come to its end.",
    34,
)
_ANSWER = (
    "A local trust pays for ours, by the quarter. I can send you our application; it is two pages."
)
_DECLINED = _Question("A choir", "Would your choir sing at our open day in June?", 50)
_UNANSWERED = _Question("Case notes", "Which software do you keep case notes in?", 30)
_CLOSED = _Question("Somali interpreters", "Do you know an interpreter near us?", 90)
_REPORTED = _Question(
    "Special offer for charities",
    "Buy our fundraising course this week and get the second place for half.",
    4,
)
_SETTLED = _Question("Your income", "What do you pay your director?", 70)


def _tell_questions(
    world: World, here: Organisation, there: Organisation, others: list[Organisation]
) -> None:
    """Each in its own state, most of them of the demo's member."""
    ago = world.clock.ago
    given_up = _ask(world, here, others[1], _UNANSWERED)
    advice_chasing.chase(now=given_up.asked_at + timedelta(days=8))
    advice_chasing.chase(now=given_up.asked_at + timedelta(days=22))
    _answer(world, _ask(world, here, others[2], _ANSWERED), _ANSWER, 30)
    declined = _ask(world, here, others[3], _DECLINED)
    advice.decline(request=declined, by=_primary(declined.asked), now=ago(48))
    closed = _ask(world, here, others[4], _CLOSED)
    _answer(world, closed, "Yes, two. Ring me.", 85)
    advice.close(request=closed, by=_primary(here), now=ago(80))
    _report(world, _ask(world, others[5], here, _REPORTED), "This sells something.", 3)
    nosy = _report(world, _ask(world, others[6], here, _SETTLED), "None of their business.", 69)
    advice.settle(
        report=nosy,
        note="Rang them: they meant it as a survey, and are sorry.",
        by=world.staff.coordinator,
        now=ago(65),
    )
    _ask(world, there, here, _WAITING)
    _ask(world, here, others[7], _ASKED)


def _ask(
    world: World, asking: Organisation, asked: Organisation, question: _Question
) -> AdviceRequest:
    return advice.ask(
        asking=asking,
        asked=asked,
        subject=question.subject,
        text=question.text,
        key=uuid.UUID(int=world.rng.getrandbits(128)),
        by=_primary(asking),
        now=world.clock.ago(question.days_ago),
        reference=new_reference(world.rng, prefix=advice.PREFIX),
    )


def _primary(organisation: Organisation) -> User:
    return organisation.contacts()[0]


def _answer(world: World, request: AdviceRequest, text: str, days_ago: int) -> None:
    advice.answer(
        request=request, text=text, by=_primary(request.asked), now=world.clock.ago(days_ago)
    )


def _report(world: World, request: AdviceRequest, text: str, days_ago: int) -> AdviceReport:
    return advice.report(
        request=request,
        organisation=request.asked,
        text=text,
        by=_primary(request.asked),
        now=world.clock.ago(days_ago),
    )
