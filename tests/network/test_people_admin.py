"""Staff look after an organisation's people on behalf of who rings up or writes."""

from typing import Any

import pytest
from django.test import Client

from network.models import Affiliation, OrganisationInvitation
from portal.models import AuditEntry
from portal.staff_groups import EDITORS, MANAGERS
from tests.factories.applications import make_organisation
from tests.factories.people import make_team, roles_in
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/network/organisation/"


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def people(place: Affiliation, *parts: object) -> str:
    return "/".join([f"{LIST}{place.organisation_id}/people", *map(str, parts), ""])


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_page_shows_people_and_what_can_be_done(
    client: Client, team: dict[str, Affiliation]
) -> None:
    rows = client.get(people(team["primary"])).context["rows"]

    assert [(place.user.name, [name for name, _act in acts]) for place, acts in rows] == [
        ("Chair Example", []),
        ("Ada Example", ["primary", "member", "remove"]),
        ("Kwame Example", ["primary", "manager", "remove"]),
    ]


@pytest.mark.parametrize(
    ("act", "role"),
    [("primary", "primary"), ("manager", "manager"), ("remove", None)],
)
def test_acts_ask_how_it_came_and_then_do(
    client: Client, team: dict[str, Affiliation], act: str, role: str | None
) -> None:
    path = people(team["member"], team["member"].pk, act)

    unsaid = client.post(path, {"source": ""})
    untouched = roles_in(team["member"].organisation)
    done = client.post(path, {"source": "telephone"})

    assert list(unsaid.context["form"].errors) == ["source"]
    assert untouched["Kwame Example"] == "member"
    assert done.status_code == 302
    assert roles_in(team["member"].organisation).get("Kwame Example") == role
    assert AuditEntry.objects.filter(new__source="telephone").exists()


def test_second_press_says_what_happened_first(
    client: Client, team: dict[str, Affiliation]
) -> None:
    path = people(team["member"], team["member"].pk, "remove")

    answers = [client.post(path, {"source": "email"}, follow=True) for _ in range(2)]

    assert [said(answer) for answer in answers] == [
        ["Kwame Example no longer belongs to the organisation."],
        ["This person does not belong to the organisation any more."],
    ]


def test_primary_contact_is_not_taken_out_while_others_are_there(
    client: Client, team: dict[str, Affiliation]
) -> None:
    path = people(team["primary"], team["primary"].pk, "remove")

    response = client.post(path, {"source": "email"}, follow=True)

    assert said(response) == ["The primary contact has to hand over first."]


def test_staff_invite_and_take_back(client: Client, team: dict[str, Affiliation]) -> None:
    sent = {"email": "new@example.org", "role": "manager", "source": "telephone"}
    client.post(people(team["primary"], "invite"), sent)
    invitation = OrganisationInvitation.objects.get()

    shown = client.get(people(team["primary"])).text
    path = f"{LIST}{invitation.organisation_id}/invitations/{invitation.pk}/"
    client.post(path)

    assert "new@example.org" in shown
    assert not OrganisationInvitation.objects.open().exists()
    entry = AuditEntry.objects.get(action="invitation.send")
    assert entry.new == {"source": "telephone", "role": "manager"}


def test_organisation_without_anybody_says_what_to_do(client: Client) -> None:
    empty = make_organisation()

    text = client.get(f"{LIST}{empty.pk}/people/").text

    assert "the first to accept becomes the primary contact" in text


def test_list_finds_those_without_a_primary_contact(
    client: Client, team: dict[str, Affiliation]
) -> None:
    empty = make_organisation("River Crossing")

    found = client.get(f"{LIST}?contact=none").context["cl"].result_list

    assert list(found) == [empty]


def test_place_of_another_organisation_is_not_there(
    client: Client, team: dict[str, Affiliation]
) -> None:
    other = make_team("River Crossing")["member"]

    response = client.post(people(team["primary"], other.pk, "remove"), {"source": "email"})

    assert response.status_code == 404


@pytest.mark.parametrize("group", [MANAGERS, EDITORS])
def test_other_staff_look_after_nobody(team: dict[str, Affiliation], group: str) -> None:
    client = sign_in(make_staff(group))

    assert client.get(people(team["primary"])).status_code == 403
    record = client.get(f"{LIST}{team['primary'].organisation_id}/change/").text
    assert "Look after its people" not in record
