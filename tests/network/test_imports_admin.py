"""The pages by which staff take over a list of members."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from network.actions import importing
from network.models import ImportRow, MemberImport, Organisation
from portal.models import AuditEntry
from portal.table_files import Reason, read
from tests.factories.applicants import NOW
from tests.factories.applications import make_organisation
from tests.factories.imports import begun, checked, csv_of, row, taken_over
from tests.factories.staff import coordinator_client

pytestmark = pytest.mark.django_db
State, Rows = MemberImport.State, ImportRow.State
BRING_IN = "/admin/network/memberimport/bring-in/"


def url(work: MemberImport, name: str = "change", *more: str) -> str:
    return reverse(f"admin:network_memberimport_{name}", args=[work.pk, *more])


def send(client: Client, data: bytes, key: Any = None) -> Any:
    file = SimpleUploadedFile("members.csv", data)
    return client.post(BRING_IN, {"file": file, "key": key or uuid.uuid4()})


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def test_file_with_known_headings_is_looked_through(client: Client) -> None:
    response = send(client, csv_of(row()))
    work = MemberImport.objects.get()
    assert (response.url, work.state, work.name) == (url(work), State.CHECKING, "members.csv")


def test_two_presses_make_one_list(client: Client) -> None:
    key = uuid.uuid4()
    answers = {send(client, csv_of(row()), key).url for _ in range(2)}
    assert (len(answers), MemberImport.objects.count()) == (1, 1)


def test_refused_file_says_why_and_leaves_nothing(client: Client) -> None:
    response = send(client, b"Name,Since\nCaf\xe9,2019\n")
    assert response.context["form"].errors == {"file": [str(Reason.ENCODING.label)]}
    assert MemberImport.objects.count() == 0


def test_no_file_is_asked_for(client: Client) -> None:
    response = client.post(BRING_IN, {"key": uuid.uuid4()})
    assert response.context["form"].errors == {"file": ["Choose the file"]}


def test_unknown_headings_lead_to_a_choice_that_is_kept(client: Client) -> None:
    data = csv_of(["Baobab", "2019-04-01", "led", "Form"], headings=("Who", "When", "Which", "Why"))
    response = send(client, data)
    work = MemberImport.objects.get()
    assert response.url == url(work, "match")

    places = {"name": "0", "joined_on": "1", "categories": "2", "basis": "3"}
    assert client.post(response.url, places).url == url(work)

    work.refresh_from_db()
    assert work.columns == {name: int(place) for name, place in places.items()}


@pytest.mark.parametrize(
    ("places", "field", "error"),
    [
        ({"name": "0"}, "joined_on", "Choose the column for: Member since"),
        (
            {"name": "0", "joined_on": "0", "categories": "1", "basis": "2"},
            "__all__",
            "One heading is chosen for two columns",
        ),
    ],
)
def test_wrong_choice_of_columns_is_refused(
    client: Client, places: dict[str, str], field: str, error: str
) -> None:
    work = begun(["a", "b", "c", "d"], headings=("Who", "When", "Which", "Why"))
    response = client.post(url(work, "match"), places)
    assert response.context["form"].errors[field] == [error]


def test_page_shows_what_is_wrong_ready_and_to_be_decided(client: Client) -> None:
    make_organisation("Hope")
    work = checked(row(), row("Hope"), row("Kite", since="soon"))
    context = client.get(url(work)).context
    assert [one.name for one in context["ready"]] == ["Baobab Mentoring"]
    assert [one.name for one, _field in context["alike"]] == ["Hope"]
    assert [one.problems for one in context["faulty"]] == [
        ["Member since: “soon” is no day, like 2019-04-01 or 01/04/2019"]
    ]
    assert context["acts"] == {"start", "discard"}


def test_hostile_cells_are_shown_as_text(client: Client) -> None:
    work = checked(row("<script>alert(1)</script>"))
    assert "<script>alert" not in client.get(url(work)).text


def test_progress_is_shown_while_a_worker_is_at_it(client: Client) -> None:
    work = begun(row(), row("Hope"))
    work.rows.filter(number=2).update(state=Rows.READY)
    assert client.get(url(work)).context["percent"] == 50


def test_decision_is_kept(client: Client) -> None:
    make_organisation("Hope")
    work = checked(row("Hope"))
    response = client.post(url(work, "decide"), {f"row-{work.rows.get().pk}": "same"})
    assert (response.url, work.rows.get().state) == (url(work), Rows.SAME)


def test_row_of_another_list_is_not_decided(client: Client) -> None:
    make_organisation("Hope")
    work, other = checked(row("Hope")), checked(row("Hope"))
    client.post(url(work, "decide"), {f"row-{other.rows.get().pk}": "same"})
    assert {work.rows.get().state, other.rows.get().state} == {Rows.ALIKE}


def test_act_asks_first_and_then_does_it(client: Client) -> None:
    work = checked(row())
    assert client.get(url(work, "act", "start")).context["ready"] == 1
    work.refresh_from_db()
    assert work.state == State.CHECKED

    client.post(url(work, "act", "start"))
    importing.work_off(now=NOW)
    assert Organisation.objects.get().name == "Baobab Mentoring"


def test_second_press_says_so_and_starts_nothing(client: Client) -> None:
    work = checked(row())
    client.post(url(work, "act", "start"))
    response = client.post(url(work, "act", "start"), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "They are being taken over.",
        "That was pressed already: this is how the list stands.",
    ]
    assert AuditEntry.objects.filter(action="import.running").count() == 1


def test_contacts_are_counted_before_they_are_written_to(client: Client) -> None:
    work = taken_over(row(email="ada@example.org"))
    assert client.get(url(work, "act", "invite")).context["contacts"] == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_left_can_be_saved_and_brought_in_again(client: Client, kind: str) -> None:
    work = taken_over(row(), row("Hope", since="soon"))
    table = read(client.post(url(work, "left", kind)).content)
    assert table.rows == [
        (
            2,
            [
                *row("Hope", since="soon"),
                "Member since: “soon” is no day, like 2019-04-01 or 01/04/2019",
            ],
        )
    ]
    entry = AuditEntry.objects.get(action="import.export")
    assert entry.new == {"rows": 1, "kind": kind}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template_can_be_brought_in_as_it_is(client: Client, kind: str) -> None:
    response = client.get(reverse("admin:network_memberimport_template", args=[kind]))
    send(client, response.content)
    importing.work_off(now=NOW)
    assert ImportRow.objects.get().problems == []


def test_list_that_was_forgotten_still_shows_its_counts(client: Client) -> None:
    work = checked(row())
    client.post(url(work, "act", "discard"))
    context = client.get(url(work)).context
    assert (context["counts"], context["acts"]) == ([(Rows.READY.label, 1)], set())


def test_pages_take_as_many_queries_for_many_rows_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_organisation("Hope")
    work = checked(*(row(f"Hope {number}") for number in range(30)), row("K", since=""))
    with django_assert_max_num_queries(12):
        client.get(url(work))
