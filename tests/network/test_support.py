"""Requests for support: who asks for what, the legal moves, and what is sent when."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from network.actions import moderating, support
from network.models import SupportEvent, SupportRequest
from network.move_tables import Actor
from network.support_states import MEMBER_WORDS, MOVES, STAFF_WORDS, Move, State
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.people import make_place
from tests.factories.staff import make_staff
from tests.factories.support import (
    ON_THE_WAY,
    SAID,
    WENT,
    asked_how_it_went,
    decide,
    delivered,
    make_request,
)

pytestmark = pytest.mark.django_db
TO = "coordinator@example.org"


def subjects(request: SupportRequest) -> list[tuple[str, str]]:
    """To whom mails about a request went, and what they are about, the newest first."""
    rows = OutgoingMail.objects.filter(subject__contains=request.reference).order_by("-pk")
    return [(mail.to, mail.subject.partition(" (")[0]) for mail in rows]


def test_both_sides_have_words_for_every_state() -> None:
    assert set(STAFF_WORDS) == set(MEMBER_WORDS) == set(State)


def test_every_state_can_be_reached_and_left_unless_it_is_over() -> None:
    reached = {way.target for way in MOVES.values()} | {State.REQUESTED}
    left = {state for way in MOVES.values() for state in way.sources}
    assert (reached, set(State) - left) == (
        set(State),
        {State.CLOSED, State.DECLINED, State.WITHDRAWN},
    )


def test_a_request_goes_all_the_way_and_is_written_down() -> None:
    request = asked_how_it_went()
    by = request.by
    assert by
    support.answer(request=request, said=WENT, version=request.version, by=by, now=timezone.now())
    decide(request, Move.CLOSE)
    done = list(request.events.order_by("pk").values_list("move", flat=True))
    assert done == [Move.REQUEST, *ON_THE_WAY, Move.ASK, Move.ANSWER, Move.CLOSE]
    noted = AuditEntry.objects.filter(action__startswith="support.").order_by("pk")
    assert [entry.action for entry in noted] == [f"support.{move}" for move in done]
    request.refresh_from_db()
    assert (request.state, request.helped, request.may_share) == (State.CLOSED, "yes", False)


def test_the_same_key_asks_once() -> None:
    by = make_person()
    organisation, asked = make_member(by), moderating.Asked(key=uuid.uuid4(), said=SAID)
    about: dict[str, Any] = {"organisation": organisation, "by": by, "now": timezone.now()}
    first = support.ask(asked=asked, **about)
    assert support.ask(asked=asked, **about) == first
    other = moderating.Asked(key=asked.key, said=SAID | {"need": "Something else."})
    with pytest.raises(moderating.SentAlready):
        support.ask(asked=other, **about)
    assert SupportRequest.objects.count() == 1


def test_only_people_of_a_running_member_ask() -> None:
    by = make_person()
    organisation = make_member(by, ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(moderating.NotAMember):
        make_request(by=by, organisation=organisation)
    with pytest.raises(moderating.NotAMember):
        make_request(by=by, organisation=make_member(make_person(), name="Not theirs"))


def test_both_sides_are_told_of_a_request() -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"coordinator_email": TO})
    SiteSettings.forget()
    request = make_request()
    assert request.by
    assert subjects(request) == [
        (TO, "A member asks for support"),
        (request.by.email, "We have your request for support"),
    ]


def test_a_letter_says_what_was_decided() -> None:
    request = make_request()
    decide(request, Move.TRIAGE)
    decide(request, Move.ALLOCATE, text="{who} helps you. {nothing}")
    event = moderating.last_event(request)
    assert event
    assert (event.text, event.letter_sent) == ("Adaeze Example helps you. {nothing}", True)
    assert OutgoingMail.objects.filter(cause=f"support-event:{event.pk}").count() == 1


def test_without_a_mail_the_words_stand_on_the_page() -> None:
    request = make_request()
    decide(request, Move.DECLINE, text="Not now.", reason="nobody-free", send=False)
    event = moderating.last_event(request)
    assert event
    assert (event.text, event.letter_sent, event.reason) == ("Not now.", False, "nobody-free")
    assert not OutgoingMail.objects.filter(cause=f"support-event:{event.pk}").exists()


def test_the_second_of_two_is_told_who_was_first() -> None:
    request, first = make_request(), make_staff()
    decide(request, Move.TRIAGE, by=first)
    with pytest.raises(moderating.MovedOn) as error:
        decide(request, Move.TRIAGE)
    assert error.value.event
    assert error.value.event.by == first
    with pytest.raises(moderating.MovedOn):
        decide(request, Move.ALLOCATE, version=1)


def test_somebody_new_needs_a_new_date() -> None:
    request = make_request()
    for move in (Move.TRIAGE, Move.ALLOCATE, Move.SCHEDULE, Move.ALLOCATE):
        decide(request, move)
    assert (request.state, request.scheduled_on) == (State.ALLOCATED, None)


def test_staff_leave_their_own_organisations_requests_alone() -> None:
    request, staff = make_request(), make_staff()
    request.organisation.affiliations.create(user=staff, role="member", started_at=timezone.now())
    with pytest.raises(moderating.OwnRecord):
        decide(request, Move.TRIAGE, by=staff)


@pytest.mark.parametrize(("role", "may"), [("member", False), ("manager", True), ("primary", True)])
def test_who_answers_for_the_organisation_may_take_back_too(role: str, may: bool) -> None:
    request = make_request()
    colleague = make_place(request.organisation, role).user
    now = timezone.now()
    assert SupportRequest.objects.visible_to(colleague, now=now).contains(request)
    if may:
        support.take_back(request=request, version=1, by=colleague, now=now)
    else:
        with pytest.raises(moderating.NotTheirs):
            support.take_back(request=request, version=1, by=colleague, now=now)
    request.refresh_from_db()
    assert (request.state == State.WITHDRAWN) is may


def test_nobody_of_another_organisation_sees_or_takes_back() -> None:
    request, stranger, now = make_request(), make_person(), timezone.now()
    make_member(stranger, name="Another one")
    assert not SupportRequest.objects.visible_to(stranger, now=now).exists()
    with pytest.raises(moderating.NotTheirs):
        support.take_back(request=request, version=1, by=stranger, now=now)


def test_members_parts_close_with_the_membership() -> None:
    request, now = make_request(), timezone.now()
    request.organisation.memberships.update(suspended_at=now)
    assert not SupportRequest.objects.visible_to(request.by, now=now).exists()


def test_how_it_went_is_asked_once_and_not_before_its_day() -> None:
    request = delivered()
    early = timezone.now() - timedelta(days=1)
    assert [support.follow_up(now=early), support.follow_up(now=timezone.now())] == [0, 1]
    assert support.follow_up(now=timezone.now() + timedelta(days=400)) == 0
    request.refresh_from_db()
    assert request.state == State.ASKED
    assert subjects(request)[0][1] == "Did the support help?"


def test_who_is_no_member_any_more_is_not_asked() -> None:
    request = delivered()
    request.organisation.memberships.update(suspended_at=timezone.now())
    assert support.follow_up(now=timezone.now()) == 0


def test_where_the_asker_has_left_the_primary_contact_is_written_to() -> None:
    request = make_request()
    primary = make_place(request.organisation, "primary").user
    assert request.reader() == request.by
    request.organisation.affiliations.filter(user=request.by).update(ended_at=timezone.now())
    assert request.reader() == primary


@pytest.mark.parametrize("change", ["update", "delete"])
def test_events_are_never_changed(change: str) -> None:
    request = make_request()
    events = SupportEvent.objects.filter(request=request)
    acts = {
        "update": lambda: events.update(text="Changed"),
        "delete": lambda: _delete_now(events),
    }
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        acts[change]()


def _delete_now(events: Any) -> None:
    events.delete()
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.ALLOCATED},
        {"state": State.SCHEDULED, "allocated_to": "Ada"},
        {"state": State.CLOSED},
        {"hours_used": -1},
    ],
)
def test_the_database_keeps_each_state_whole(wrong: dict[str, Any]) -> None:
    request = make_request()
    with pytest.raises(Error, match="support_"), transaction.atomic():
        SupportRequest.objects.filter(pk=request.pk).update(**wrong)


def test_moves_of_the_site_and_of_members_are_no_buttons() -> None:
    sides = {move: way.actor for move, way in MOVES.items() if way.actor != Actor.STAFF}
    assert sides == {
        Move.ASK: Actor.SITE,
        Move.ANSWER: Actor.MEMBER,
        Move.WITHDRAW: Actor.MEMBER,
    }
