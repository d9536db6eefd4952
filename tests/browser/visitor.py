"""Somebody who uses the site: goes to pages, reads them, fills in forms, reads their mail."""

import itertools
import os
import re
import time
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from network.models import User
from portal import delivery
from portal.mailsink import Message, Sink
from tests.factories.staff import sign_in

CODE = re.compile(r"^\s*([A-Z0-9]{3,5}-?[A-Z0-9]{3,5})\s*$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")
AXE_SCRIPT = f"if (self === top) {{\n{Axe().axe_script}\n}}"
# Only what is wrong comes back: what is right is a megabyte a page. Preloading would put the
# admin's imported styles into the page, inline.
VIOLATIONS = """axe.run({preload: false, resultTypes: ["violations"]})
    .then(found => found.violations)"""
PATIENCE = 15_000  # milliseconds: a machine may have more to do than this test
MOST_STOPS, NEAR = 400, 60  # of the Tab key on one page
SHOTS = os.environ.get("SCREENSHOTS", "")

type Name = str | re.Pattern[str]

# The ring may be the element's own, or that of the label or box it fills.
RING = """e => [e, e.parentElement, e.labels?.[0]].filter(Boolean).some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
})"""


class Visitor:
    """Wraps a page. `see` checks the page with axe; with SCREENSHOTS=dir it is also pictured.

    Who goes by keyboard reaches what they press, fill in and choose with the Tab key alone.
    """

    _numbers = itertools.count(1)

    def __init__(
        self,
        page: Page,
        sink: Sink,
        *,
        label: str,
        scripted: bool = True,
        by_keyboard: bool = False,
    ) -> None:
        self.page = page
        self.sink = sink
        self.label = label
        self.scripted = scripted
        self.by_keyboard = by_keyboard
        self.errors: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, message: Any) -> None:
        expected = "status of 4" in message.text  # a 404, 409 or 422 that the test asked for
        if message.type == "error" and not expected:
            self.errors.append(message.text)

    def become(self, user: User, *, second_factor: bool = False) -> "Visitor":
        """Take over a session of this person, for tests that are not about signing in."""
        client = Client()
        sign_in(user, client, factor=second_factor)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        address = {"name": cookie.key, "value": cookie.value, "url": settings.BASE_URL}
        self.page.context.add_cookies([address])  # type: ignore[list-item]  # a plain mapping
        return self

    def open(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self.see()

    def see(self, heading: str | None = None) -> "Visitor":
        """Wait for the page, check its heading, accessibility, width and console."""
        self.page.wait_for_load_state("load")
        if heading:
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self._picture()
        self._check()
        return self

    def _check(self) -> None:
        assert self.page.locator("h1").count() == 1, f"one h1 on {self.page.url}"
        wide = (
            self.page.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
            if self.scripted
            else 0
        )
        assert wide <= 0, f"{self.page.url} is {wide}px too wide"
        if self.scripted:
            found = AxeResults({"violations": self.page.evaluate(VIOLATIONS)})
            assert found.violations_count == 0, found.generate_report()
        assert not self.errors, self.errors

    def _picture(self) -> None:
        if SHOTS:
            name = re.sub(r"[^a-z0-9]+", "-", self.page.url.split("/", 3)[-1].lower())[:60]
            path = Path(SHOTS) / f"{self.label}-{next(self._numbers):03d}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def fill(self, label: str, text: str) -> "Visitor":
        field = self.page.get_by_label(label, exact=False).first
        if self.by_keyboard:
            self.reach(field)
        field.fill(text)
        return self

    def choose(self, group: str, answer: str) -> "Visitor":
        """Tick one radio or checkbox of the group whose legend begins with `group`."""
        fieldset = self.page.get_by_role("group", name=re.compile("^" + re.escape(group)))
        return self.tick(fieldset.get_by_label(answer, exact=False).first)

    def tick(self, box: Locator | str) -> "Visitor":
        """Tick a checkbox or radio button, of which only the one that counts is a stop."""
        if isinstance(box, str):
            box = self.page.get_by_label(box).first
        if not self.by_keyboard:
            box.check()
            return self
        if box.get_attribute("type") == "radio":
            name = box.get_attribute("name")
            self.reach(self.page.locator(f'input[type=radio][name="{name}"]'))
            self._press_until(box, "ArrowDown")
        else:
            self.reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()
        return self

    def select(self, label: str, option: str) -> "Visitor":
        """Choose what stands in a list, by its words or its value."""
        field = self.page.get_by_label(label).first
        if self.by_keyboard:
            self.reach(field)
        field.select_option(option)
        return self

    def press(self, name: Name, heading: str | None = None) -> "Visitor":
        self.activate(self.page.get_by_role("button", name=name).first)
        return self.see(heading)

    def follow(self, name: Name, heading: str | None = None) -> "Visitor":
        self.activate(self.page.get_by_role("main").get_by_role("link", name=name).first)
        return self.see(heading)

    def activate(self, control: Locator) -> None:
        """Press a button or follow a link."""
        if self.by_keyboard:
            self.reach(control)
            control.press("Enter")  # as a click does, it waits for the page it leads to
        else:
            control.click()

    def reach(self, control: Locator, *, most: int = MOST_STOPS) -> None:
        """Move by keyboard alone to the control, or to any of several; it has to show it."""
        control.first.wait_for()
        self._press_until(control, "Tab", most)
        focused = self.page.locator(":focus")
        assert focused.evaluate(RING), f"no ring on {focused} of {self.page.url}"

    def _press_until(self, control: Locator, key: str, most: int = MOST_STOPS) -> None:
        # The same elements all the way: looking them up by role and name takes longer than a key.
        wanted = control.element_handles()
        for _ in range(most):
            if self.page.evaluate("all => all.includes(document.activeElement)", wanted):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{control} cannot be reached by keyboard on {self.page.url}")

    def tab_to(self, name: str) -> "Visitor":
        """Move by keyboard alone to the control of that name, which is not far down the page."""
        controls = self.page.locator("a:visible, button:visible, summary:visible")
        self.reach(controls.filter(has_text=name), most=NEAR)
        return self

    def wait_for(self, script: str, what: str) -> "Visitor":
        """Ask the page until the script's answer is true.

        Playwright's own `wait_for_function` asks again from within the page, by `eval`, which our
        content security policy refuses: it only works where the first answer is true already.
        """
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(script):
            assert time.monotonic() < deadline, f"not in time on {self.page.url}: {what}"
            self.page.wait_for_timeout(50)
        return self

    def mail(self, address: str, subject: str = "") -> Message:
        """Deliver what is due and return this address's newest mail (with `subject` in it)."""
        delivery.deliver_due()
        for message in self.sink.messages:
            if address in message.to and subject in message.subject:
                return message
        raise AssertionError(f"no mail for {address}: {[m.subject for m in self.sink.messages]}")

    def code(self, address: str) -> str:
        found = CODE.search(self.mail(address).text)
        assert found, self.mail(address).text
        return found[1]

    def link(self, address: str, subject: str = "") -> str:
        found = LINK.search(self.mail(address, subject).text)
        assert found
        return found[0]
