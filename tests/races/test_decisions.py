"""An application is decided once: real connections, beside controls without the lock."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.test import Client

from network.actions import membership, review
from network.actions.review import Question
from network.models import (
    Affiliation,
    Application,
    GuidanceEnquiry,
    JoinRequest,
    Membership,
    Organisation,
)
from network.states import Move, Reason, State
from portal.models import OutgoingMail
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import (
    LETTER,
    find_met,
    make_application,
    make_organisation,
)
from tests.factories.staff import make_staff, sign_in
from tests.races.together import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = [
    (Move.APPROVE, Move.APPROVE),
    (Move.APPROVE, Move.DECLINE),
    (Move.DECLINE, Move.REFER),
    (Move.ASK, Move.APPROVE),
    (Move.ASK, Move.ASK),
]


def ready() -> Application:
    """In review, with a category found met."""
    staff = make_staff()
    application = make_application(State.IN_REVIEW, by=staff)
    find_met(application, by=staff)
    return application


def deciding(application: Application, move: Move) -> Callable[[], int]:
    """Somebody's press of *confirm*: answers the page's status."""
    client: Client = sign_in(make_staff())
    data: dict[str, Any] = {
        "version": application.version,
        "reason": Reason.OTHER.value,
        "basis": "specialist|",
        "question_1": "What is it called?",
        "subject": "About {reference}",
        "body": LETTER.body,
        "send": "yes",
        "act": "confirm",
    }
    path = f"/admin/network/application/{application.pk}/decide/{move}/"
    return partial(press, client, path, data)


def press(client: Client, path: str, data: dict[str, Any]) -> int:
    """Send a form; the page's status."""
    return client.post(path, data).status_code


def letters(application: Application) -> int:
    return OutgoingMail.objects.filter(subject=f"About {application.reference}").count()


def decisions(application: Application) -> list[str]:
    moves = application.events.order_by("pk").values_list("move", flat=True)
    return [move for move in moves if move not in {Move.SUBMIT, Move.START_REVIEW}]


@pytest.mark.parametrize("pair", PAIRS)
def test_two_deciders_at_once_make_one_decision(pair: tuple[Move, Move]) -> None:
    for _ in range(ROUNDS):
        application = ready()

        answers = at_once([deciding(application, move) for move in pair])

        assert sorted(answers) == [302, 409]
        assert len(decisions(application)) == 1
        assert letters(application) == 1
        is_approved = decisions(application) == [Move.APPROVE]
        assert Membership.objects.filter(application=application).count() == is_approved
        assert application.information_items.count() == (decisions(application) == [Move.ASK])


