"""Bulletins in each state of their life, and the people they go to."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from bulletins.actions import moving, starting
from bulletins.models import Bulletin, Delivery, Subscriber
from network.models import User
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff

_numbers = itertools.count(1)


def make_bulletin(**fields: Any) -> Bulletin:
    """A draft with a section of two items, one of them for members only."""
    number = next(_numbers)
    values = {
        "kind": Bulletin.Kind.NEWSLETTER,
        "slug": f"newsletter-{number}",
        "subject": f"Newsletter {number}",
        "introduction": "What has happened since the summer.",
    }
    bulletin = Bulletin.objects.create(**(values | fields))
    section = bulletin.sections.create(heading="News of members")
    section.items.create(title="A mentoring project grows", text="In two prisons now.", position=1)
    section.items.create(
        title="Where we meet next", text="Only for us.", position=2, is_for_members=True
    )
    return bulletin


def approved(by: User | None = None, **fields: Any) -> Bulletin:
    bulletin = make_bulletin(**fields)
    return moving.approve(bulletin=bulletin, by=by or make_staff(), now=timezone.now())


def scheduled(*, at: datetime | None = None, **fields: Any) -> Bulletin:
    """Due in a minute, or `at`."""
    now = timezone.now()
    at = at or now + timedelta(minutes=1)
    return moving.schedule(bulletin=approved(**fields), at=at, by=make_staff(), now=min(now, at))


def sending(**fields: Any) -> Bulletin:
    """Being sent to the subscribers and members there are by now."""
    bulletin = scheduled(**fields)
    assert bulletin.scheduled_at
    assert starting.start(bulletin=bulletin.pk, now=bulletin.scheduled_at)
    Delivery.objects.filter(bulletin=bulletin).update(next_attempt_at=timezone.now())
    bulletin.refresh_from_db()
    return bulletin


def subscribe(email: str = "", name: str = "", **fields: Any) -> Subscriber:
    """Somebody of the wider sector who has confirmed the address."""
    now = timezone.now()
    values = {"consent_wording": "Send me the newsletters.", "consented_at": now}
    values |= {"state": Subscriber.State.CONFIRMED, "confirmed_at": now}
    email = email or f"subscriber{next(_numbers)}@example.org"
    return Subscriber.objects.create(email=email, name=name, **(values | fields))


def subscribe_many(number: int) -> None:
    """`number` subscribers, quickly."""
    now = timezone.now()
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"reader{place}@example.org",
            name=f"Zoë Reader {place}",
            state=Subscriber.State.CONFIRMED,
            consent_wording="Send me the newsletters.",
            consented_at=now,
            confirmed_at=now,
        )
        for place in range(number)
    )


def member(email: str = "", name: str = "Ọlá Example", **fields: Any) -> User:
    """Somebody of an organisation whose membership runs."""
    user = make_person(email, name, **fields)
    make_member(user)
    return user


def states_of(bulletin: Bulletin) -> dict[str, str]:
    """What became of it at each address."""
    return dict(bulletin.deliveries.values_list("address", "state"))
