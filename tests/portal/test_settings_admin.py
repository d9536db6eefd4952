"""The site's settings: one row, there from the start, each change in the log."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.models import AuditEntry, SiteSettings
from portal.staff_groups import COORDINATORS, EDITORS
from portal.working_days import add_working_days
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/portal/sitesettings/1/change/"
VALUES = {
    "coordinator_name": "Cora Ordinator",
    "coordinator_email": "cora@example.org",
    "coordinator_phone": "020 7946 0000",
    "working_days": ["1", "3"],
    "answer_within_working_days": "5",
    "confirmation_grace_days": "60",
}


@pytest.fixture
def staff_client() -> Client:
    return sign_in(make_staff(COORDINATORS))


def test_the_list_leads_to_the_one_row(staff_client: Client) -> None:
    answer = staff_client.get("/admin/portal/sitesettings/", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert 'value="coordinator@example.org"' in answer.content.decode()
    assert not SiteSettings.objects.exists()


def test_the_first_change_makes_the_row(
    staff_client: Client, django_capture_on_commit_callbacks: object
) -> None:
    assert SiteSettings.current().coordinator_email == "coordinator@example.org"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
        answer = staff_client.post(PAGE, VALUES)
    assert answer.status_code == 302
    site = SiteSettings.current()
    assert (site.coordinator_email, site.working_days) == ("cora@example.org", "13")
    friday = date(2026, 3, 6)
    assert add_working_days(friday, 1, site.working_weekdays) == date(2026, 3, 10)


def test_a_change_is_logged_with_what_it_was_and_is(staff_client: Client) -> None:
    SiteSettings.objects.create(pk=1, coordinator_email="old@example.org", working_days="13")
    staff_client.post(PAGE, VALUES)
    entry = AuditEntry.objects.get(action="settings.change")
    assert (entry.old["coordinator_email"], entry.new["coordinator_email"]) == (
        "old@example.org",
        "cora@example.org",
    )
    assert "working_days" not in entry.new


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("working_days", [], "Tick at least one day"),
        ("working_days", ["7"], "7 is not one of the available choices"),
        ("coordinator_email", "nobody", "Enter a valid email address"),
        ("answer_within_working_days", "0", "greater than or equal to 1"),
    ],
)
def test_a_mistake_is_told_and_nothing_changes(
    staff_client: Client, field: str, value: object, says: str
) -> None:
    answer = staff_client.post(PAGE, VALUES | {field: value})
    assert says in answer.content.decode()
    assert not SiteSettings.objects.exists()


def test_there_is_never_a_second_row(staff_client: Client) -> None:
    answers = [
        staff_client.post("/admin/portal/sitesettings/add/", VALUES),
        staff_client.post("/admin/portal/sitesettings/1/delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    staff_client.post("/admin/portal/sitesettings/2/change/", VALUES)
    assert not SiteSettings.objects.exists()


def test_other_staff_do_not_reach_the_settings() -> None:
    answer = sign_in(make_staff(EDITORS)).post(PAGE, VALUES)
    assert answer.status_code == 403
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize(("days", "is_kept"), [(-1, False), (0, True), (28, True)])
def test_members_are_asked_from_no_day_that_has_passed(
    staff_client: Client, days: int, is_kept: bool
) -> None:
    day = timezone.localdate() + timedelta(days=days)
    asked = {"confirmations_from": day.isoformat(), "confirmation_grace_days": "60"}
    staff_client.post(PAGE, VALUES | asked)
    assert SiteSettings.objects.filter(confirmations_from=day).exists() == is_kept


def test_a_day_that_was_set_long_ago_stays(staff_client: Client) -> None:
    day = timezone.localdate() - timedelta(days=500)
    SiteSettings.objects.create(pk=1, coordinator_email="old@example.org", confirmations_from=day)
    asked = {"confirmations_from": day.isoformat(), "confirmation_grace_days": "90"}
    staff_client.post(PAGE, VALUES | asked)
    assert SiteSettings.objects.get().confirmation_grace_days == 90
