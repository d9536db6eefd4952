"""A real browser against the live site. Every page a visitor opens is checked by axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.local.browser import find as find_browser
from portal.mailsink import Sink
from portal.models import SiteSettings
from tests.browser.visitor import AXE_SCRIPT, PATIENCE, Visitor

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}

# Playwright's loop runs in the test's own thread, where Django would otherwise refuse to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=PATIENCE)

type NewVisitor = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright has installed."""
    path = find_browser()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        yield launched
        launched.close()


@pytest.fixture
def new_visitor(
    browser: Browser, live_server: Any, mail_sink: Sink, settings: Any
) -> Iterator[NewVisitor]:
    """Call it for a person with a browser of their own: `size`, `javascript`, `dark`, `name`.

    At a desk they use the keyboard alone, on a phone their fingers.
    """
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = live_server.url
    values = {"coordinator_email": "coordinator@example.org", "coordinator_phone": "020 7946 0000"}
    SiteSettings.objects.update_or_create(pk=1, defaults=values)
    SiteSettings.forget()
    contexts: list[BrowserContext] = []

    def make(
        size: str = "desktop", *, javascript: bool = True, dark: bool = False, name: str = ""
    ) -> Visitor:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=SIZES[size],
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            has_touch=size == "phone",
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(AXE_SCRIPT)  # sent once, not half a megabyte a page
        contexts.append(context)
        page: Page = context.new_page()
        label = f"{name or 'visitor'}-{size}"
        by_keyboard = size == "desktop"
        return Visitor(page, mail_sink, label=label, scripted=javascript, by_keyboard=by_keyboard)

    yield make
    for context in contexts:
        context.close()
