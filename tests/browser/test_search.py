"""Searching the site in a browser."""

import pytest

from forums.choices import Circle
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.forums import insider, make_issue, make_topic
from tests.factories.posts import published

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Gemeinschaftsgerechtigkeitsnetzwerke"


@pytest.mark.parametrize("size", SIZES)
def test_member_finds_what_visitors_do_not(new_visitor: NewVisitor, size: str) -> None:
    member = insider()
    summary = "What two prisons tried, how long it took, and what came of it. " * 4
    for number in range(16):
        published(title=f"Mentoring after {LONG} {number}", summary=summary)
    make_issue(statement="Mentoring ends at the gate", slug="gate", shown_to=Circle.PUBLIC)
    make_topic(title="Mentoring at night")
    visitor = new_visitor(size).open("/search/").fill("Search for", "mentoring at night")
    visitor.press("Search", "Search").page.get_by_text("Nothing found").wait_for()
    visitor.become(member).open("/search/?q=mentoring").page.get_by_text("18 pages").wait_for()
    visitor.follow("Next").page.get_by_text("Page 2 of 2").wait_for()
    visitor.open("/search/?q=mentoring+night").follow("Mentoring at night", "Mentoring at night")
