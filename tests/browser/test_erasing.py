"""A person erases themselves, and staff erase one who asked: both see first what goes and stays."""

import pytest

from tests.browser.conftest import NewVisitor
from tests.factories.applicants import make_person
from tests.factories.people import make_team
from tests.factories.staff import make_staff
from tests.portal.test_my_data import organisation, place_of, subscribed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)])
def test_a_person_erases_themselves(new_visitor: NewVisitor, size: str, javascript: bool) -> None:
    ada = make_person("ada@example.org", "Ada Example", phone="020 7946 0123")
    place_of(ada, organisation())
    subscribed(ada)
    visitor = new_visitor(size, javascript=javascript, name="erasing")
    visitor.become(ada, second_factor=True).open("/accounts/data/")
    visitor.follow("Look at what would be erased", "Erase your account and data")
    visitor.press("Erase everything", "Erase your account and data")  # nothing ticked
    visitor.page.get_by_role("checkbox").press("Space")
    visitor.page.get_by_role("button", name="Erase everything").press("Enter")
    visitor.see("Your data has been erased")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_staff_erase_on_request_and_a_primary_contact_hands_over_first(
    new_visitor: NewVisitor, size: str
) -> None:
    make_person("ada@example.org", "Ada Example")
    team = make_team()
    visitor = new_visitor(size, name="erasing-staff")
    visitor.become(make_staff(), second_factor=True).open("/admin/portal/erasure/")
    visitor.follow("Erase somebody who asked for it", "Erase somebody")
    visitor.fill("E-mail address of the account", "ada@example.org")
    visitor.press("Look it over", "Erase Ada Example")
    visitor.tick("I rang a number")
    visitor.tick("They know what goes")
    visitor.press("Erase everything", "Erasures of people")
    visitor.open(f"/admin/portal/erasure/person/{team['primary'].user_id}/")
    visitor.become(team["primary"].user, second_factor=True).open("/accounts/data/erase/")
