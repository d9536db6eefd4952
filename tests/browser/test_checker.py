import pytest

from network.models import GuidanceEnquiry
from tests.browser.conftest import NewVisitor

pytestmark = pytest.mark.django_db(transaction=True)

WORKS = "Do you work with people in the criminal justice system"
KIND = "What kind of organisation"
LED = "Is your organisation led by"
PURPOSE = "Is serving racially minoritised communities"
PROJECT = "Do you run a project or service"
SUPPORTS = "Do you work with racially minoritised people"


@pytest.mark.parametrize(
    ("size", "javascript"), [("phone", True), ("desktop", True), ("phone", False)]
)
def test_organisation_that_can_apply_is_told_so(
    new_visitor: NewVisitor, size: str, javascript: bool
) -> None:
    visitor = new_visitor(size, javascript=javascript, name="checker")
    visitor.open("/").follow("See if you can join", "Can your organisation join?")
    visitor.follow("Start", "Who you work with")
    visitor.press("Continue", "Who you work with")  # nothing chosen: an error, linked to its field
    assert visitor.page.get_by_text("There is a problem").is_visible()
    visitor.choose(WORKS, "Yes").press("Continue", "Your organisation")
    visitor.choose(KIND, "A charity").press("Continue", "Who leads you")
    visitor.choose(LED, "Yes").press("Continue", "Board and senior staff")
    visitor.fill("People on your board", "4").fill("Of your board, identifying", "9")
    visitor.press("Continue", "Board and senior staff")  # more than there are
    visitor.fill("People on your board", "12")
    visitor.fill("Of your board, identifying", "7")
    visitor.press("Continue", "Your purpose")
    visitor.choose(PURPOSE, "No").press("Continue", "A project or service")
    visitor.choose(PROJECT, "We are not sure").press("Continue", "The people you support")
    visitor.choose(SUPPORTS, "Yes").fill("How do you work with them", "Mentoring in three prisons")
    visitor.press("Continue", "Your organisation can apply")
    assert visitor.page.get_by_text("You meet 2 of the four categories").is_visible()


def test_keyboard_alone_is_enough(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(name="keyboard")
    visitor.open("/network/eligibility/").tab_to("Start").page.keyboard.press("Enter")
    visitor.see("Who you work with")
    page = visitor.page
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("Space")
    visitor.tab_to("Continue").page.keyboard.press("Enter")
    visitor.see("Your organisation")


def test_who_fits_nowhere_is_led_to_the_coordinator_with_what_they_typed(
    new_visitor: NewVisitor,
) -> None:
    visitor = new_visitor("phone", name="guidance", dark=True)
    visitor.open("/network/eligibility/criminal-justice/")
    visitor.choose(WORKS, "No").press("Continue")
    visitor.choose(KIND, "A charity").press("Continue")
    visitor.choose(LED, "No").press("Continue")
    visitor.choose(PURPOSE, "No").press("Continue")
    visitor.choose(PROJECT, "No").press("Continue")
    visitor.choose(SUPPORTS, "No").press("Continue", "Let us talk")
    visitor.follow("Talk to the co-ordinator", "Talk to the co-ordinator")
    visitor.press("Send your message", "Talk to the co-ordinator")
    visitor.fill("Your name", "Zoë Example").fill("E-mail address", "zoe@example.org")
    visitor.fill("How can we help?", "We would still like to take part.")
    visitor.press("Send your message", "Your message has been sent")

    enquiry = GuidanceEnquiry.objects.get()
    assert enquiry.typed["criminal_justice"] == "no"
    assert enquiry.reference in visitor.mail("zoe@example.org").text
