"""The co-ordinator's review, as it is seen and used: each page passes axe in each size."""

from datetime import timedelta

import pytest

from network.actions import guidance, membership, review
from network.models import Application
from network.states import State
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import NOW, lead_of, make_person
from tests.factories.applications import answer, find_met, make_application, make_organisation
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/network/application/"
NAME = "Kola Nut Resettlement"


def coordinator(new_visitor: NewVisitor, size: str, **browser: bool) -> Visitor:
    visitor = new_visitor(size, name="coordinator", **browser)
    return visitor.become(make_staff(name="Amara Example"), second_factor=True)


@pytest.mark.parametrize(
    ("size", "javascript", "dark"),
    [("desktop", True, False), ("phone", True, True), ("phone", False, False)],
)
def test_application_is_reviewed_and_approved(
    new_visitor: NewVisitor, size: str, javascript: bool, dark: bool
) -> None:
    application = make_application()
    visitor = coordinator(new_visitor, size, javascript=javascript, dark=dark)
    visitor.open("/staff/").follow("new, not taken up", "Applications")
    visitor.follow(NAME, NAME).press("Start review", NAME)
    visitor.press("Show the figures", "Leadership figures").follow("Back to the case", NAME)
    visitor.activate(visitor.page.locator("summary", has_text="Record your finding").first)
    visitor.page.get_by_role("radio", name="Met", exact=True).first.check()
    visitor.press("Keep this finding", NAME)  # no reason given: an error, linked to its field
    assert visitor.page.get_by_text("There is a problem").is_visible()
    visitor.fill("Why", "Four of six lead it").press("Keep this finding", NAME)
    visitor.follow("Approve", "Approve").press("Preview", "Approve")
    visitor.press("Approve and send", NAME)

    application.refresh_from_db()
    assert application.state == State.APPROVED
    welcome = visitor.mail(lead_of(application).email, "Welcome")
    assert NAME in welcome.text


def test_question_is_written_without_javascript(new_visitor: NewVisitor) -> None:
    application = make_application(State.IN_REVIEW)
    visitor = coordinator(new_visitor, "phone", javascript=False)
    visitor.open(f"{QUEUE}{application.pk}/decide/ask/")
    visitor.select("Reason", "evidence")
    visitor.press("Use the letter for this reason", "Ask for more information")
    visitor.press("Preview", "Ask for more information")  # no question yet
    visitor.fill("Question 1", "What is the project called?")
    visitor.press("Preview").press("Change something").press("Preview")
    visitor.press("Ask for more information and send", NAME)

    application.refresh_from_db()
    assert application.state == State.MORE_INFORMATION


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_edited_letter_is_kept_until_its_writer_gives_it_up(
    new_visitor: NewVisitor, size: str
) -> None:
    application = make_application(State.IN_REVIEW)
    visitor = coordinator(new_visitor, size, javascript=False)
    visitor.open(f"{QUEUE}{application.pk}/decide/decline/")
    visitor.fill("Text of the letter", "My own words, {name}: {link}")
    visitor.select("Reason", "no-answer")
    visitor.press("Use the letter for this reason", "Decline")

    letter = visitor.page.get_by_label("Text of the letter")
    assert letter.input_value() == "My own words, {name}: {link}"
    visitor.press("Replace my letter with the preset", "Decline")
    assert "My own words" not in letter.input_value()
    assert visitor.page.get_by_label("Reason").input_value() == "no-answer"


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_approval_warns_and_typing_for_somebody_is_said(new_visitor: NewVisitor, size: str) -> None:
    staff = make_staff()
    application = make_application(State.MORE_INFORMATION, by=staff)
    visitor = coordinator(new_visitor, size)
    visitor.open(f"{QUEUE}{application.pk}/type-for/")
    visitor.page.get_by_role("radio", name="Telephone").check()
    visitor.press("Go to the applicant's pages", "Your application")
    banner = visitor.page.get_by_text(f"You are typing for {NAME}.")
    assert banner.is_visible()
    visitor.follow("Answer", "A question for you")
    assert banner.is_visible()
    find_met(application, by=staff)
    answer(application, now=NOW + timedelta(days=1))
    visitor.open(f"{QUEUE}{application.pk}/decide/approve/")

    assert visitor.page.get_by_text("Before you approve").is_visible()


