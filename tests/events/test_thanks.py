"""Thanks after an event: once, to who came, with the way to feedback and certificate."""

import uuid
from datetime import timedelta

import pytest

from events.actions.reminding import thank_due
from events.models import CheckIn, Delegate, Event, Material, Notice
from tests.conftest import Deliver
from tests.factories.applicants import NOW
from tests.factories.events import STARTS, book, make_event, wait_for_seat
from tests.factories.materials import make_material
from tests.factories.told import link_of, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ENDS = STARTS + 7 * HOUR
MORNING = ENDS + 13 * HOUR


@pytest.fixture
def ada() -> Delegate:
    return book(make_event(capacity=2), name="Ada Example", email="ada@example.org")


def tick(delegate: Delegate) -> None:
    CheckIn.objects.create(event=delegate.event, delegate=delegate, at=ENDS, key=uuid.uuid4())


def test_who_came_is_thanked_once(ada: Delegate, deliver: Deliver) -> None:
    tell(deliver)
    tick(ada)
    book(ada.event, name="Ben Example")
    wait_for_seat(ada.event)
    tell(deliver)
    assert [thank_due(now=MORNING), thank_due(now=MORNING + HOUR)] == [1, 0]
    (mail,) = tell(deliver, MORNING)
    assert mail.to == ("ada@example.org",)
    assert link_of(ada, "delegate_feedback") in mail.text
    assert link_of(ada, "delegate_certificate") in mail.text


def test_without_a_list_of_the_door_everybody_booked_is_thanked(
    ada: Delegate, deliver: Deliver
) -> None:
    tell(deliver)
    assert thank_due(now=MORNING) == 1
    (mail,) = tell(deliver, MORNING)
    assert link_of(ada, "delegate_feedback") in mail.text
    assert link_of(ada, "delegate_certificate") not in mail.text


@pytest.mark.parametrize("shown", [True, False])
def test_thanks_tell_of_materials_that_are_shown(
    ada: Delegate, deliver: Deliver, shown: bool
) -> None:
    tell(deliver)
    made = make_material(ada.event, link="https://example.org/film")
    Material.objects.filter(pk=made.pk).update(published_at=NOW if shown else None)
    thank_due(now=MORNING)
    (mail,) = tell(deliver, MORNING)
    lines = mail.text.splitlines()
    said = lines[lines.index(link_of(ada)) - 2]
    words = "Slides, handouts and other materials of the day are on your page:"
    assert said == (words if shown else "The page of this booking:")


@pytest.mark.parametrize(
    ("after", "thanked"),
    [(11 * HOUR, 0), (12 * HOUR, 1), (167 * HOUR, 1), (168 * HOUR, 0)],
)
def test_from_the_next_morning_on_for_a_week(ada: Delegate, after: timedelta, thanked: int) -> None:
    assert thank_due(now=ENDS + after) == thanked


def test_nobody_is_thanked_for_what_was_cancelled(ada: Delegate) -> None:
    Event.objects.filter(pk=ada.event_id).update(state="cancelled", cancelled_at=NOW)
    assert thank_due(now=MORNING) == 0
    assert not Notice.objects.filter(kind="thanks").exists()
