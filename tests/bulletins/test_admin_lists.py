"""Lists in the staff pages: looked through, added to, taken over, saved, left, lifted."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bulletins.models import MailEvent, Preference, Subscriber, Suppression
from portal import outbox
from portal.models import AuditEntry, OutgoingMail
from portal.outbox import Letter
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.conftest import Deliver
from tests.factories.applicants import make_person
from tests.factories.bulletins import member, sending, subscribe
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST, IMPORT = "/admin/bulletins/subscriber/", "/admin/bulletins/subscriber/import/"
HELD, REPORTS = "/admin/bulletins/suppression/", "/admin/bulletins/mailevent/"
ADA = "ada@example.org"


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def listed(client: Client, query: str = "") -> list[Any]:
    return list(client.get(f"{LIST}{query}").context["cl"].result_list)


def test_list_shows_who_is_subscribed_and_others_when_asked(client: Client) -> None:
    ada = subscribe(ADA)
    asked = subscribe("asked@example.org", state="asked", confirmed_at=None)
    gone = subscribe("gone@example.org", state="left", left_at=timezone.now(), source="import")

    assert listed(client) == [ada]
    assert listed(client, "?state=asked") == [asked]
    assert listed(client, "?q=gone") == [gone]
    assert listed(client, "?state=all&source__exact=import") == [gone]


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_little_for_many(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        subscribe()
    client.get(LIST)

    with django_assert_num_queries(4):
        client.get(LIST)


def test_added_by_staff_means_asked_and_they_confirm(client: Client, deliver: Deliver) -> None:
    client.post(f"{LIST}add/", {"email": ADA, "name": "Ada"})

    row = Subscriber.objects.get()
    assert (row.state, row.source) == ("asked", "staff")
    assert deliver()[0].to == (ADA,)
    assert AuditEntry.objects.filter(action="subscriber.add").count() == 1


def test_staff_are_told_of_a_member(client: Client) -> None:
    member(ADA)

    page = client.post(f"{LIST}add/", {"email": ADA}, follow=True)

    assert "They belong to a member organisation" in page.text
    assert not Subscriber.objects.exists()


def test_taking_off_asks_first(client: Client) -> None:
    row = subscribe(ADA)
    url = f"{LIST}{row.pk}/take-off/"

    assert f"<strong>{ADA}</strong>" in client.get(url).text
    assert Subscriber.objects.get().state == "confirmed"
    client.post(url)

    assert Subscriber.objects.get().state == "left"
    assert AuditEntry.objects.get(action="subscriber.leave").actor is not None


def test_who_is_taken_off_while_a_bulletin_goes_out_does_not_get_it(client: Client) -> None:
    from tests.bulletins.test_draining import drain

    row = subscribe(ADA)
    bulletin = sending()

    client.post(f"{LIST}{row.pk}/take-off/")
    drain(bulletin)

    assert bulletin.deliveries.get().state == "suppressed"


def test_export_is_safe_against_formulas_and_recorded(client: Client) -> None:
    subscribe(ADA, "=HYPERLINK(1)")
    subscribe("gone@example.org", state="left", left_at=timezone.now())

    response = client.post(f"{LIST}export/")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{ADA},'=HYPERLINK(1),Subscribed,The website,Send me")
    assert AuditEntry.objects.get(action="subscriber.export").new == {"rows": 1}


def upload(client: Client, content: str, **fields: Any) -> Any:
    values = {"wording": "Yes, send me news.", "agreed_on": "2024-03-01"}
    file = SimpleUploadedFile("list.csv", content.encode(), content_type="text/csv")
    return client.post(IMPORT, values | {"file": file} | fields)


def test_import_shows_first_what_it_would_do(client: Client) -> None:
    subscribe("known@example.org")
    subscribe("gone@example.org", state="left", left_at=timezone.now())
    member("member@example.org")
    Suppression.objects.create(
        address="dead@example.org", reason="bounced", created_at=timezone.now()
    )
    names = ["new", "known", "gone", "member", "dead", "new"]

    page = upload(client, "Email\n" + "\n".join(f"{n}@example.org" for n in names) + "\nwrong\n")

    found = page.context["found"]
    assert list(found.new) == ["new@example.org"]
    assert (found.known, found.left, found.members, found.suppressed) == (1, 1, 1, 1)
    assert "1 (line 8)" in page.text
    assert Subscriber.objects.count() == 2


@pytest.mark.parametrize("is_member", [True, False])
def test_import_leaves_out_who_left_as_a_member(client: Client, is_member: bool) -> None:
    person = (member if is_member else make_person)("gone@example.org")
    Preference.objects.create(user=person, left_at=timezone.now(), changed_at=timezone.now())

    found = upload(client, "Email\ngone@example.org\nnew@example.org\n").context["found"]

    assert list(found.new) == ["new@example.org"]
    assert (found.left, found.members, found.known, found.suppressed) == (1, 0, 0, 0)


def test_import_adds_with_the_basis_for_it(client: Client) -> None:
    page = upload(client, "Email,Name\nzoe@example.org,Zoë <b>Example\n")
    rows = page.context["form"].cleaned_data["rows"]

    client.post(
        IMPORT,
        {"sure": "yes", "rows": rows, "wording": "Yes.", "agreed_on": "2024-03-01"},
    )

    row = Subscriber.objects.get()
    assert (row.email, row.name, row.state, row.source) == (
        "zoe@example.org",
        "Zoë <b>Example",
        "confirmed",
        "import",
    )
    assert (row.consent_wording, timezone.localdate(row.consented_at)) == ("Yes.", date(2024, 3, 1))
    assert not OutgoingMail.objects.exists()
    assert AuditEntry.objects.get(action="subscriber.import").new["added"] == 1
    assert "Zoë &lt;b&gt;Example" in page.text


def test_import_pressed_twice_adds_once(client: Client) -> None:
    sure = {"sure": "yes", "rows": f"{ADA}\n", "wording": "Yes.", "agreed_on": "2024-03-01"}

    for _ in range(2):
        client.post(IMPORT, sure)

    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "fields", "wrong"),
    [
        ("hello", {}, ["file"]),
        ("x" * 500_001, {}, ["file"]),
        (ADA, {"wording": ""}, ["wording"]),
        (ADA, {"agreed_on": "someday"}, ["agreed_on"]),
        (ADA, {"agreed_on": str(timezone.localdate() + timedelta(days=2))}, ["agreed_on"]),
    ],
)
def test_import_refuses_what_cannot_be(
    client: Client, content: str, fields: dict[str, str], wrong: list[str]
) -> None:
    assert list(upload(client, content, **fields).context["form"].errors) == wrong


def test_empty_file_is_told_once(client: Client) -> None:
    errors = upload(client, "").context["form"].errors

    assert errors == {"file": ["Choose a CSV file with at least one e-mail address in it"]}


def test_suppression_is_lifted_with_a_reason(client: Client) -> None:
    row = Suppression.objects.create(address=ADA, reason="complained", created_at=timezone.now())
    url = f"{HELD}{row.pk}/lift/"

    assert list(client.post(url, {"why": " "}).context["form"].errors) == ["why"]
    client.post(url, {"why": "Rang up."})

    assert not Suppression.objects.exists()
    entry = AuditEntry.objects.get(action="suppression.lift")
    assert (entry.object_label, entry.new) == (ADA, {"why": "Rang up."})


def test_reports_are_shown_with_what_they_are_about(client: Client) -> None:
    subscribe(ADA)
    delivery = sending(subject="Autumn news").deliveries.get()
    mail = outbox.enqueue(cause="x", letter=Letter(to=ADA, subject="Code", text="1"))
    common = {"provider": "Brevo", "address": ADA, "at": timezone.now()}
    MailEvent.objects.create(event_id="1", kind="dead", delivery=delivery, **common)
    MailEvent.objects.create(event_id="2", kind="came-back", mail=mail, **common)

    text = client.get(REPORTS).text

    assert "Autumn news" in text
    assert f'href="/admin/portal/outgoingmail/{mail.pk}/change/"' in text


@pytest.mark.parametrize("page", [LIST, IMPORT, HELD, REPORTS])
@pytest.mark.parametrize("group", [MANAGERS, EVENTS_OFFICERS])
def test_lists_are_for_who_works_with_them(page: str, group: str) -> None:
    assert sign_in(make_staff(group)).get(page).status_code == 403


@pytest.mark.parametrize("page", [LIST, IMPORT, HELD, REPORTS])
def test_editor_works_with_lists(page: str) -> None:
    assert sign_in(make_staff(EDITORS)).get(page).status_code == 200


@pytest.mark.parametrize("page", [LIST, HELD, REPORTS])
def test_empty_list_says_what_it_is_for(client: Client, page: str) -> None:
    assert '<div class="empty">' in client.get(page).text
