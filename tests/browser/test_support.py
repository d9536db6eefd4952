"""Consultancy support in a browser: a member asks and answers, the co-ordinator sees to it."""

from datetime import timedelta

import pytest

from network.actions import reducing
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff
from tests.factories.support import asked_how_it_went, delivered

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Gemeinschaftsgerechtigkeitsnetzwerk für Resettlement, Families and Young People of Colour"
LIST = "/admin/network/supportrequest/"
NEED = "A lottery bid for the Gemeinschaftsgerechtigkeitsnetzwerkmentoringproject, and a budget."


@pytest.mark.parametrize("size", SIZES)
def test_support_is_asked_for_and_seen_to(new_visitor: NewVisitor, size: str) -> None:
    person = make_person(name="Ada Example")
    make_member(person, name=NAME)
    visitor = new_visitor(size, javascript=size == "desktop", name="support").become(person)
    visitor.open("/network/support/").follow("Ask for support", "Ask for support")
    visitor.press("Send the request", "Ask for support").fill("What do you need help with?", NEED)
    visitor.press("Send the request", "Request for support")
    staff = new_visitor(size, name="support-staff").become(make_staff(), second_factor=True)
    staff.open(LIST)
    staff.activate(staff.page.locator("#result_list tbody a").first)
    staff.see(NAME).follow("Take it on", "Take it on")
    staff.press("Preview").press("Take it on and send", NAME)
    staff.follow("Allocate", "Allocate").fill("Who gives the support?", "Efua Specimen-Asante")
    staff.press("Preview").press("Allocate and send", NAME)
    visitor.follow("Take it back", "Take it back?").press("Take it back", "Request for support")


@pytest.mark.parametrize("size", SIZES)
def test_member_says_how_it_went(new_visitor: NewVisitor, size: str) -> None:
    request = asked_how_it_went()
    assert request.by
    page = f"/network/support/{request.organisation_id}/{request.reference}/"
    visitor = new_visitor(size, javascript=size == "desktop", name="went").become(request.by)
    visitor.open(page).press("Send your answer", "Request for support")
    visitor.choose("Did it help?", "Yes").choose("May the network tell others", "No")
    visitor.press("Send your answer", "Request for support")
    visitor.open(f"/network/support/{request.organisation_id}/").see("Consultancy support")


@pytest.mark.parametrize("size", SIZES)
def test_staff_enter_for_a_member_who_sees_it_beside_an_old_one(
    new_visitor: NewVisitor, size: str
) -> None:
    person = make_person(name="Ada Example")
    organisation = make_member(person, name=NAME)
    old = delivered(by=person, organisation=organisation)
    reducing.reduce_requests(now=old.state_since + timedelta(days=731))
    staff = new_visitor(size, javascript=size == "desktop", name="support-entered")
    staff.become(make_staff(), second_factor=True).open(f"{LIST}?state=all")
    staff.follow("Enter on someone’s behalf", "Enter a request on someone’s behalf")
    staff.select("Organisation", NAME)
    staff.press("Continue", NAME).press("Ask for it for them", NAME)
    staff.select("From whom?", "Ada Example")
    staff.choose("How did it reach you?", "Telephone").fill("What do they need help with?", NEED)
    staff.press("Ask for it for them", NAME)
    staff.open(f"{LIST}{old.pk}/change/").open(f"/admin/network/organisation/{organisation.pk}/")
    member = new_visitor(size, name="support-told").become(person)
    member.open(f"/network/support/{organisation.pk}/").follow(NEED[:30], "Request for support")
    member.open(f"/network/support/{organisation.pk}/{old.reference}/")
