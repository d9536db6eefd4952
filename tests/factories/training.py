"""Posts of the training exchange, made by the actions that the site uses."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from network.actions import training
from network.actions.moderating import Asked, Decision
from network.models import Organisation, TrainingPost, User
from network.training_states import Move
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff

SAID: dict[str, Any] = {
    "kind": "request",
    "topic": "Talking about race in supervision",
    "about": "How to begin, and how to go on.",
    "for_whom": "Team leaders",
    "format": "in-person",
    "region": "london",
    "length": "Half a day",
    "cost": "",
    "places": None,
}


def make_post(
    *,
    by: User | None = None,
    organisation: Organisation | None = None,
    now: datetime | None = None,
    **said: Any,
) -> TrainingPost:
    """A post of a member organisation, just sent in."""
    by = by or make_person(name="Ada Example")
    return training.post(
        organisation=organisation or make_member(by),
        asked=Asked(key=uuid.uuid4(), said=SAID | said),
        by=by,
        now=now or timezone.now(),
    )


def decide(post: TrainingPost, move: Move, **options: Any) -> None:
    """One move of a co-ordinator; `options` as Moderation.decide, and text, reason, send."""
    words = {name: options.pop(name) for name in ("reason", "send") if name in options}
    decision = Decision(move, options.pop("text", "Hello."), **words)
    post.refresh_from_db()
    values = {"by": options.pop("by", None) or make_staff(), "version": post.version}
    values |= {"now": timezone.now()} | options
    training.POSTS.decide(record=post, decision=decision, **values)
    post.refresh_from_db()


def published(*, at: datetime | None = None, **options: Any) -> TrainingPost:
    """What other members see since `at`, or now."""
    post = make_post(**options, now=at)
    decide(post, Move.PUBLISH, now=at or timezone.now())
    return post


def want(post: TrainingPost, *, name: str, names_us: bool = False) -> User:
    """Somebody of another member organisation who says "we too"; return who."""
    person = make_person(name="Bea Example")
    training.join(
        post=post,
        organisation=make_member(person, name=name),
        names_us=names_us,
        by=person,
        now=timezone.now(),
    )
    return person
