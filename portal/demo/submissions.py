"""What members have shared with the network lately, in each state that it can be in."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bulletins.choices import Stage
from bulletins.models import Submission, SubmissionEvent
from bulletins.submission_states import MOVES, Move, Reason, State
from network.choices import Setting, Source, Theme
from network.models import Affiliation
from network.references import new_reference
from portal.demo.telling import World

PREFIX = "NW"
Kind = Submission.Kind


@dataclass(frozen=True)
class Shared:
    """One submission, begun `days` days ago; `moves` are what happened to it since."""

    days: int
    organisation: str
    title: str
    text: str
    moves: tuple[Move, ...] = ()
    said: str = ""  # what the co-ordinator wrote with the last move
    reason: str = ""
    by: str = ""  # an account of the demo; else the primary contact
    kind: Kind = Kind.NEWS
    source: Source = Source.SITE
    is_for_members: bool = False
    parts: dict[str, str] = field(default_factory=dict)


_PRACTICE = {
    "problem": "Parents missed visits because the bus had gone.",
    "what_was_done": "Two drivers, one minibus, every second Saturday. Children get a bag for the "
    "road.",
    "what_changed": "Nine families came each time; before, three.",
    "differently": "Ask the prison for the visits list a week earlier.",
    "stage": Stage.PILOT,
    "theme": Theme.FAMILIES,
    "setting": Setting.CUSTODY,
}
_SENT = (Move.SUBMIT,)
_ASKED = (Move.SUBMIT, Move.ASK)
_ACCEPTED = (Move.SUBMIT, Move.ACCEPT)

SHARED = (
    Shared(2, "", "Our annual walk", "We walk again in May. More soon.", by="member@example.org"),
    Shared(
        4,
        "",
        "A reading group inside, one year on",
        "Twelve people, one book a month. Last month we read poems.\n\nWe look for a second "
        "reader who can travel on Tuesdays.",
        _SENT,
        by="member@example.org",
    ),
    Shared(
        3,
        "Amber Yard",
        "Workshop to let on Mondays",
        "Our joinery stands empty on Mondays. A member could use it for the price of the heating.",
        _SENT,
        is_for_members=True,
    ),
    Shared(
        8,
        "",
        "What our volunteers say about supervision",
        "Five quotes from our volunteers, with first names.",
        _ASKED,
        "Thank you, this is worth reading. Have the five agreed to be quoted with their first "
        "names? If so, say so; if not, please leave the names out.",
        by="colleague@example.org",
    ),
    Shared(
        9,
        "Sukoon Counselling",
        "Counselling in Urdu and Punjabi, by telephone",
        "From January we have four hours a week for people on remand and their families. No "
        "waiting list at the moment.",
        _ACCEPTED,
    ),
    Shared(
        11,
        "Tamarind Families",
        "A minibus every second Saturday",
        "",
        _ACCEPTED,
        kind=Kind.PRACTICE,
        source=Source.EMAIL,
        parts=_PRACTICE,
    ),
    Shared(
        30,
        "Peacock Gate Elders’ Project",
        "Cushions for sale",
        "Our elders sew cushions. Order by telephone.",
        (Move.SUBMIT, Move.DECLINE),
        "Lovely cushions, but bulletins do not advertise what is for sale. Tell us about the "
        "sewing circle instead: many would like to know how you began.",
        Reason.PROMOTION,
    ),
    Shared(
        36,
        "Kite Street Homework Club",
        "Homework club looks for a room",
        "We have found one, so please forget this.",
        (Move.SUBMIT, Move.WITHDRAW),
    ),
)


def tell(world: World) -> None:
    """Write them, each step at a time that it would have had."""
    rng = random.Random(world.rng.random())  # noqa: S311 - invented content
    for shared in SHARED:
        _tell(world, shared, rng)


def _tell(world: World, shared: Shared, rng: random.Random) -> None:
    place = affiliation_of(shared.by, shared.organisation)
    organisation, user = place.organisation, place.user
    begun = world.clock.ago(shared.days)
    row = Submission(
        reference=new_reference(rng, prefix=PREFIX),
        kind=shared.kind,
        organisation=organisation,
        by=user,
        title=shared.title,
        text=shared.text,
        is_for_members=shared.is_for_members,
        created_at=begun,
        changed_at=begun,
        source=shared.source,
        entered_by=None if shared.source == Source.SITE else world.staff.coordinator,
        **shared.parts,
    )
    events = [_step(row, shared, move, number) for number, move in enumerate(shared.moves)]
    row.save()
    for event in events:
        is_by_staff = event.move not in {Move.SUBMIT, Move.WITHDRAW}
        event.submission, event.is_by_staff = row, is_by_staff
        event.by = world.staff.coordinator if is_by_staff else user
        event.save()


def _step(row: Submission, shared: Shared, move: Move, number: int) -> SubmissionEvent:
    """Make one move on the row, which the caller keeps."""
    at = row.created_at + timedelta(hours=1 + 20 * number)
    row.state = MOVES[move][State(row.state)]
    _stamp(row, move, at)
    is_last = number == len(shared.moves) - 1
    return SubmissionEvent(
        move=move,
        to_state=row.state,
        at=at,
        reason=shared.reason if is_last else "",
        text=shared.said if is_last else "",
    )


def _stamp(row: Submission, move: Move, at: datetime) -> None:
    if move == Move.SUBMIT:
        row.sent_at = at
    if row.state in {State.ACCEPTED, State.DECLINED}:
        row.decided_at = at


def affiliation_of(email: str, organisation: str) -> Affiliation:
    """The first place of a demo account, or that of an organisation's primary contact."""
    people = Affiliation.objects.present().select_related("organisation", "user")
    found = (
        people.filter(user__email=email).order_by("pk").first()
        if email
        else people.get(organisation__name=organisation, role=Affiliation.Role.PRIMARY)
    )
    if found is None:
        raise LookupError(email)
    return found
