"""What members ask the network's consultants for, in each state that a request can be in."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from network.actions import reducing
from network.choices import Source
from network.models import SupportEvent, SupportRequest, User
from network.move_tables import Actor
from network.references import new_reference
from network.support_states import FACTS, MOVES, Help, Move, Reason, State
from portal.demo.submissions import affiliation_of
from portal.demo.telling import World

PREFIX = "CS"
_TO_DATE = (Move.TRIAGE, Move.ALLOCATE, Move.SCHEDULE)
_DONE = (*_TO_DATE, Move.DELIVER)
_ANSWERED = (*_DONE, Move.ASK, Move.ANSWER)
MEMBER, COLLEAGUE = "member@example.org", "colleague@example.org"


@dataclass(frozen=True)
class Wanted:
    """One request, asked `days` days ago; `moves` are what happened to it since.

    `said` is what the co-ordinator wrote with the last move, `went` what the member answered.
    """

    days: int
    need: str
    moves: tuple[Move, ...] = ()
    by: str = ""  # an account of the demo; else the primary contact of `organisation`
    organisation: str = ""
    tried: str = ""
    phone: str = ""
    source: Source = Source.SITE  # else the co-ordinator typed it in
    needed_in: int | None = None  # days from when it was asked
    said: str = ""
    reason: str = ""
    went: dict[str, Any] = field(default_factory=dict)


WANTED = (
    Wanted(
        1,
        "Our trustees want to pay our three workers through a payroll. Who can show us how, in an "
        "afternoon?",
        by=MEMBER,
        phone="020 7946 0177",
        needed_in=40,
    ),
    Wanted(
        5,
        "A lottery bid for the mentoring project. We have a draft and two weeks.",
        organisation="Amber Yard",
        tried="Two earlier bids were turned down. The reasons are in the draft.",
        needed_in=14,
    ),
    Wanted(
        9,
        "The prison asks us for a safeguarding policy of our own.",
        (Move.TRIAGE,),
        organisation="Sukoon Counselling",
        tried="We used a template from a council; it does not fit work in custody.",
    ),
    Wanted(
        13,
        "Two of our volunteers want to learn how to chair a meeting.",
        (Move.TRIAGE,),
        organisation="Tamarind Families",
        source=Source.TELEPHONE,
    ),
    Wanted(
        16,
        "Help with our first strategy day: somebody from outside who asks the hard questions.",
        (Move.TRIAGE, Move.ALLOCATE),
        by=COLLEAGUE,
        said="Efua Specimen-Asante will help you. She rings you this week to find a day.",
    ),
    Wanted(
        24,
        "How do we measure what changes for families, without asking too much of them?",
        _TO_DATE,
        organisation="Tamarind Families",
        said="The day is agreed. If it does not suit you any more, answer this e-mail.",
    ),
    Wanted(50, "A business plan for the joinery.", _DONE, organisation="Amber Yard"),
    Wanted(
        130,
        "Somebody to go through our accounts with the new treasurer.",
        (*_DONE, Move.ASK),
        by=MEMBER,
    ),
    Wanted(
        150,
        "Talking with the governor about visits on Saturdays.",
        _ANSWERED,
        organisation="Kite Street Homework Club",
        went={
            "helped": Help.YES,
            "what_changed": "We have a letter of agreement, and visits every other Saturday.",
            "may_share": True,
        },
    ),
    Wanted(
        260,
        "A complaints procedure that people inside can use.",
        (*_ANSWERED, Move.CLOSE),
        organisation="Sukoon Counselling",
        said="Thank you for telling us. We have closed this request.",
        went={"helped": Help.PARTLY, "what_changed": "", "may_share": False},
    ),
    Wanted(
        980,
        "A budget for the first year with a paid worker.",
        (*_ANSWERED, Move.CLOSE),
        organisation="Amber Yard",
        went={"helped": Help.YES, "what_changed": "She is still with us.", "may_share": False},
    ),
    Wanted(
        33,
        "A new website.",
        (Move.TRIAGE, Move.DECLINE),
        organisation="Peacock Gate Elders’ Project",
        said="Thank you for asking. Websites are not what our consultants know best; the council "
        "for voluntary service near you has a scheme for it.",
        reason=Reason.ELSEWHERE,
    ),
    Wanted(28, "A chair for our interviews. We have found one.", (Move.WITHDRAW,), by=COLLEAGUE),
)


def tell(world: World) -> None:
    """Write them, each step at a time that it would have had."""
    rng = random.Random(world.rng.random())  # noqa: S311 - invented content
    for wanted in WANTED:
        _tell(world, wanted, rng)
    reducing.reduce_requests(now=world.clock.ago(1))


def _tell(world: World, wanted: Wanted, rng: random.Random) -> None:
    place, begun = affiliation_of(wanted.by, wanted.organisation), world.clock.ago(wanted.days)
    row = SupportRequest(
        reference=new_reference(rng, prefix=PREFIX),
        organisation=place.organisation,
        by=place.user,
        need=wanted.need,
        tried=wanted.tried,
        phone=wanted.phone,
        source=wanted.source,
        needed_by=_day(begun, wanted.needed_in),
        key=uuid.UUID(int=rng.getrandbits(128)),
        created_at=begun,
        state_since=begun,
    )
    typist = place.user if wanted.source == Source.SITE else world.staff.coordinator
    events = [SupportEvent(move=Move.REQUEST, to_state=State.REQUESTED, at=begun, by=typist)]
    events += [_step(world, row, wanted, place.user, number) for number in range(len(wanted.moves))]
    row.save()
    for event in events:
        event.request = row
    SupportEvent.objects.bulk_create(events)


def _day(begun: datetime, days: int | None) -> Any:
    return None if days is None else (begun + timedelta(days=days)).date()


def _step(
    world: World, row: SupportRequest, wanted: Wanted, member: User, number: int
) -> SupportEvent:
    """Make one move on the row, which the caller keeps; a follow-up comes three months later."""
    move = wanted.moves[number]
    at = row.state_since + timedelta(days=95 if move == Move.ASK else 1, hours=2)
    facts = _facts(row)
    values = {name: facts[name] for name in FACTS.get(move, ())}
    values |= wanted.went if move == Move.ANSWER else {}
    for name, value in values.items():
        setattr(row, name, value)
    if move == Move.DELIVER:
        row.delivered_at = at
    row.state, row.state_since, row.version = MOVES[move].target, at, row.version + 1
    is_last = number == len(wanted.moves) - 1
    said = {"text": wanted.said, "reason": wanted.reason} if is_last else {}
    actors = {Actor.MEMBER: member, Actor.STAFF: world.staff.coordinator, Actor.SITE: None}
    by = actors[MOVES[move].actor]
    return SupportEvent(
        move=move, to_state=row.state, at=at, by=by, letter_sent=bool(said.get("text")), **said
    )


def _facts(row: SupportRequest) -> dict[str, Any]:
    """What staff would have said with a move."""
    return {
        "allocated_to": "Efua Specimen-Asante",
        "hours_offered": 8,
        "scheduled_on": (row.created_at + timedelta(days=30)).date(),
        "hours_used": 7.5,
    }
