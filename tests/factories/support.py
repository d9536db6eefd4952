"""Requests for support, in each state of their lives, made by the actions that the site uses."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from network.actions import moderating, support
from network.models import Organisation, SupportRequest, User
from network.support_states import FOLLOW_UP_AFTER, Move
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff

SAID: dict[str, Any] = {
    "need": "A funding bid, due in March.",
    "needed_by": None,
    "tried": "",
    "phone": "",
}
FACTS: dict[str, Any] = {
    "allocated_to": "Adaeze Example",
    "hours_offered": None,
    "scheduled_on": timezone.localdate() + timedelta(days=9),
    "hours_used": "7.5",
}
WENT: dict[str, Any] = {"helped": "yes", "what_changed": "We got the grant.", "may_share": False}
ON_THE_WAY = (Move.TRIAGE, Move.ALLOCATE, Move.SCHEDULE, Move.DELIVER)


def make_request(
    *, by: User | None = None, organisation: Organisation | None = None, now: datetime | None = None
) -> SupportRequest:
    """A request of a member organisation, just asked for."""
    by = by or make_person(name="Ada Example")
    return support.ask(
        organisation=organisation or make_member(by),
        asked=moderating.Asked(key=uuid.uuid4(), said=SAID),
        by=by,
        now=now or timezone.now(),
    )


def decide(request: SupportRequest, move: Move, **options: Any) -> None:
    """One move of a co-ordinator; `options` as Moderation.decide, and facts, text, reason, send."""
    words = {"text": "Hello.", "facts": FACTS}
    words |= {
        name: options.pop(name) for name in ("text", "facts", "reason", "send") if name in options
    }
    by = options.pop("by", None) or make_staff()
    request.refresh_from_db()
    values = {"version": request.version, "now": timezone.now()} | options
    support.REQUESTS.decide(
        record=request, decision=moderating.Decision(move, **words), by=by, **values
    )
    request.refresh_from_db()


def delivered(**options: Any) -> SupportRequest:
    """Delivered just over three months ago."""
    request = make_request(**options)
    staff = make_staff()
    for move in ON_THE_WAY:
        decide(request, move, by=staff, now=timezone.now() - FOLLOW_UP_AFTER - timedelta(hours=1))
    return request


def asked_how_it_went(**options: Any) -> SupportRequest:
    request = delivered(**options)
    support.follow_up(now=timezone.now())
    request.refresh_from_db()
    return request
