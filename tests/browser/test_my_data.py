"""A person looks at what is held about them and takes it along; staff see what is kept."""

import pytest

from portal.staff_groups import COORDINATORS
from tests.browser.conftest import NewVisitor
from tests.factories.applicants import make_person
from tests.factories.staff import make_staff
from tests.portal.test_my_data import organisation, place_of, subscribed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)])
def test_a_person_takes_their_data_along(
    new_visitor: NewVisitor, size: str, javascript: bool
) -> None:
    ada = make_person("ada@example.org", "Ada Example")
    place_of(ada, organisation())
    subscribed(ada)
    visitor = new_visitor(size, javascript=javascript, name="my-data").become(ada)
    visitor.open("/accounts/")
    visitor.activate(visitor.page.locator('main a[href="/accounts/data/"]'))
    visitor.see("Your data")
    visitor.activate(visitor.page.get_by_role("button", name="Sign out, and in again"))
    assert "next=/accounts/data/" in visitor.page.url.replace("%2F", "/")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_staff_see_what_is_kept_and_how_long(new_visitor: NewVisitor, size: str) -> None:
    visitor = new_visitor(size, name="retention").become(
        make_staff(COORDINATORS), second_factor=True
    )
    visitor.open("/admin/portal/retentionrun/")
    visitor.see("Retention: what is kept, and how long")
