"""Two people decide about one request for support, or press twice on one form, at once."""

import uuid
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from network.actions import moderating, reducing, support
from network.models import SupportRequest
from network.support_states import Move
from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff
from tests.factories.support import SAID, decide, make_request
from tests.races.together import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def take_on(request: SupportRequest, by: Any) -> bool:
    """Whether it was this one that did."""
    decision = moderating.Decision(Move.TRIAGE, "Hello.")
    try:
        support.REQUESTS.decide(
            record=request, decision=decision, version=1, by=by, now=timezone.now()
        )
    except moderating.MovedOn:
        return False
    return True


def both(request: SupportRequest) -> list[bool]:
    return at_once([partial(take_on, request, make_staff()) for _ in range(2)])


def test_of_two_who_decide_at_once_one_is_told() -> None:
    for _ in range(ROUNDS):
        request = make_request()
        before = OutgoingMail.objects.count()
        assert sorted(both(request)) == [False, True]
        assert (request.events.count(), OutgoingMail.objects.count()) == (2, before + 1)


def test_without_the_lock_both_would_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both have read before either writes."""
    request, both_have_read = make_request(), Barrier(2)

    def read(_all: Any, one: SupportRequest) -> SupportRequest:
        row = SupportRequest.objects.select_related("organisation").get(pk=one.pk)
        both_have_read.wait(PATIENCE)
        return row

    monkeypatch.setattr(moderating.Moderation, "lock", read)
    assert both(request) == [True, True]


def test_two_presses_at_once_ask_once() -> None:
    for _ in range(ROUNDS):
        person = make_person()
        organisation, asked = make_member(person), moderating.Asked(key=uuid.uuid4(), said=SAID)
        ask = partial(
            support.ask, organisation=organisation, asked=asked, by=person, now=timezone.now()
        )
        first, second = at_once([ask, ask])
        assert first == second
        assert SupportRequest.objects.filter(organisation=organisation).count() == 1


def test_two_nightly_runs_at_once_reduce_each_request_once() -> None:
    for _ in range(ROUNDS):
        request = make_request()
        decide(request, Move.DECLINE, reason="other")
        reduce = partial(reducing.reduce_requests, now=request.state_since + timedelta(days=731))
        assert sorted(at_once([reduce, reduce])) == [0, 1]
