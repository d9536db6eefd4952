"""What who wanted a training in the exchange is written once there is one."""

from events.models import Event
from network.models import TrainingPost, User
from portal.letters import absolute, from_template, one_line
from portal.outbox import Letter


def to_book(event: Event, post: TrainingPost, person: User) -> Letter:
    """There is a training now, when and where, and how to book it."""
    return from_template(
        "events/mail/exchanged.txt",
        to=person.email,
        name=one_line(person.name),
        event=event,
        topic=post.topic,
        link=absolute("events:event", event.slug),
    )
