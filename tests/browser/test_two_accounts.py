"""A person with two accounts: found, compared, made one."""

from django.utils import timezone

from network.roles import Role
from tests.browser.conftest import NewVisitor
from tests.factories.applicants import make_person
from tests.factories.applications import make_organisation
from tests.factories.staff import make_manager


def test_two_accounts_become_one(new_visitor: NewVisitor) -> None:
    stays, goes = make_person("ola@aber.example"), make_person("ola@home.example")
    organisation = make_organisation("Aber Women")
    for person in (stays, goes):
        organisation.affiliations.create(user=person, role=Role.MEMBER, started_at=timezone.now())
    manager = new_visitor("phone", name="manager").become(make_manager(), second_factor=True)
    manager.open(f"/admin/network/user/{stays.pk}/change/")
    manager.follow("Has this person a second account?", "Two accounts of one person?")
    manager.follow("Compare ola@home.example", "Make one of two accounts")
    manager.press("Make them one")
    manager.open("/admin/network/accountmerge/")
