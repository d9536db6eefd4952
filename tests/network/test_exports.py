"""Lists of organisations and people for staff, by right."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EDITORS
from portal.table_files import read
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import make_member, make_organisation
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
CONFINED = ["Income", "Categories", "Primary contact", "Their e-mail"]


def save(what: str, kind: str = "csv", group: str = COORDINATORS) -> Any:
    client = sign_in(make_staff(group))
    return client.post(reverse("admin:network_organisation_export", args=[what, kind]))


@pytest.fixture
def _member() -> None:
    organisation = make_organisation("=Baobab", income_band="under-10k")
    organisation.registered_numbers.create(register="ccew", number="1234567")
    make_member(organisation)
    ada = make_person("ada@example.org", "Ada Example")
    organisation.affiliations.create(user=ada, role="primary", started_at=NOW)


@pytest.mark.usefixtures("_member")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_organisations_come_with_what_the_coordinator_sees(kind: str) -> None:
    table = read(save("organisations", kind).content)
    [(_number, cells)] = table.rows
    said = dict(zip(table.headings, cells, strict=True))
    assert (said["Organisation"], said["Registered numbers"], said["Member since"]) == (
        "=Baobab",
        "Charity Commission for England and Wales 1234567",
        NOW.date().isoformat(),
    )
    assert [said[name] for name in CONFINED] == [
        "Under £10,000",
        "Led by racially-minoritised people",
        "Ada Example",
        "ada@example.org",
    ]


@pytest.mark.usefixtures("_member")
def test_limited_staff_get_no_column_that_is_confined() -> None:
    response = save("organisations", group=EDITORS)
    assert set(read(response.content).headings) & set(CONFINED) == set()
    assert b"ada@example.org" not in response.content


@pytest.mark.usefixtures("_member")
def test_cell_that_begins_a_formula_is_kept_from_being_one() -> None:
    assert b"\r\n'=Baobab," in save("organisations").content


@pytest.mark.usefixtures("_member")
def test_people_come_with_their_organisation() -> None:
    since = timezone.localdate(NOW).isoformat()
    assert read(save("people").content).rows == [
        (2, ["Ada Example", "ada@example.org", "", "=Baobab", "Primary contact", since])
    ]


def test_limited_staff_get_no_people() -> None:
    assert save("people", group=EDITORS).status_code == 403
    assert AuditEntry.objects.filter(action="network.export").count() == 0


@pytest.mark.usefixtures("_member")
def test_each_export_is_in_the_log() -> None:
    save("people", "xlsx")
    entry = AuditEntry.objects.get(action="network.export")
    assert entry.new == {"list": "people", "kind": "xlsx", "rows": 1, "confined": True}


@pytest.mark.usefixtures("_member")
def test_many_organisations_take_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        make_member(make_organisation(f"Member {number}"))
    client = sign_in(make_staff())
    with django_assert_max_num_queries(14):
        client.post(reverse("admin:network_organisation_export", args=["organisations", "csv"]))
