"""The visitor's own checks: they must be able to fail."""

import pytest

from tests.browser.conftest import NewVisitor

PAGE = '<!doctype html><html lang="en-GB"><title>A page</title><main><h1>A page</h1>{}</main>'


@pytest.mark.parametrize(
    ("inside", "complaint"),
    [
        ('<img src="data:,">', "image-alt"),
        ("<h1>Again</h1>", "one h1"),
        ('<div style="width: 3000px">wide</div>', "too wide"),
    ],
)
def test_visitor_complains(new_visitor: NewVisitor, inside: str, complaint: str) -> None:
    visitor = new_visitor("phone")
    visitor.page.set_content(PAGE.format(inside))

    with pytest.raises(AssertionError, match=complaint):
        visitor.see()
