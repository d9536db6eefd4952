"""At the door without a connection: nothing pressed is lost or counts twice, and the page opens."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.attendance import revoke_link
from events.models import CheckIn, Delegate, Event, Tap
from portal.staff_groups import EVENTS_OFFICERS
from tests.browser.at_the_door import (
    conference,
    door,
    everybody,
    go_offline,
    note,
    officer,
    quiet,
    row,
    tick,
    volunteer,
)
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import make_person
from tests.factories.doors import volunteer_link
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "kept on this phone"
EMPTY = "Object.keys(localStorage).length === 0"
TOLD = "window.dispatchEvent(new StorageEvent('storage'))"
KEPT_COPY = re.compile(
    r"Without a connection\. The list is from ([\d:]+[ap]m|midday|midnight) on \w+\."
)


@pytest.fixture
def event() -> Event:
    return conference()


@pytest.fixture
def ada(event: Event) -> Delegate:
    return Delegate.objects.get(name="Ada Zimmer")


def kept_copy(visitor: Visitor) -> None:
    """Wait until the phone holds the page with its files."""
    visitor.wait_for(
        """async () => {
          const place = `check-in:${location.pathname}`;
          if (!(await caches.has(place))) return false;
          const addresses = (await (await caches.open(place)).keys()).map((one) => one.url);
          return ["/", "check-in.js", "check-in.css"].every(
            (end) => addresses.some((address) => address.endsWith(end)));
        }""",
        "the page and its files are kept",
    )


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


def test_ticks_kept_before_queues_had_keepers_are_sent(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    visitor = officer(new_visitor).open(door(event))
    visitor.page.evaluate(
        """([place, who]) => localStorage.setItem(place, JSON.stringify(
          [{ key: crypto.randomUUID(), who, comes: true, at: Date.now() }]))""",
        [f"check-in:{event.slug}", f"d{ada.pk}"],
    )

    visitor.page.reload()

    note(visitor, "Everything is sent")
    assert CheckIn.objects.get().delegate == ada
    assert visitor.page.evaluate("Object.keys(localStorage)") == []


def test_copy_goes_with_the_right_to_run_events(new_visitor: NewVisitor, event: Event) -> None:
    me = make_staff(EVENTS_OFFICERS)
    visitor = new_visitor("phone", name="officer").become(me, second_factor=True)
    visitor.open(door(event))
    kept_copy(visitor)

    me.groups.clear()
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")

    visitor.wait_for("async () => !(await caches.keys()).length", "no copy kept")
    visitor.errors[:] = [one for one in visitor.errors if "403" not in one]


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
    expect(lost).to_have_text(KEPT_COPY)
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
    visitor.page.evaluate("caches.open('check-in:/left-over/')")
    visitor.page.reload()
    visitor.see("This link does not work any more")
    visitor.wait_for("async () => !(await caches.keys()).length", "no copy kept")


def tab_of(visitor: Visitor, path: str) -> Visitor:
    """Another tab of the same browser."""
    tab = Visitor(visitor.page.context.new_page(), visitor.sink, label=f"{visitor.label}-tab")
    return tab.open(path)


def two_tabs(new_visitor: NewVisitor, event: Event) -> tuple[Visitor, Visitor]:
    """Of an officer who has ticked Ada Zimmer in without a connection, in the first of them."""
    first = officer(new_visitor).open(door(event))
    second = tab_of(first, door(event))
    go_offline(first, True)
    tick(first, "Ada Zimmer")
    return first, second


def sign_out(visitor: Visitor, *, sure: bool) -> str:
    """Press "Sign out" and answer the question; returns the question."""
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.accept() if sure else dialog.dismiss()

    visitor.page.once("dialog", answer)
    visitor.page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    return asked[0]


def test_two_tabs_send_each_press_once(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    first, second = two_tabs(new_visitor, event)
    tick(second, "Sam Speaks")
    note(second, f"2 ticks are {KEPT}")

    go_offline(first, False)

    for tab in (first, second):
        note(tab, "Everything is sent")
        everybody(tab, "2 of 4")
    assert Tap.objects.count() == 2
    first.wait_for(EMPTY, "no press kept")  # the tabs share it


def test_press_that_another_tab_writes_once_more_is_answered_all_the_same(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    """A tab keeps what it knows of until it hears that another has sent it."""
    first, second = two_tabs(new_visitor, event)
    everybody(second, "1 of 4")
    [(place, late)] = second.page.evaluate("Object.entries(localStorage)")
    quiet(first)
    go_offline(first, False)
    note(first, "Everything is sent")
    first.wait_for(EMPTY, "no press kept")

    second.page.evaluate("([place, late]) => localStorage.setItem(place, late)", [place, late])
    first.page.evaluate(TOLD)  # as the browser does, only that this waits for it

    assert first.page.locator("[data-door]").get_attribute("data-unsent") == "0"
    second.page.evaluate("localStorage.clear()")
    first.page.evaluate(TOLD)
    assert first.page.evaluate(EMPTY)
    assert Tap.objects.count() == 1


def test_ticks_outlast_signing_out_and_are_sent_for_nobody_else(
    new_visitor: NewVisitor, event: Event, ada: Delegate
) -> None:
    me, colleague = make_staff(EVENTS_OFFICERS), make_staff(EVENTS_OFFICERS)
    visitor = new_visitor("desktop", name="officer").become(me, second_factor=True)
    visitor.open(door(event))
    kept_copy(visitor)
    visitor.page.route("**/taps/", lambda route: route.abort())
    tick(visitor, "Ada Zimmer")
    note(visitor, KEPT)
    tab = tab_of(visitor, reverse("events:index"))

    question = sign_out(tab, sure=False)
    assert question.startswith("1 tick from the door has not been sent yet")
    assert tab.page.evaluate("caches.keys()") == [f"check-in:{door(event)}"]
    sign_out(tab, sure=True)
    expect(tab.page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert tab.page.evaluate("caches.keys()") == []

    tab.become(colleague, second_factor=True)
    visitor.page.unroute("**/taps/")
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
    note(visitor, "Somebody else has signed in")
    tab.open(door(event))
    expect(tab.page.locator("[data-others]")).to_be_visible()
    assert not Tap.objects.exists()

    tab.become(me, second_factor=True)
    visitor.page.evaluate("window.dispatchEvent(new Event('online'))")
    note(visitor, "Everything is sent")
    assert CheckIn.objects.get().by == me


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
