"""Consultancy support in a browser: a member asks and answers, the co-ordinator sees to it."""

import pytest

from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff
from tests.factories.support import asked_how_it_went

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Gemeinschaftsgerechtigkeitsnetzwerk für Resettlement, Families and Young People of Colour"
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
    staff.open("/admin/network/supportrequest/")
    staff.page.locator("#result_list tbody a").first.click()
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
