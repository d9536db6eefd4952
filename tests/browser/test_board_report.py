"""A co-ordinator looks at the board report by keyboard, and takes it along for Word."""

import pytest

from portal.quarters import financial_year
from tests.browser.conftest import NewVisitor
from tests.factories import reports as made
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)])
def test_a_year_is_looked_at_and_saved(
    new_visitor: NewVisitor, size: str, javascript: bool
) -> None:
    made.plant(financial_year(2024))
    visitor = new_visitor(size, javascript=javascript, name="board-report")
    visitor.become(make_staff(), second_factor=True)
    visitor.open("/staff/").follow("Pictures and board report", "Board report")
    visitor.fill("From", "2024-04-01").fill("To", "2024-03-01")
    visitor.press("Show this period", "Board report")
    assert visitor.page.get_by_label("To", exact=True).input_value() == "2024-03-01"
    visitor.fill("To", "2025-03-31").press("Show this period", "Board report")
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("button", name="Save for Word").press("Enter")
    assert saved.value.suggested_filename == "board-report-2024-04-01-to-2025-03-31.docx"
