"""The training exchange in a browser: posted, read, wanted by another, made an event."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff
from tests.factories.training import make_post, published, want

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Gemeinschaftsgerechtigkeitsnetzwerk für Resettlement, Families and Young People of Colour"
TOPIC = "Gemeinschaftsgerechtigkeitsnetzwerkkommunikation, and talking about race in supervision"


@pytest.mark.parametrize("size", SIZES)
def test_a_training_is_asked_for_wanted_and_made_an_event(
    new_visitor: NewVisitor, size: str
) -> None:
    person, other = make_person(name="Ada Example"), make_person(name="Bea Example")
    make_member(person, name=NAME)
    make_member(other, name="Another member")
    want(
        published(by=other, organisation=other.affiliations.get().organisation, kind="offer"),
        name="A third member",
        names_us=True,
    )
    visitor = new_visitor(size, javascript=size == "desktop", name="training").become(person)
    visitor.open("/network/training/").follow(
        "Offer a training, or ask for one", "Offer a training, or ask for one"
    )
    visitor.press("Send it in", "Offer a training, or ask for one")
    visitor.choose("What is it?", "We look for a training").fill("Topic", TOPIC)
    visitor.fill("What is it about?", "How to begin.").choose("How does it take place?", "Online")
    visitor.fill("How long is it?", "Half a day").press("Send it in", TOPIC)
    visitor.follow("Change it", "Change your post").open("/network/training/")
    staff = new_visitor(size, name="training-staff").become(make_staff(), second_factor=True)
    staff.open("/admin/network/trainingpost/")
    staff.activate(staff.page.locator("#result_list tbody a").first)
    staff.see(TOPIC).follow("Publish", "Publish")
    staff.press("Preview").press("Publish and send", TOPIC)
    member = new_visitor(size, javascript=size == "desktop", name="wanted").become(other)
    member.open("/network/training/").follow(TOPIC, TOPIC).press("We need this too", TOPIC)
    member.open("/network/training/").follow("Talking about race in supervision")
    visitor.open("/network/training/").follow(TOPIC, TOPIC)
    visitor.follow("Take it down", "Take it down?").follow("Keep it as it is", TOPIC)
    staff.open(staff.page.url).follow("Make a training event", "Make a training event")
    day = timezone.localdate() + timedelta(days=30)
    staff.fill("Date on which it starts", day.isoformat()).press("Make the draft")


def test_an_empty_exchange_says_what_to_do(new_visitor: NewVisitor) -> None:
    post = make_post()
    person = make_person()
    make_member(person, name="Another member")
    visitor = new_visitor("phone", javascript=False, name="training-empty").become(person)
    visitor.open("/network/training/").see("Training exchange")
    visitor.open(f"/network/training/?q={post.topic}")
