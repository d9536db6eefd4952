"""At the door, on a phone: by camera, by keyboard, without a script."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import CheckIn, Delegate, Event, Tap
from tests.browser.at_the_door import conference, door, everybody, note, officer, row, tick
from tests.browser.conftest import NewVisitor
from tests.factories.doors import tick_in

pytestmark = pytest.mark.django_db(transaction=True)
# A camera that shows nothing, and a reader that sees whatever `window.code` says.
CAMERA = """
  navigator.mediaDevices.getUserMedia = async () =>
    document.createElement("canvas").captureStream();
  window.BarcodeDetector = class {
    async detect() { return window.code ? [{ rawValue: window.code }] : []; }
  };
  HTMLMediaElement.prototype.play = async () => {};
"""


@pytest.fixture
def event() -> Event:
    return conference()


@pytest.fixture
def ada(event: Event) -> Delegate:
    return Delegate.objects.get(name="Ada Zimmer")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_officer_finds_ticks_and_takes_back(
    new_visitor: NewVisitor, event: Event, size: str
) -> None:
    visitor = officer(new_visitor, size).open(door(event))
    everybody(visitor, "0 of 4")

    visitor.page.get_by_label("Surname or reference").press_sequentially("akinw")
    expect(visitor.page.locator("[data-found]")).to_have_text("1 on the list")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Enter")

    expect(row(visitor, "Akínwálé")).to_contain_text("Here since")
    everybody(visitor, "1 of 4")
    assert CheckIn.objects.get().delegate.name == "Ọlá Ṣadé Akínwálé"
    visitor.fill("Surname or reference", "")
    visitor.see("Check-in")

    visitor.page.get_by_role("button", name="Undo Ọlá").click()
    everybody(visitor, "0 of 4")
    note(visitor, "Everything is sent")
    assert not CheckIn.objects.exists()


def test_somebody_who_cancelled_meanwhile_is_named_and_stays_on_the_page(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor).open(door(event))
    Delegate.objects.filter(pk=ada.pk).update(state="cancelled", ended_at=timezone.now())

    tick(visitor, "Ada Zimmer")

    refused = visitor.page.locator("[data-refused]")
    expect(refused).to_contain_text("Ada Zimmer has no place any more")
    expect(visitor.page.locator("[data-said]")).to_be_empty()
    expect(visitor.page.get_by_role("link", name="The list has changed")).to_be_visible()
    visitor.see("Check-in")
    assert not CheckIn.objects.exists()


def test_camera_ticks_in_whoever_shows_a_code(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor)
    visitor.page.add_init_script(CAMERA)
    visitor.open(door(event))
    visitor.page.get_by_role("button", name="Scan a code").click()
    said = visitor.page.locator("[data-said]")

    visitor.page.evaluate("code => { window.code = code; }", ada.reference)
    expect(said).to_contain_text("Ada Zimmer is in.")
    note(visitor, "Everything is sent")
    visitor.page.evaluate("window.code = 'RJN-2222-2222'")
    expect(said).to_contain_text("Nobody on this list has that code.")
    visitor.page.evaluate("code => { window.code = code; }", ada.reference)
    expect(said).to_contain_text("Ada Zimmer was ticked in already.")
    visitor.see("Check-in")

    visitor.page.get_by_role("button", name="Stop the camera").click()
    expect(visitor.page.locator("video")).to_be_hidden()
    assert Tap.objects.count() == 1


def test_door_without_a_script(new_visitor: NewVisitor, event: Event, ada: Delegate) -> None:
    visitor = officer(new_visitor, javascript=False).open(door(event))
    visitor.fill("Surname or reference", "zimmer").press("Find")
    expect(visitor.page.locator("[data-who]")).to_have_count(1)

    visitor.press("Tick in Ada Zimmer")

    expect(visitor.page.get_by_role("status").first).to_contain_text("Ada Zimmer is in.")
    expect(row(visitor, "Ada Zimmer")).to_contain_text("Here since")
    assert CheckIn.objects.get().delegate == ada


def test_ticks_by_keyboard_alone(new_visitor: NewVisitor, event: Event) -> None:
    visitor = officer(new_visitor, "desktop").open(door(event))
    visitor.tab_to("Tick in")  # the first of the list
    visitor.page.keyboard.press("Enter")
    expect(row(visitor, "Zoë Abbot")).to_contain_text("Here since")
    focused = visitor.page.evaluate("document.activeElement.innerText")
    assert "Undo" in focused


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_links_for_volunteers_are_made_and_withdrawn(
    new_visitor: NewVisitor, event: Event, size: str
) -> None:
    visitor = officer(new_visitor, size).open(door(event))
    visitor.follow("Links for volunteers", "Links for volunteers")
    visitor.press("Make the link", "Links for volunteers")
    visitor.fill("For whom", "Noor, side door").press("Make the link", "Links for volunteers")
    address = visitor.page.get_by_label("The link", exact=True).input_value()

    helper = new_visitor(size, name="volunteer").open(address).see("Check-in")
    expect(helper.page.get_by_role("main")).not_to_contain_text("Change name")

    visitor.follow("Withdraw", "Withdraw the link?").press("Withdraw the link")
    expect(visitor.page.get_by_role("main")).to_contain_text("Withdrawn")
    helper.page.goto(address)
    helper.see("This link does not work any more")


def test_name_is_changed_at_the_door(new_visitor: NewVisitor, event: Event, ada: Delegate) -> None:
    tick_in(ada)
    visitor = officer(new_visitor).open(door(event))
    row(visitor, "Ada Zimmer").get_by_role("link", name="Change name").click()
    visitor.see("Change the name")
    visitor.fill("Full name", "").press("Save the name", "Change the name")
    visitor.fill("Full name", "Ben Late").press("Save the name", "Check-in")
    expect(row(visitor, "Ben Late")).to_contain_text("Here since")
