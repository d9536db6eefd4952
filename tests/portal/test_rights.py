"""What a session's person may do is read in one query, anew at each request."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts import second_factor_at
from portal.rights import Backend
from portal.staff_groups import COORDINATORS, EDITORS, PERMISSIONS
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


def test_groups_and_factors_come_with_the_person() -> None:
    staff = make_staff(COORDINATORS)
    staff.groups.add(Group.objects.get(name=EDITORS))
    request = RequestFactory().get("/")
    request.session = sign_in(staff).session
    assert request.session.items()  # read now: this is not about its query

    with CaptureQueriesContext(connection) as captured:
        request.user = Backend().get_user(staff.pk)
        rights = request.user.get_all_permissions()
        confirmed = second_factor_at(request)

    assert len(captured) == 1
    assert rights == {*PERMISSIONS[COORDINATORS], *PERMISSIONS[EDITORS]}
    assert confirmed is not None


@pytest.mark.parametrize("group", PERMISSIONS)
def test_table_answers_as_the_database_would(group: str) -> None:
    stored = Permission.objects.filter(group__name=group)
    in_database = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in stored.select_related("content_type")
    }

    assert make_staff(group).get_all_permissions() == in_database


def test_rights_need_an_open_account() -> None:
    staff = make_staff(COORDINATORS, is_active=False)

    assert Backend().get_user(staff.pk) is None
    assert not staff.has_perm("network.review_application")


def test_right_given_by_hand_is_none() -> None:
    staff = make_staff(EDITORS)
    staff.user_permissions.set(Permission.objects.filter(codename="review_application"))

    assert not Backend().get_user(staff.pk).has_perm("network.review_application")


def test_superuser_may_everything_there_is() -> None:
    staff = make_staff(EDITORS, is_superuser=True)

    assert staff.has_perm("network.review_application")
    assert len(staff.get_all_permissions()) == Permission.objects.count()
