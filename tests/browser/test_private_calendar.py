"""A person takes their events into their own calendar, and ends that again."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "javascript"), [("phone", True), ("desktop", False)])
def test_a_link_is_made_used_and_ended(
    new_visitor: NewVisitor, size: str, javascript: bool
) -> None:
    ada = make_person("ada@example.org", "Ada Example")
    event = open_event(title="Annual conference")
    booked(event, person(event, "Ada Example", "ada@example.org"), by=ada)
    visitor = new_visitor(size, javascript=javascript, name="calendar").become(ada)

    visitor.open("/accounts/")
    visitor.activate(visitor.page.locator('main a[href="/accounts/calendar/"]'))
    visitor.see("Your events in your calendar")
    visitor.press("Make my link", "Your events in your calendar")
    link = visitor.page.locator("main code").inner_text()

    assert "SUMMARY:Annual conference" in visitor.page.request.get(link).text()
    visitor.open("/accounts/calendar/")
    expect(visitor.page.locator("main code")).to_have_count(0)
    visitor.follow("End the link", "Your events in your calendar")
    assert visitor.page.request.get(link).status == 200
    visitor.press("End the link", "Your events in your calendar")
    assert visitor.page.request.get(link).status == 404
