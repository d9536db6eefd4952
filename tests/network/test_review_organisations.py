"""Organisations and memberships in the admin: found, changed with a trace, never made or lost."""

import pytest
from django.test import Client

from network.choices import IncomeBand
from network.models import Affiliation, Organisation, RegisteredNumber
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import NOW, make_person
from tests.factories.applications import make_application, make_member, make_organisation
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/network/organisation/"


@pytest.fixture
def client() -> Client:
    return coordinator_client()


@pytest.fixture
def organisation() -> Organisation:
    found = make_organisation("Baobab Mentoring", legal_form="cio")
    RegisteredNumber.objects.create(organisation=found, register="ccew", number="1234567")
    Affiliation.objects.create(
        organisation=found, user=make_person(name="Chair Example"), role="primary", started_at=NOW
    )
    return found


def form(organisation: Organisation, **changes: object) -> dict[str, object]:
    number = organisation.registered_numbers.get()
    return {
        "name": organisation.name,
        "sector": organisation.sector,
        "legal_form": organisation.legal_form,
        "website": "",
        "regions": organisation.regions,
        "settings": organisation.settings,
        "income_band": "",
        "registered_numbers-TOTAL_FORMS": 1,
        "registered_numbers-INITIAL_FORMS": 1,
        "registered_numbers-0-id": number.pk,
        "registered_numbers-0-organisation": organisation.pk,
        "registered_numbers-0-register": number.register,
        "registered_numbers-0-number": number.number,
        **changes,
    }


def test_list_finds_by_name_number_and_membership(client: Client) -> None:
    member = make_organisation("River Crossing")
    make_member(member)
    other = make_organisation("Baobab Mentoring")
    RegisteredNumber.objects.create(organisation=other, register="ccew", number="1234567")

    def found(query: str) -> list[Organisation]:
        return list(client.get(LIST + query).context["cl"].result_list)

    assert found("?q=baobab") == [other]
    assert found("?q=1234567") == [other]
    assert found("?member=yes") == [member]
    assert found("?member=no") == [other]


def test_page_shows_people_and_periods(client: Client, organisation: Organisation) -> None:
    make_member(organisation)

    text = client.get(f"{LIST}{organisation.pk}/change/").text

    assert "Chair Example" in text
    assert "5 October 2026" in text


def test_change_is_in_the_log_with_old_and_new(client: Client, organisation: Organisation) -> None:
    data = form(organisation, name="Baobab House", regions=["wales", "london"])

    response = client.post(f"{LIST}{organisation.pk}/change/", data)

    organisation.refresh_from_db()
    assert response.status_code == 302
    assert (organisation.name, organisation.regions) == ("Baobab House", ["wales", "london"])
    entry = AuditEntry.objects.get(action="organisation.change")
    assert entry.old == {"name": "Baobab Mentoring", "regions": ["london"]}
    assert entry.new["name"] == "Baobab House"


def test_change_of_a_number_is_in_the_log(client: Client, organisation: Organisation) -> None:
    data = form(organisation, **{"registered_numbers-0-DELETE": "on"})

    client.post(f"{LIST}{organisation.pk}/change/", data)

    assert organisation.registered_numbers.count() == 0
    entry = AuditEntry.objects.get(action="organisation.numbers")
    assert entry.old == {"numbers": ["Charity Commission for England and Wales 1234567"]}


def test_organisations_are_neither_made_nor_deleted_here(
    client: Client, organisation: Organisation
) -> None:
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{organisation.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/network/membership/add/").status_code == 403


def test_memberships_are_read_only(client: Client, organisation: Organisation) -> None:
    period = make_member(organisation)
    path = f"/admin/network/membership/{period.pk}/change/"

    assert client.get(path).status_code == 200
    assert client.post(path, {"ends_on": "2026-12-01"}).status_code == 403


def test_other_staff_read_only(organisation: Organisation) -> None:
    client = sign_in(make_staff(EDITORS))

    assert client.get(f"{LIST}{organisation.pk}/change/").status_code == 200
    posted = client.post(f"{LIST}{organisation.pk}/change/", form(organisation, name="Mine"))

    organisation.refresh_from_db()
    assert posted.status_code == 403
    assert organisation.name == "Baobab Mentoring"


@pytest.mark.parametrize(
    ("group", "sees"),
    [(COORDINATORS, True), (MANAGERS, True), (EDITORS, False), (EVENTS_OFFICERS, False)],
)
def test_people_income_and_categories_are_for_who_looks_after_members(
    organisation: Organisation, group: str, sees: bool
) -> None:
    organisation.income_band = IncomeBand.UNDER_10K
    organisation.save()
    make_member(organisation)
    address = organisation.affiliations.get().user.email

    text = sign_in(make_staff(group)).get(f"{LIST}{organisation.pk}/change/").text

    assert "Baobab Mentoring" in text
    assert "5 October 2026" in text
    secrets = ("Chair Example", address, "Under £10,000", ">Led<")
    assert [secret in text for secret in secrets] == [sees] * 4


@pytest.mark.parametrize("group", [MANAGERS, EDITORS])
def test_who_only_looks_reads_regions_and_settings_in_words(
    organisation: Organisation, group: str
) -> None:
    text = sign_in(make_staff(group)).get(f"{LIST}{organisation.pk}/change/").text

    assert '<div class="readonly">London</div>' in text
    assert '<div class="readonly">community</div>' not in text


def test_match_page_lists_suspects_first_and_says_why(client: Client) -> None:
    by_number, by_name = (
        make_organisation("Other Name"),
        make_organisation("Kola Nut Resettlements"),
    )
    RegisteredNumber.objects.create(organisation=by_number, register="ccew", number="1234567")
    make_organisation("River Crossing")
    path = f"/admin/network/application/{make_application().pk}/match/"

    response = client.get(path)

    suspected = response.context["suspected"]
    assert [(match.found, match.why) for match in suspected] == [
        (by_number, "Charity Commission for England and Wales 1234567"),
        (by_name, "a similar name"),
    ]
    assert "Shared: a similar name" in response.text
    assert "River Crossing" not in response.text


def test_match_page_offers_no_button_for_the_match_there_is(client: Client) -> None:
    known, application = make_organisation("Kola Nut Resettlements"), make_application()
    path = f"/admin/network/application/{application.pk}/match/"
    button = f'name="organisation" value="{known.pk}"'

    before = client.get(path).text
    client.post(path, {"organisation": known.pk})

    assert button in before
    assert button not in client.get(path).text
