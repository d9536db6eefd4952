"""An organisation's facts, kept by its people: audited, checked by the co-ordinator, never lost."""

from typing import Any

import pytest
from django.test import Client

from network.models import Affiliation, Organisation
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from tests.factories.people import make_team
from tests.factories.staff import coordinator_client, sign_in

pytestmark = pytest.mark.django_db
Team = dict[str, Affiliation]


@pytest.fixture
def team() -> Team:
    team = make_team()
    organisation = team["primary"].organisation
    organisation.legal_form = "cio"
    organisation.save()
    organisation.registered_numbers.create(register="ccew", number="1234567")
    return team


@pytest.fixture
def client(team: Team) -> Client:
    return sign_in(team["primary"].user, factor=False)


def edit(organisation: Organisation) -> str:
    return f"/network/organisation/{organisation.pk}/edit/"


def typed(client: Client, organisation: Organisation, **changes: Any) -> dict[str, Any]:
    """What the form sends that was opened just now."""
    page = client.get(edit(organisation))
    return page.context["form"].initial | {"version": page.context["version"]} | changes


def save(client: Client, organisation: Organisation, **changes: Any) -> Any:
    return client.post(edit(organisation), typed(client, organisation, **changes))


def to_coordinator() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=SiteSettings.current().coordinator_email))


@pytest.mark.parametrize("role", ["primary", "manager"])
def test_who_looks_after_it_changes_the_facts(team: Team, role: str) -> None:
    organisation = team["primary"].organisation
    client = sign_in(team[role].user, factor=False)

    response = save(
        client,
        organisation,
        website="baobab.example.org",
        regions=["london", "wales"],
        income_band="under-10k",
    )

    organisation.refresh_from_db()
    assert response.status_code == 302
    assert organisation.website == "https://baobab.example.org"
    assert organisation.regions == ["london", "wales"]
    entry = AuditEntry.objects.get(action="organisation.facts")
    assert entry.old == {"website": "", "regions": ["london"], "income_band": ""}
    assert entry.new == {
        "website": "https://baobab.example.org",
        "regions": ["london", "wales"],
        "income_band": "under-10k",
    }
    assert to_coordinator() == []


def test_members_change_nothing(team: Team) -> None:
    organisation = team["primary"].organisation
    client = sign_in(team["member"].user, factor=False)

    response = client.post(edit(organisation), {"name": "Mine", "version": ""})

    organisation.refresh_from_db()
    assert response.status_code == 302
    assert organisation.name == "Baobab Mentoring"


def test_coordinator_is_told_what_she_has_to_look_up(client: Client, team: Team) -> None:
    organisation = team["primary"].organisation

    save(client, organisation, name="Baobab House", number_ccew="765 4321", legal_form="charity")

    [mail] = to_coordinator()
    assert mail.subject == "Baobab House has changed its details"
    assert "Name: Baobab Mentoring → Baobab House" in mail.text
    assert "Charity Commission for England and Wales: 1234567 → 7654321" in mail.text
    assert [str(one.number) for one in organisation.registered_numbers.all()] == ["7654321"]


def test_a_branchs_second_number_stays(client: Client, team: Team) -> None:
    organisation = team["primary"].organisation
    organisation.registered_numbers.create(register="ccew", number="1234567-2")

    save(client, organisation, number_ccew="7654321")

    numbers = organisation.registered_numbers.order_by("pk")
    assert list(numbers.values_list("number", flat=True)) == ["7654321", "1234567-2"]


def test_number_that_is_taken_out_goes(client: Client, team: Team) -> None:
    organisation = team["primary"].organisation

    save(client, organisation, number_ccew="")

    assert organisation.registered_numbers.count() == 0


def test_saving_without_a_change_writes_nothing(client: Client, team: Team) -> None:
    save(client, team["primary"].organisation)

    assert not AuditEntry.objects.filter(action="organisation.facts").exists()


def test_stale_tab_is_refused_shows_both_and_keeps_what_was_typed(
    client: Client, team: Team
) -> None:
    organisation = team["primary"].organisation
    stale = typed(client, organisation, name="Mine")
    colleague = sign_in(team["manager"].user, factor=False)
    save(colleague, organisation, name="Theirs")

    response = client.post(edit(organisation), stale)

    organisation.refresh_from_db()
    assert response.status_code == 409
    assert organisation.name == "Theirs"
    assert "Ada Example changed it at" in response.text
    [difference] = response.context["differences"]
    assert (difference["theirs"], difference["yours"]) == ("Theirs", "Mine")
    again = stale | {"version": response.context["version"]}
    assert client.post(edit(organisation), again).status_code == 302
    organisation.refresh_from_db()
    assert organisation.name == "Mine"


def test_what_staff_changed_meanwhile_is_not_undone(client: Client, team: Team) -> None:
    organisation = team["primary"].organisation
    stale = typed(client, organisation, website="https://mine.example.org")
    organisation.registered_numbers.create(register="companies-house", number="01234567")

    response = client.post(edit(organisation), stale)

    assert response.status_code == 409


def test_fields_of_others_are_ignored(client: Client, team: Team) -> None:
    organisation = team["primary"].organisation

    save(client, organisation, sector="statutory", is_publicly_listed="on", id="7")

    organisation.refresh_from_db()
    assert (organisation.sector, organisation.is_publicly_listed) == ("voluntary", False)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "x" * 201),
        ("number_ccew", "SC1"),
        ("regions", "mars"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_bad_input_is_an_error_and_changes_nothing(
    client: Client, team: Team, field: str, text: str
) -> None:
    response = save(client, team["primary"].organisation, **{field: text})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]


def test_staffs_stale_page_does_not_undo_what_the_people_said(client: Client, team: Team) -> None:
    organisation = team["primary"].organisation
    path, at_work = f"/admin/network/organisation/{organisation.pk}/change/", coordinator_client()
    opened = at_work.get(path).context["adminform"].form
    save(client, organisation, website="https://new.example.org")

    numbers = {"registered_numbers-TOTAL_FORMS": 0, "registered_numbers-INITIAL_FORMS": 0}
    response = at_work.post(path, opened.initial | {"income_band": ""} | numbers)

    organisation.refresh_from_db()
    assert list(response.context["adminform"].form.errors) == ["__all__"]
    assert organisation.website == "https://new.example.org"