CUT_OFF = """() => [...document.querySelectorAll("#content select, #content #searchbar")]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.offsetHeight < 44 || one.scrollHeight > one.clientHeight + 1
    || one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.id)"""


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_choices_and_the_search_are_not_cut_off(new_visitor: NewVisitor, size: str) -> None:
    organisation = make_organisation(sector="social-enterprise")
    application = make_application(State.IN_REVIEW)
    visitor = coordinator(new_visitor, size)

    for page, control in (
        (QUEUE, "#searchbar"),
        (f"{QUEUE}{application.pk}/decide/ask/", "#id_reason"),
        (f"/admin/network/organisation/{organisation.pk}/change/", "#id_sector"),
    ):
        visitor.open(page)
        assert visitor.page.locator(control).is_visible()
        assert visitor.page.evaluate(CUT_OFF) == []


def test_second_decider_sees_what_happened(new_visitor: NewVisitor) -> None:
    application = make_application(State.IN_REVIEW)
    visitor = coordinator(new_visitor, "desktop")
    visitor.open(f"{QUEUE}{application.pk}/decide/decline/")
    visitor.select("Reason", "other")
    visitor.press("Preview")
    Application.objects.filter(pk=application.pk).update(version=application.version + 1)

    visitor.press("Decline and send", "This case has moved on")

    assert visitor.page.get_by_text("What you had written").is_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_in_every_state(new_visitor: NewVisitor, size: str) -> None:
    long_name = "The Northmere, Eastholm and Thornby Vale Federation of " + "Mentoring" * 9
    visitor = coordinator(new_visitor, size)
    visitor.open("/staff/").open("/admin/").open(QUEUE).open(f"{QUEUE}?q=nobody")
    staff = make_staff()
    for state in State:
        application = make_application(state, by=staff, organisation={"name": long_name})
        visitor.open(f"{QUEUE}{application.pk}/change/")
    visitor.open(QUEUE).open(f"{QUEUE}?cases=all").open(f"{QUEUE}add/")

    asked = make_application(State.MORE_INFORMATION, by=staff)
    visitor.open(f"{QUEUE}{asked.pk}/type-for/")
    answer(asked)
    find_met(asked, by=staff)
    review.add_note(application=asked, text="Rang them.", by=staff, now=NOW)
    known = make_organisation(long_name)
    review.match(application=asked, organisation=known, by=staff, now=NOW)
    for page in ("change/", "assign/", "match/", "match/?q=the", "match/?q=zz", "withdraw-for/"):
        visitor.open(f"{QUEUE}{asked.pk}/{page}")
    for move in ("ask", "approve", "refer", "decline"):
        visitor.open(f"{QUEUE}{asked.pk}/decide/{move}/").press("Preview")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_requests_enquiries_letters_and_organisations(new_visitor: NewVisitor, size: str) -> None:
    visitor = coordinator(new_visitor, size)
    records = "/admin/network/"
    for kind in ("joinrequest", "guidanceenquiry", "membership", "organisation"):
        visitor.open(f"{records}{kind}/")
    organisation = make_organisation()
    request = membership.ask_to_join(
        organisation=organisation, by=make_person(), message="I cook", now=NOW
    )
    assert request is not None
    enquiry = guidance.send_enquiry(
        fields={"name": "Kwame Example", "phone": "020 7946 0101", "message": "Hello"},
        typed={"criminal_justice": "no", "sector": "voluntary"},
        now=NOW,
    )
    visitor.open(f"{records}joinrequest/").open(f"{records}joinrequest/{request.pk}/change/")
    visitor.press("Agree")  # without proof: errors
    visitor.open(f"{records}guidanceenquiry/").open(f"{records}guidanceenquiry/add/")
    visitor.press("Keep the enquiry")  # empty: errors
    visitor.open(f"{records}guidanceenquiry/{enquiry.pk}/change/")
    visitor.open(f"{records}letterpreset/").follow("Approve")
    visitor.open(f"{records}organisation/{organisation.pk}/change/")
