"""The training exchange: what members offer and look for, in each state a post can be in."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from events.actions import exchange, organising
from network.actions.training import POSTS
from network.models import (
    Affiliation,
    Organisation,
    TrainingInterest,
    TrainingPost,
    TrainingPostEvent,
)
from network.move_tables import Actor
from network.references import new_reference
from network.training_states import MOVES, SHOWN_FOR, Move, Reason, State
from portal.demo.submissions import affiliation_of
from portal.demo.telling import World

MEMBER, COLLEAGUE, OTHER = "member@example.org", "colleague@example.org", "other@example.org"
OFFER, REQUEST = TrainingPost.Kind.OFFER, TrainingPost.Kind.REQUEST
ONLINE, IN_PERSON = TrainingPost.Format.ONLINE, TrainingPost.Format.IN_PERSON
BOTH = TrainingPost.Format.BOTH
RUN_OUT_DAYS = SHOWN_FOR.days + 10


@dataclass(frozen=True)
class Told:
    """One post, sent in `days` days ago; `moves` are what happened to it since.

    `said` is what the co-ordinator wrote with the last move, `wanted` how many others say "we too".
    """

    days: int
    kind: str
    topic: str
    about: str
    format: str
    length: str
    moves: tuple[Move, ...] = ()
    by: str = ""  # an account of the demo; else the primary contact of `organisation`
    organisation: str = ""
    region: str = ""
    for_whom: str = ""
    cost: str = ""
    places: int | None = None
    said: str = ""
    reason: str = ""
    wanted: int = 0
    becomes_event: bool = False


TOLD = (
    Told(
        2, OFFER, "Writing to somebody in prison",
        "What gets through the post room, what helps, and what never to promise.",
        ONLINE, "An evening", by=OTHER, places=20,
        for_whom="New volunteers",
    ),
    Told(
        6, REQUEST, "Reading a sentence plan",
        "Families ask us what the words mean. We would like to be able to explain them.",
        BOTH, "Half a day", (Move.RETURN,), by=MEMBER, region="west-midlands",
        said="Thank you. Please say for how many people, and whether you could come to Leeds.",
    ),
    Told(
        30, REQUEST, "Talking about race in supervision",
        "How a team leader begins that conversation, and how it goes on after the first time.",
        IN_PERSON, "A day", (Move.PUBLISH,), by=MEMBER, region="london",
        for_whom="Team leaders and trustees", cost="Up to £40 a person", wanted=4,
    ),
    Told(
        41, OFFER, "Money: a budget that trustees understand",
        "Bring your own figures. We go through them together, and you take a template home.",
        ONLINE, "Two evenings", (Move.PUBLISH,), organisation="Amber Yard", places=12, wanted=2,
    ),
    Told(
        75, OFFER, "Listening without mending: grief and loss inside",
        "What we have learnt in nine years of counselling in four languages.",
        IN_PERSON, "A day", (Move.PUBLISH,), organisation="Sukoon Counselling",
        region="yorkshire", for_whom="Staff and volunteers who visit prisons",
        cost="£15 for lunch", places=25, wanted=3, becomes_event=True,
    ),
    Told(
        RUN_OUT_DAYS, OFFER, "A homework club in a visits hall",
        "How ours is run, and the risk assessment that the prison accepted.",
        ONLINE, "An hour", (Move.PUBLISH,), by=COLLEAGUE,
    ),
    Told(
        160, REQUEST, "Safeguarding for volunteers who work in custody",
        "A course that fits prisons, not schools.",
        BOTH, "Half a day", (Move.PUBLISH, Move.HOLD), organisation="Tamarind Families",
        region="national", wanted=5,
    ),
    Told(
        58, OFFER, "Get certified as a resilience coach",
        "Ten modules, with a discount for charities.",
        ONLINE, "Ten weeks", (Move.DECLINE,), organisation="Kite Street Homework Club",
        cost="£900", reason=Reason.PROMOTION,
        said="Thank you for this. The exchange is for what members teach each other, so we leave "
        "courses that are sold out of it.",
    ),
    Told(
        20, REQUEST, "Minutes that people read", "We have found somebody.",
        ONLINE, "An hour", (Move.WITHDRAW,), by=COLLEAGUE,
    ),
)  # fmt: skip


def tell(world: World) -> None:
    """Write them, each step at a time that it would have had."""
    rng = random.Random(world.rng.random())  # noqa: S311 - invented content
    known = _primary_contacts()
    interests: list[TrainingInterest] = []
    events: list[TrainingPostEvent] = []
    for told in TOLD:
        place = affiliation_of(told.by, told.organisation)
        post = _written(world, told, place, rng)
        events += _happened(world, told, post, place)
        others = [one for one in known if one.organisation_id != place.organisation_id]
        interests += _wanted(post, rng.sample(others, told.wanted))
    TrainingPostEvent.objects.bulk_create(events)
    TrainingInterest.objects.bulk_create(interests)
    _become_events(world)


def _primary_contacts() -> list[Affiliation]:
    """Of a few members."""
    members = Organisation.objects.members_at(timezone.now())
    places = Affiliation.objects.present().filter(organisation__in=members, role="primary")
    return list(places.select_related("user", "organisation").order_by("pk")[:12])


def _written(world: World, told: Told, place: Affiliation, rng: random.Random) -> TrainingPost:
    begun = world.clock.ago(told.days)
    state = MOVES[told.moves[-1]].target if told.moves else State.SUBMITTED
    was_shown = Move.PUBLISH in told.moves
    return TrainingPost.objects.create(
        reference=new_reference(rng, prefix=POSTS.prefix),
        organisation=place.organisation,
        by=place.user,
        kind=told.kind,
        topic=told.topic,
        about=told.about,
        for_whom=told.for_whom,
        format=told.format,
        region=told.region,
        length=told.length,
        cost=told.cost,
        places=told.places,
        state=state,
        version=1 + len(told.moves),
        key=uuid.UUID(int=rng.getrandbits(128)),
        created_at=begun,
        state_since=begun + timedelta(days=len(told.moves)),
        shown_until=timezone.localdate(begun) + SHOWN_FOR if was_shown else None,
    )


def _happened(
    world: World, told: Told, post: TrainingPost, place: Affiliation
) -> list[TrainingPostEvent]:
    actors = {Actor.MEMBER: place.user, Actor.STAFF: world.staff.coordinator, Actor.SITE: None}
    first = TrainingPostEvent(
        post=post, move=Move.POST, to_state=State.SUBMITTED, at=post.created_at, by=place.user
    )
    return [
        first,
        *(
            TrainingPostEvent(
                post=post,
                move=move,
                to_state=MOVES[move].target,
                at=post.created_at + timedelta(days=number),
                by=actors[MOVES[move].actor],
                text=told.said if number == len(told.moves) else "",
                letter_sent=bool(told.said) and number == len(told.moves),
                reason=told.reason if move == Move.DECLINE else "",
            )
            for number, move in enumerate(told.moves, start=1)
        ),
    ]


def _wanted(post: TrainingPost, places: list[Affiliation]) -> list[TrainingInterest]:
    """Every second one agrees that who posted it may know."""
    return [
        TrainingInterest(
            post=post,
            organisation=place.organisation,
            by=place.user,
            at=post.state_since + timedelta(days=3 + number),
            names_us=number % 2 == 0,
        )
        for number, place in enumerate(places)
    ]


def _become_events(world: World) -> None:
    """What enough want is a training to come that can be booked."""
    topics = [told.topic for told in TOLD if told.becomes_event]
    staff, now = world.staff.coordinator, world.clock.ago(3)
    for post in TrainingPost.objects.filter(topic__in=topics):
        day = timezone.localdate(now) + timedelta(days=45)
        draft = exchange.Draft(title=post.topic, slug="listening-without-mending", day=day)
        event = exchange.make_event(post=post, draft=draft, by=staff, now=now)
        event.venue_name = "The Quaker Meeting House, Leeds (example)"
        event.save(update_fields=["venue_name"])
        organising.publish(event=event, by=staff, now=now)
