"""A whole life: check, apply in two sittings with a colleague, be asked, be approved, sign in."""

import re

import pytest
from playwright.sync_api import expect

from network.models import Affiliation, Application, Membership
from network.states import State
from network.steps import Step
from portal.staff_groups import COORDINATORS
from tests.browser.conftest import NewVisitor
from tests.browser.test_checker import KIND, LED, PROJECT, PURPOSE, SUPPORTS, WORKS
from tests.browser.visitor import Visitor
from tests.security.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = "zoe@example.org"
COLLEAGUE = "sade@example.org"
COORDINATOR = "staff@example.org"


def check_eligibility(visitor: Visitor) -> None:
    visitor.open("/").follow("See if you can join").follow("Start")
    visitor.choose(WORKS, "Yes").press("Continue")
    visitor.choose(KIND, "A charity").press("Continue")
    visitor.choose(LED, "Yes").press("Continue")
    visitor.fill("People on your board", "5").fill("Of these, identifying", "3").press("Continue")
    visitor.choose(PURPOSE, "No").press("Continue")
    visitor.choose(PROJECT, "No").press("Continue")
    visitor.choose(SUPPORTS, "Yes").fill("How do you work with them", "Mentoring after release")
    visitor.press("Continue", "Your organisation can apply")


def start_with_address(visitor: Visitor, address: str) -> None:
    """Sign up by a mailed code; no password is asked for."""
    visitor.page.get_by_label("E-mail address", exact=False).first.fill(address)
    visitor.press("Send me a code")
    visitor.page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(visitor.code(address))
    visitor.page.get_by_role("main").get_by_role("button").first.click()
    visitor.see()


def fill_organisation(visitor: Visitor) -> None:
    visitor.follow("Your organisation", "Your organisation")
    visitor.fill("Name of your organisation", "Kola Nut Resettlement")
    visitor.page.get_by_label("Legal form").select_option("cio")
    visitor.fill("Charity number, England", "12")
    visitor.choose("Where do you work?", "London").choose("In which settings?", "Custody")
    visitor.press("Save and continue", "Your organisation")
    expect(visitor.page.get_by_text("There is a problem")).to_be_visible()
    visitor.fill("Charity number, England", "1234567").press("Save and continue", "People")


def apply_in_two_sittings(
    visitor: Visitor, new_visitor: NewVisitor, size: str, *, javascript: bool
) -> Application:
    visitor.follow("Start your application", "Apply to join")
    visitor.follow("Start with your e-mail address")
    start_with_address(visitor, LEAD)
    visitor.press("Start your application", "Your application")
    application = Application.objects.get()
    fill_organisation(visitor)
    visitor.fill("Name of the main contact", "Zoë Example")
    visitor.press("Save and come back later", "Your application")
    visitor.follow("Invite a colleague", "Who works on it")
    visitor.fill("Your colleague's e-mail address", COLLEAGUE).press("Send the invitation")

    colleague = new_visitor(size, javascript=javascript, name="colleague")
    colleague.open(colleague.link(COLLEAGUE)).follow("I am new here")
    start_with_address(colleague, COLLEAGUE)
    colleague.press("Join the application", "Your application")
    colleague.follow("Leadership", "Leadership").press("Save and continue", "What you do")
    colleague.press("Save and continue", "Supporting documents")

    visitor.open(visitor.link(LEAD, "The way back"))
    visitor.follow("Check your answers and send", "Check your answers")
    visitor.follow("Everything is right", "Send your application")
    visitor.fill("Your name", "Zoë Example")
    visitor.page.get_by_label("What we told you is right").check()
    visitor.press("Send your application", "Your application has been sent")
    assert application.reference in visitor.mail(LEAD, "We have your application").text
    assert application.reference in visitor.mail(COLLEAGUE, "We have your application").text
    application.refresh_from_db()
    return application


@pytest.mark.parametrize(
    ("size", "javascript"), [("phone", True), ("desktop", True), ("phone", False)]
)
def test_from_first_visit_to_member(new_visitor: NewVisitor, size: str, javascript: bool) -> None:
    visitor = new_visitor(size, javascript=javascript, name="life")
    check_eligibility(visitor)
    application = apply_in_two_sittings(visitor, new_visitor, size, javascript=javascript)
    assert application.steps.get(step=Step.LEADERSHIP).typed["board_identifying"] in {3, "3"}
    assert application.state == State.SUBMITTED
    assert make_staff(COORDINATORS, COORDINATOR)
    assert not Membership.objects.exists()
    assert not Affiliation.objects.exists()
