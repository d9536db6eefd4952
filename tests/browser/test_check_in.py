"""At the door, on a phone: without a connection, by camera, by keyboard, without a script."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.attendance import revoke_link
from events.models import CheckIn, Contributor, Delegate, Event, Tap
from portal.staff_groups import EVENTS_OFFICERS
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import make_person
from tests.factories.doors import event_today, tick_in, volunteer_link
from tests.factories.events import book, make_series, workshops_of
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "kept on this phone"
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
    event = event_today(title="Annual conference: Staying power", slug="staying-power")
    series = make_series(event)
    for name in ("Ada Zimmer", "Zoë Abbot", "Ọlá Ṣadé Akínwálé"):
        book(event, workshops_of(series)[0], name=name)
    Contributor.objects.create(event=event, name="Sam Speaks", state="accepted")
    return event


@pytest.fixture
def ada(event: Event) -> Delegate:
    return Delegate.objects.get(name="Ada Zimmer")


def officer(new_visitor: NewVisitor, size: str = "phone", **options: Any) -> Visitor:
    visitor = new_visitor(size, name="officer", **options)
    return visitor.become(make_staff(EVENTS_OFFICERS), second_factor=True)


def volunteer(new_visitor: NewVisitor, event: Event) -> tuple[Visitor, Any]:
    link, secret = volunteer_link(event)
    visitor = new_visitor("phone", name="volunteer")
    visitor.open(reverse("events:volunteer", args=[event.slug, secret]))
    return visitor, link


def door(event: Event) -> str:
    return reverse("events:check_in", args=[event.slug])


def row(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator("[data-who]", has_text=name)


def tick(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=f"Tick in {name}").click()


def note(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("[data-note]")).to_contain_text(text)


def everybody(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("[data-count=all]")).to_have_text(text)


def go_offline(visitor: Visitor, is_offline: bool) -> None:
    visitor.page.context.set_offline(is_offline)


def quiet(visitor: Visitor) -> None:
    """A lost connection and a 410 are errors in the browser's console, and meant here."""
    meant = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "410")
    visitor.errors[:] = [one for one in visitor.errors if not any(w in one for w in meant)]


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
    visitor.page.get_by_label("Surname or reference").fill("")
    visitor.see("Check-in")

    visitor.page.get_by_role("button", name="Undo Ọlá").click()
    everybody(visitor, "0 of 4")
    note(visitor, "Everything is sent")
    assert not CheckIn.objects.exists()


def test_ticks_without_a_connection_are_sent_once_later(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor).open(door(event))
    note_at_start = visitor.page.locator("[data-note]")
    go_offline(visitor, True)

    tick(visitor, "Ada Zimmer")
    tick(visitor, "Sam Speaks")

    note(visitor, f"2 ticks are {KEPT}")
    everybody(visitor, "2 of 4")
    expect(row(visitor, "Ada Zimmer")).to_contain_text("Here, not sent yet")
    quiet(visitor)
    visitor.see("Check-in")
    assert not CheckIn.objects.exists()

    go_offline(visitor, False)
    note(visitor, "Everything is sent")
    expect(note_at_start).not_to_contain_text(KEPT)
    assert CheckIn.objects.count() == 2
    assert Tap.objects.count() == 2


def test_tick_whose_answer_was_lost_counts_once(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor).open(door(event))
    lost: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    visitor.page.route("**/taps/", lose)
    tick(visitor, "Ada Zimmer")
    note(visitor, f"1 tick is {KEPT}")
    assert lost == [200]

    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
    note(visitor, "Everything is sent")
    assert Tap.objects.count() == 1
    visitor.errors[:] = [one for one in visitor.errors if "ERR_FAILED" not in one]


def test_ticks_survive_closing_the_page(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor).open(door(event))
    go_offline(visitor, True)
    tick(visitor, "Ada Zimmer")
    note(visitor, KEPT)
    visitor.page.goto("about:blank")
    go_offline(visitor, False)
    quiet(visitor)

    visitor.open(door(event))

    note(visitor, "Everything is sent")
    expect(row(visitor, "Ada Zimmer")).to_contain_text("Here since")
    assert CheckIn.objects.count() == 1


def test_two_phones_tick_the_same_person(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    first, second = officer(new_visitor).open(door(event)), volunteer(new_visitor, event)[0]
    go_offline(second, True)
    tick(second, "Ada Zimmer")
    tick(first, "Ada Zimmer")
    note(first, "Everything is sent")

    go_offline(second, False)

    said = second.page.locator("[data-said]")
    expect(said).to_contain_text("Ada Zimmer was ticked in already")
    everybody(second, "1 of 4")
    quiet(second)
    second.see("Check-in")
    assert CheckIn.objects.count() == 1


def test_withdrawn_link_keeps_the_queue_until_a_new_one_is_opened(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor, link = volunteer(new_visitor, event)
    go_offline(visitor, True)
    tick(visitor, "Ada Zimmer")
    note(visitor, KEPT)
    revoke_link(link=link, by=make_person(), now=timezone.now())

    go_offline(visitor, False)

    note(visitor, "What this phone has not sent stays on it")
    assert not CheckIn.objects.exists()
    quiet(visitor)
    visitor.page.reload()
    visitor.see("This link does not work any more")
    _link, secret = volunteer_link(event, "Door 1 again")
    visitor.open(reverse("events:volunteer", args=[event.slug, secret]))
    note(visitor, "Everything is sent")
    assert CheckIn.objects.get().delegate == ada


def test_signed_out_officer_loses_nothing(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor).open(door(event))
    cookies = visitor.page.context.cookies()
    visitor.page.context.clear_cookies()
    tick(visitor, "Ada Zimmer")
    note(visitor, "You have been signed out")
    assert not CheckIn.objects.exists()

    visitor.page.context.add_cookies(cookies)
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")

    note(visitor, "Everything is sent")
    assert CheckIn.objects.count() == 1


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


def kept_copy(visitor: Visitor) -> None:
    """Wait until the phone holds the page with its files."""
    visitor.page.wait_for_function(
        """async () => {
          const place = `check-in:${location.pathname}`;
          if (!(await caches.has(place))) return false;
          const addresses = (await (await caches.open(place)).keys()).map((one) => one.url);
          return ["/", "check-in.js", "check-in.css"].every(
            (end) => addresses.some((address) => address.endsWith(end)));
        }"""
    )


def test_page_opens_without_a_connection_and_ticks_are_sent_once(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor, link = volunteer(new_visitor, event)
    tick(visitor, "Sam Speaks")
    note(visitor, "Everything is sent")
    kept_copy(visitor)
    go_offline(visitor, True)
    visitor.page.reload()

    tick(visitor, "Ada Zimmer")

    lost = visitor.page.locator("[data-lost]")
    expect(lost).to_have_text(re.compile(r"Without a connection\. The list is from [\d:]+[ap]m on \w+\."))
    note(visitor, f"1 tick is {KEPT}")
    visitor.page.reload()
    everybody(visitor, "2 of 4")
    quiet(visitor)
    visitor.see("Check-in")
    go_offline(visitor, False)
    note(visitor, "Everything is sent")
    expect(lost).to_be_empty()
    assert CheckIn.objects.count() == 2
    assert Tap.objects.count() == 2

    revoke_link(link=link, by=make_person(), now=timezone.now())
    visitor.page.reload()
    visitor.see("This link does not work any more")
    assert visitor.page.evaluate("caches.keys()") == []
