"""A whole life: check, apply in two sittings with a colleague, be asked, be approved, sign in."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from network.models import Affiliation, Application, Membership
from network.states import State
from network.steps import Step
from portal.staff_groups import COORDINATORS
from tests.browser.conftest import NewVisitor
from tests.browser.test_checker import KIND, LED, PROJECT, PURPOSE, SUPPORTS, WORKS
from tests.browser.visitor import Visitor
from tests.factories.applicants import make_person, make_submitted
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = "zoe@example.org"
COLLEAGUE = "sade@example.org"
COORDINATOR = "staff@example.org"


def check_eligibility(visitor: Visitor) -> None:
    visitor.open("/").follow("See if you can join").follow("Start")
    visitor.choose(WORKS, "Yes").press("Continue")
    visitor.choose(KIND, "A charity").press("Continue")
    visitor.choose(LED, "Yes").press("Continue")
    visitor.fill("People on your board", "5").fill("Of your board, identifying", "3").press(
        "Continue"
    )
    visitor.choose(PURPOSE, "No").press("Continue")
    visitor.choose(PROJECT, "No").press("Continue")
    visitor.choose(SUPPORTS, "Yes").fill("How do you work with them", "Mentoring after release")
    visitor.press("Continue", "Your organisation can apply")


def start_with_address(visitor: Visitor, address: str) -> None:
    """Sign up by a mailed code; no password is asked for."""
    visitor.page.get_by_label("E-mail address", exact=False).first.fill(address)
    visitor.press("Send me a code")
    visitor.page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(visitor.code(address))
    visitor.activate(visitor.page.get_by_role("main").get_by_role("button").first)
    visitor.see()


def fill_organisation(visitor: Visitor) -> None:
    visitor.follow("Your organisation", "Your organisation")
    visitor.fill("Name of your organisation", "Kola Nut Resettlement")
    visitor.select("Legal form", "cio")
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
    visitor.tick("What we told you is right")
    visitor.press("Send your application", "Your application has been sent")
    assert application.reference in visitor.mail(LEAD, "We have your application").text
    assert application.reference in visitor.mail(COLLEAGUE, "We have your application").text
    application.refresh_from_db()
    return application


def open_case(staff: Visitor, application: Application) -> None:
    staff.open("/staff/").follow("Open the queue of applications", "Applications")
    staff.activate(staff.page.get_by_role("link", name=application.reference))
    staff.see("Kola Nut Resettlement")


def decide(staff: Visitor, button: str, confirm: str) -> None:
    """Write, preview, confirm: nothing happens before the last press."""
    staff.activate(staff.page.get_by_role("link", name=button, exact=True))
    staff.see()
    reason = staff.page.get_by_label("Reason")
    if reason.count():
        reason.select_option(index=1)
    if button == "Ask for more information":
        staff.page.get_by_label("Question").first.fill("Which prisons do you work in?")
    staff.press("Preview").press(confirm)


def be_asked_and_answer(staff: Visitor, visitor: Visitor) -> None:
    decide(staff, "Ask for more information", "Ask for more information and send")
    visitor.open(visitor.link(LEAD, "A question about your application"))
    visitor.follow("Answer", "A question for you")
    visitor.fill("Which prisons", "Two in London").press("Send your answer")
    assert "answered" in visitor.mail(COORDINATOR, "An answer has come").text


def find_met(staff: Visitor) -> None:
    block = staff.page.get_by_role("article").filter(has_text="Service that supports")
    staff.activate(block.locator("summary", has_text="Record your finding"))
    block.get_by_label("Met", exact=True).check()
    block.get_by_label("Why").fill("They told us about their mentoring.")
    staff.activate(block.get_by_role("button", name="Keep this finding"))
    staff.see()


SIZES = [("phone", True), ("desktop", True), ("phone", False)]


@pytest.mark.parametrize(("size", "javascript"), SIZES)
def test_from_first_visit_to_member(new_visitor: NewVisitor, size: str, javascript: bool) -> None:
    visitor = new_visitor(size, javascript=javascript, name="life")
    check_eligibility(visitor)
    application = apply_in_two_sittings(visitor, new_visitor, size, javascript=javascript)
    assert application.steps.get(step=Step.LEADERSHIP).typed["board_identifying"] in {3, "3"}

    staff = new_visitor(size, javascript=javascript, name="staff")
    staff.become(make_staff(COORDINATORS, email=COORDINATOR), second_factor=True)
    open_case(staff, application)
    staff.press("Start review")
    be_asked_and_answer(staff, visitor)
    open_case(staff, application)
    find_met(staff)
    decide(staff, "Approve", "Approve and send")

    application.refresh_from_db()
    assert application.state == State.APPROVED
    assert Membership.objects.get().categories == ["supports"]
    assert sorted(Affiliation.objects.values_list("user__email", "role")) == [
        (COLLEAGUE, "member"),
        (LEAD, "primary"),
    ]

    member = new_visitor(size, javascript=javascript, name="member")
    member.open(member.link(COLLEAGUE, "Welcome"))
    member.page.get_by_label("E-mail address", exact=False).first.fill(COLLEAGUE)
    member.press("Send me a code")
    member.page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(member.code(COLLEAGUE))
    member.activate(member.page.get_by_role("main").get_by_role("button").first)
    member.see()
    assert member.page.url.endswith("/dashboard/")
    expect(member.page.get_by_text("Kola Nut Resettlement, member")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "confirm", "state", "said"),
    [
        ("Refer to guidance", "Refer to guidance and send", State.REFERRED, "Let us talk"),
        ("Decline", "Decline and send", State.DECLINED, "Not a member for now"),
    ],
)
def test_other_outcomes(
    new_visitor: NewVisitor, button: str, confirm: str, state: State, said: str
) -> None:
    lead = make_person(LEAD, name="Zoë Example")
    application = make_submitted(lead, now=timezone.now())
    staff = new_visitor(name="staff").become(
        make_staff(COORDINATORS, email=COORDINATOR), second_factor=True
    )
    open_case(staff, application)
    staff.press("Start review")
    decide(staff, button, confirm)

    application.refresh_from_db()
    assert application.state == state
    applicant = new_visitor("phone", name="applicant").become(lead)
    applicant.open(f"/network/applications/{application.reference}/")
    expect(applicant.page.get_by_text(said).first).to_be_visible()
    assert application.reference in applicant.mail(LEAD).subject
