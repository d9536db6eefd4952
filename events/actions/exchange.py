"""A post of the training exchange becomes an event; who wanted it is told; then it is met."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from events.choices import Audience, Kind
from events.mail_exchange import to_book
from events.models import Event, ExchangedTraining, TicketType
from network.actions import training
from network.actions.moderating import MovedOn, OwnRecord, is_own, last_event
from network.models import Affiliation, Organisation, TrainingPost, User
from network.training_states import State
from portal import audit, outbox
from portal.outbox import Letter
from portal.times import LONDON

BEGINS, ENDS = time(10), time(16)  # until somebody sets the times
USUAL_PLACES = 20


class EventThere(Exception):
    """An event was made of it before: `event`."""

    def __init__(self, event: Event) -> None:
        super().__init__(event.slug)
        self.event = event


@dataclass(frozen=True)
class Draft:
    """How the event is called, where it is found, and its day."""

    title: str
    slug: str
    day: date


@transaction.atomic
def make_event(*, post: TrainingPost, draft: Draft, by: User, now: datetime) -> Event:
    """A draft event of a published post, for members and free of charge until somebody says else.

    Raises MovedOn where it is not published any more, EventThere, and OwnRecord.
    """
    row = training.POSTS.lock(post)
    if is_own(row, by):
        raise OwnRecord
    if row.state != State.PUBLISHED:
        raise MovedOn(last_event(row))
    if (known := ExchangedTraining.objects.living().filter(post=row).first()) is not None:
        raise EventThere(known.event)
    made = _made(row, draft, by, now)
    ExchangedTraining.objects.create(post=row, event=made)
    new = {"post": row.pk, "slug": made.slug}
    audit.record(by=by, action="event.from-exchange", target=made, new=new, now=now)
    return made


def _made(post: TrainingPost, draft: Draft, by: User, now: datetime) -> Event:
    begins = datetime.combine(draft.day, BEGINS, LONDON)
    event = Event.objects.create(
        kind=Kind.TRAINING,
        title=draft.title,
        slug=draft.slug,
        summary=post.for_whom,
        description=post.about,
        starts_at=begins,
        ends_at=datetime.combine(draft.day, ENDS, LONDON),
        audience=Audience.MEMBERS,
        capacity=post.places if post.is_offer and post.places else USUAL_PLACES,
        booking_opens_at=now,
        booking_closes_at=begins,
        changes_until=begins,
        created_by=by,
    )
    for_members = TicketType.Who.MEMBERS
    TicketType.objects.create(event=event, name="A place", for_whom=for_members, note=post.cost)
    return event


def tell(*, event: Event, now: datetime) -> int:
    """Once it is published: tell who posted it and who said "we too"; return how many.

    Calling it again tells nobody twice.
    """
    made = ExchangedTraining.objects.filter(event=event).select_related("post").first()
    if made is None:
        return 0
    letters = _letters(event, made.post, now)
    outbox.enqueue_all(letters=letters, now=now)
    return len(letters)


def _letters(event: Event, post: TrainingPost, now: datetime) -> dict[str, Letter]:
    """By cause: one to each organisation that is still a member."""
    wanted = post.interests.order_by("pk").values_list("organisation", "by")
    told = dict([(post.organisation_id, post.by_id), *wanted])
    members = Organisation.objects.members_at(now).filter(pk__in=told)
    people = {one.pk: Affiliation.objects.reader(one.pk, told[one.pk]) for one in members}
    return {
        f"exchange:{event.pk}:{pk}": to_book(event, post, person)
        for pk, person in people.items()
        if person is not None
    }


def close_held(*, now: datetime) -> int:
    """Close as met what became a training that took place; return how many."""
    due = ExchangedTraining.objects.held(now).select_related("post").order_by("pk")
    return sum(training.held(post=made.post, now=now) for made in due)
