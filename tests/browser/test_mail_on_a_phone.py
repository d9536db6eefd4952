"""A mail with a long personal link fits a phone's screen."""

import pytest
from playwright.sync_api import Browser

from portal.letters import absolute, from_text
from portal.tokens import new_token
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("before", ["", "Own page: "])
def test_a_long_link_makes_no_mail_wider_than_the_screen(browser: Browser, before: str) -> None:
    link = absolute("events:delegate", new_token().secret)
    letter = from_text(to="ada@example.org", subject="Your place", body=f"Hello\n\n{before}{link}")
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a plain mapping

    page.set_content(letter.html)

    assert page.locator("html").evaluate("e => e.scrollWidth") == PHONE["width"]
    page.close()
