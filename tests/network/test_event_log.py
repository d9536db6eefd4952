"""The timeline of an application: what the database itself refuses, past all of the site's code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from network.models import Application, ApplicationEvent
from network.states import Move, State
from tests.factories.applicants import NOW, make_person, make_submitted

pytestmark = pytest.mark.django_db
ERASED = "[erased]"
BLANKED = {
    "actor": None,
    "actor_name": ERASED,
    "on_behalf_of": ERASED,
    "letter_subject": ERASED,
    "letter_text": ERASED,
}
CHANGES: dict[str, Any] = {
    "at": NOW + timedelta(days=1),
    "actor_name": "Somebody Else",
    "move": Move.WITHDRAW,
    "from_state": State.DECLINED,
    "to_state": State.APPROVED,
    "reason": "other",
    "source": "telephone",
    "on_behalf_of": "Somebody Else",
    "letter_subject": "Another subject",
    "letter_text": "Another letter",
    "letter_sent": True,
    "erasure": "erasure-1",
}


@pytest.fixture
def application() -> Application:
    return make_submitted(make_person(name="Ada Example"))


@pytest.fixture
def event(application: Application) -> ApplicationEvent:
    """An event with a letter and somebody it was done for: all that an erasure can blank."""
    return ApplicationEvent.objects.create(
        application=application,
        at=NOW,
        actor=make_person(name="Ben Example"),
        actor_name="Ben Example",
        move=Move.ASK,
        from_state=State.IN_REVIEW,
        to_state=State.MORE_INFORMATION,
        on_behalf_of="Ada Example",
        letter_subject="Two questions",
        letter_text="Dear Ada Example",
    )


def refused(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


def row(event: ApplicationEvent) -> dict[str, Any]:
    return ApplicationEvent.objects.values().get(pk=event.pk)


def change(event: ApplicationEvent, **values: Any) -> Callable[[], int]:
    return lambda: ApplicationEvent.objects.filter(pk=event.pk).update(**values)


def test_sending_an_application_leaves_an_event_that_cannot_be_deleted(
    application: Application,
) -> None:
    sent = application.events.get(move=Move.SUBMIT)

    assert refused(sent.delete)
    assert application.events.filter(pk=sent.pk).exists()


def test_an_application_with_events_cannot_be_deleted_either(application: Application) -> None:
    assert refused(application.delete)
    assert Application.objects.filter(pk=application.pk).exists()


def test_the_changes_below_name_every_field_that_holds_something() -> None:
    fields = {field.name for field in ApplicationEvent._meta.concrete_fields}

    assert set(CHANGES) == fields - {"id", "application", "actor"}


@pytest.mark.parametrize("field", CHANGES)
def test_no_field_can_be_changed(field: str, event: ApplicationEvent) -> None:
    before = row(event)

    assert refused(change(event, **{field: CHANGES[field]}))
    assert row(event) == before


def test_an_event_cannot_move_to_another_application(event: ApplicationEvent) -> None:
    assert refused(change(event, application=make_submitted()))


def test_an_event_cannot_be_put_down_to_somebody_else(event: ApplicationEvent) -> None:
    assert refused(change(event, actor=make_person()))


def test_nothing_else_changes_while_the_actor_goes(event: ApplicationEvent) -> None:
    assert refused(change(event, actor=None, letter_text="Another letter"))


def test_deleting_the_actor_keeps_their_name(event: ApplicationEvent) -> None:
    before = row(event)
    assert event.actor

    event.actor.delete()

    assert row(event) == before | {"actor_id": None}


def test_an_erasure_blanks_name_and_letter_and_nothing_else(event: ApplicationEvent) -> None:
    before = row(event)

    change(event, erasure="erasure-1", **BLANKED)()

    blanked = {name: text for name, text in BLANKED.items() if name != "actor"}
    assert row(event) == before | blanked | {"actor_id": None, "erasure": "erasure-1"}


def test_an_erasure_needs_its_id(event: ApplicationEvent) -> None:
    assert refused(change(event, **BLANKED))


@pytest.mark.parametrize("field", [name for name in BLANKED if name != "actor"])
def test_an_erasure_writes_nothing_but_the_mark(field: str, event: ApplicationEvent) -> None:
    assert refused(change(event, erasure="erasure-1", **BLANKED | {field: "Somebody Else"}))


def test_an_applicant_is_erased_without_who_decided(event: ApplicationEvent) -> None:
    letter = dict.fromkeys(("on_behalf_of", "letter_subject", "letter_text"), ERASED)
    before = row(event)
    change(event, erasure="erasure-1", **letter)()
    assert row(event) == before | letter | {"erasure": "erasure-1"}


def test_somebody_who_was_staff_is_erased_without_the_letter(event: ApplicationEvent) -> None:
    before = row(event)
    change(event, erasure="erasure-1", actor=None, actor_name=ERASED)()
    who = {"actor_id": None, "actor_name": ERASED, "erasure": "erasure-1"}
    assert row(event) == before | who


def test_an_erasure_lets_go_of_the_actor(event: ApplicationEvent) -> None:
    assert refused(change(event, erasure="erasure-1", **BLANKED | {"actor": event.actor}))


@pytest.mark.parametrize("field", ["at", "move", "from_state", "to_state", "reason", "letter_sent"])
def test_an_erasure_does_not_rewrite_what_happened(field: str, event: ApplicationEvent) -> None:
    assert refused(change(event, erasure="erasure-1", **BLANKED, **{field: CHANGES[field]}))


def test_an_erasure_happens_once(event: ApplicationEvent) -> None:
    change(event, erasure="erasure-1", **BLANKED)()

    assert refused(change(event, erasure="erasure-2"))
    assert refused(change(event, erasure=""))


@pytest.mark.parametrize("table", ["network_applicationevent", "network_application CASCADE"])
def test_the_timeline_cannot_be_truncated(event: ApplicationEvent, table: str) -> None:
    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL portal.allow_truncate = 'off'")
            cursor.execute(f"TRUNCATE {table}")

    assert refused(truncate)
    assert ApplicationEvent.objects.filter(pk=event.pk).exists()