def test_many_presses_of_one_button_start_one_review() -> None:
    application = make_application()
    path = f"/admin/network/application/{application.pk}/start-review/"
    clients = [sign_in(make_staff()) for _ in range(4)]

    data = {"version": application.version}
    answers = at_once([partial(press, client, path, data) for client in clients])

    assert sorted(answers) == [302, 409, 409, 409]
    assert application.events.filter(move=Move.START_REVIEW).count() == 1


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the row is read without its lock, by both before either writes."""
    both_have_read = Barrier(2)

    def read_only(application: Application) -> Application:
        found = Application.objects.get(pk=application.pk)
        both_have_read.wait(PATIENCE)
        return found

    monkeypatch.setattr(review, "lock", read_only)


def declining(application: Application, move: Move) -> Callable[[], Any]:
    return partial(
        review.refer_or_decline,
        application=application,
        to_make=move,
        wording=LETTER,
        reason=Reason.OTHER,
        by=make_staff(),
        now=NOW,
        expected_version=application.version,
    )


def approving(application: Application) -> Callable[[], Any]:
    return partial(
        review.approve,
        application=application,
        wording=LETTER,
        by=make_staff(),
        now=NOW,
        expected_version=application.version,
    )


def asking(application: Application) -> Callable[[], Any]:
    return partial(
        review.ask,
        application=application,
        questions=[Question("What is it called?")],
        wording=LETTER,
        reason=Reason.OTHER,
        by=make_staff(),
        now=NOW,
        expected_version=application.version,
    )


@pytest.mark.parametrize(
    "acts",
    [
        (lambda one: declining(one, Move.DECLINE), lambda one: declining(one, Move.REFER)),
        (approving, lambda one: declining(one, Move.DECLINE)),
        (asking, asking),
    ],
)
def test_control_without_the_lock_decides_twice(
    monkeypatch: pytest.MonkeyPatch, acts: tuple[Callable[..., Any], ...]
) -> None:
    application = ready()
    take_the_lock_away(monkeypatch)

    at_once([act(application) for act in acts])

    assert len(decisions(application)) == 2
    assert letters(application) == 2


# One organisation, two applications ---------------------------------------------------------------


def two_of_one_organisation() -> tuple[Organisation, list[Application]]:
    known, staff = make_organisation(), make_staff()
    applications = [ready(), ready()]
    for application in applications:
        review.match(application=application, organisation=known, by=staff, now=NOW)
        application.refresh_from_db()
    return known, applications


def outcome(act: Callable[[], Any]) -> str:
    try:
        act()
    except Exception as error:  # the kind of answer is what is compared
        return type(error).__name__
    return "done"


def test_two_applications_of_one_organisation_renew_it_once() -> None:
    for _ in range(ROUNDS):
        known, applications = two_of_one_organisation()

        answers = at_once([partial(outcome, approving(one)) for one in applications])

        assert sorted(answers) == ["AlreadyMember", "done"]
        assert known.memberships.count() == 1


def test_control_without_the_organisations_lock_only_the_database_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known, applications = two_of_one_organisation()
    both_have_read = Barrier(2)

    def read_only(application: Application, **_now: Any) -> Organisation | None:
        both_have_read.wait(PATIENCE)
        return application.matched_organisation

    monkeypatch.setattr(membership, "_lock_matched", read_only)

    answers = at_once([partial(outcome, approving(one)) for one in applications])

    assert sorted(answers) == ["IntegrityError", "done"]  # no clear answer to the second
    assert known.memberships.count() == 1


# Beside applications ------------------------------------------------------------------------------


def test_request_to_join_is_decided_once() -> None:
    for _ in range(ROUNDS):
        organisation, person = make_organisation(), make_person()
        request = membership.ask_to_join(organisation=organisation, by=person, message="", now=NOW)
        assert request is not None
        path = f"/admin/network/joinrequest/{request.pk}/change/"
        sure = {"sure": "yes"}
        agree = sure | {"act": "agree", "proof": "telephone", "proof_note": "Rang the chair"}
        refuse = sure | {"act": "refuse"}
        first, second = sign_in(make_staff()), sign_in(make_staff())

        answers = at_once(
            [partial(press, first, path, agree), partial(press, second, path, refuse)]
        )

        assert sorted(answers) == [302, 409]
        request.refresh_from_db()
        is_in = Affiliation.objects.filter(user=person).exists()
        assert is_in == (request.state == JoinRequest.State.AGREED)
        assert OutgoingMail.objects.filter(to=person.email).count() == 1


def test_enquiry_is_answered_once() -> None:
    enquiry = GuidanceEnquiry.objects.create(
        reference="RJN-AAAA-1111",
        name="Kwame Example",
        email="kwame@example.org",
        message="Hello",
        created_at=NOW,
    )
    path = f"/admin/network/guidanceenquiry/{enquiry.pk}/change/"
    clients = [sign_in(make_staff()) for _ in range(3)]

    answers = at_once(
        [
            partial(press, client, path, {"act": "send", "sure": "yes", "text": f"Answer {n}"})
            for n, client in enumerate(clients)
        ]
    )

    assert sorted(answers) == [302, 409, 409]
    assert OutgoingMail.objects.filter(to="kwame@example.org").count() == 1
