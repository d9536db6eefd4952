"""The pages by which staff take over a list of subscribers, and save the list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import importing, subscribing
from bulletins.admin import bringing_in
from bulletins.models import Preference, Subscriber, Suppression
from portal.models import AuditEntry, OutgoingMail
from portal.spreadsheets import as_xlsx
from portal.staff_groups import EDITORS
from portal.table_files import MAX_ROWS, Reason, read
from tests.factories.applicants import make_person
from tests.factories.bulletins import member, subscribe
from tests.factories.earlier_lists import IMPORT, agreed, bring_in, upload
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/bulletins/subscriber/"
ADA = "ada@example.org"


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def left_out(page: Any) -> dict[str, list[str]]:
    return {str(why): [one.address for one in some] for why, some, _number in page.context["out"]}


def suppress(address: str) -> None:
    Suppression.objects.create(address=address, reason="bounced", created_at=timezone.now())


def test_list_is_looked_at_first(client: Client) -> None:
    subscribe("known@example.org")
    subscribe("gone@example.org", state="left", left_at=timezone.now())
    member("member@example.org")
    suppress("dead@example.org")
    names = ["new", "known", "gone", "member", "dead", "new"]

    page = upload(client, "Email\n" + "\n".join(f"{n}@example.org" for n in names) + "\nwrong\n")

    assert [one.address for one in page.context["new"]] == ["new@example.org"]
    assert list(left_out(page).values()) == [
        ["gone@example.org"],
        ["dead@example.org"],
        ["known@example.org"],
        ["member@example.org"],
    ]
    assert [row.number for row in page.context["faulty"]] == [7, 8]
    assert Subscriber.objects.count() == 2


@pytest.mark.parametrize("is_member", [True, False])
def test_who_left_as_a_member_is_left_out(client: Client, is_member: bool) -> None:
    person = (member if is_member else make_person)("gone@example.org")
    Preference.objects.create(user=person, left_at=timezone.now(), changed_at=timezone.now())

    page = upload(client, "Email\ngone@example.org\nnew@example.org\n")

    assert list(left_out(page).items()) == [(str(importing.Why.LEFT.label), ["gone@example.org"])]


def test_people_are_added_with_the_basis_for_it(client: Client) -> None:
    page = upload(client, "Email,Name,Agreed\nzoe@example.org,Zoë <b>Example,2023-05-06\n")
    client.post(f"{IMPORT}take-over/", {"people": page.context["packed"]})

    row = Subscriber.objects.get()
    assert (row.email, row.name, row.state, row.source) == (
        "zoe@example.org",
        "Zoë <b>Example",
        "confirmed",
        "import",
    )
    assert row.consent_wording == "Yes, send me news."
    assert timezone.localdate(row.consented_at) == date(2023, 5, 6)
    assert AuditEntry.objects.get(action="subscriber.import").new == {
        "added": 1,
        "left_out": {},
        "noted_as_left": 0,
    }
    assert "Zoë &lt;b&gt;Example" in page.text


def test_nobody_is_written_to(client: Client) -> None:
    bring_in(client, f"Email\n{ADA}\n")
    assert (Subscriber.objects.count(), OutgoingMail.objects.count()) == (1, 0)


def test_workbook_is_read_as_well(client: Client) -> None:
    bring_in(client, as_xlsx("List", ["E-mail", "Agreed to"], [[ADA, "A form"]]))
    assert Subscriber.objects.get().consent_wording == "A form"


def test_same_file_again_adds_nobody(client: Client) -> None:
    for _ in range(2):
        bring_in(client, f"Email\n{ADA}\n")

    counts = [row.new["added"] for row in AuditEntry.objects.filter(action="subscriber.import")]
    assert (sorted(counts), Subscriber.objects.count()) == ([0, 1], 1)


def test_whom_one_list_calls_unsubscribed_no_other_list_brings_in(client: Client) -> None:
    subscribe("stays@example.org")
    states = f"{ADA},unsubscribed\nzoe@example.org,pending\nstays@example.org,left\n"
    for _ in range(2):
        done = bring_in(client, f"Email,Status\n{states}", follow=True)
        page = upload(client, f"Email\n{ADA}\nzoe@example.org\n")

    assert "now know that they left" not in done.text  # the second time it was known
    assert list(left_out(page).items()) == [(str(importing.Why.LEFT.label), [ADA])]
    assert Subscriber.objects.subscribed().get().email == "stays@example.org"
    assert not Subscriber.objects.filter(email=ADA).exists()  # a sign, not the address


def test_list_of_nobody_but_who_left_can_be_taken_over(client: Client) -> None:
    page = upload(client, f"Email,Status\n{ADA},unsubscribed\n")
    data = {"people": page.context["packed"]}
    done = client.post(f"{IMPORT}take-over/", data, follow=True)

    assert [
        words in page.text for words in ("Nobody to be added", "Note who left", "Add them")
    ] == [
        True,
        True,
        False,
    ]
    assert "0 people were added. Of 1 address we now know that they left" in done.text


def test_who_was_noted_as_left_can_subscribe_themselves(client: Client) -> None:
    bring_in(client, f"Email,Status\n{ADA},unsubscribed\n")
    subscribing.ask(email=ADA, name="Ada", wording="Yes.", now=timezone.now())

    assert Subscriber.objects.get(email=ADA).state == Subscriber.State.ASKED


def test_second_press_adds_nobody(client: Client) -> None:
    packed = upload(client, f"Email\n{ADA}\n").context["packed"]
    for _ in range(2):
        client.post(f"{IMPORT}take-over/", {"people": packed})

    assert Subscriber.objects.count() == 1


def test_who_leaves_while_the_list_is_looked_at_stays_out(client: Client) -> None:
    packed = upload(client, f"Email\n{ADA}\nzoe@example.org\n").context["packed"]
    suppress(ADA)
    client.post(f"{IMPORT}take-over/", {"people": packed})

    assert Subscriber.objects.get().email == "zoe@example.org"


def test_one_that_cannot_be_kept_keeps_all_out() -> None:
    people = agreed(ADA, "Zoe@example.org")  # the database takes small letters alone
    with pytest.raises(Exception, match="subscriber_email_in_lower_case"):
        importing.take_over(people=people, by=make_staff(EDITORS), now=timezone.now())


@pytest.mark.parametrize("packed", ["", "nonsense"])
def test_what_was_not_looked_at_is_not_taken_over(client: Client, packed: str) -> None:
    response = client.post(f"{IMPORT}take-over/", {"people": packed})
    assert (response.url, Subscriber.objects.count()) == (IMPORT, 0)


def test_list_that_somebody_else_looked_at_is_not_taken_over(client: Client) -> None:
    packed = importing.packed(people=agreed(ADA), by=make_staff(EDITORS))
    client.post(f"{IMPORT}take-over/", {"people": packed})

    assert Subscriber.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "fields", "errors"),
    [
        ("", {}, {"file": [Reason.EMPTY.label]}),
        ("hello", {}, {"file": [Reason.NO_ROWS.label]}),
        (ADA, {}, {"file": [Reason.NO_HEADINGS.label]}),
        ("Email\nx\0y", {}, {"file": [Reason.NUL.label]}),
        ('Email\n"ada', {}, {"file": [Reason.BREAKS_OFF.label]}),
        ("Email,E-mail,EMAIL\na,b,c", {}, {"file": [Reason.TWICE.label]}),
        (b"Email,Name\nada@example.org,Zo\xeb\n", {}, {"file": [Reason.ENCODING.label]}),
        (b"PK\x03\x04", {}, {"file": [Reason.BROKEN.label]}),
        ("Email\n" + "a@example.org\n" * 50_000, {}, {"file": [Reason.TOO_LONG.label]}),
        (
            "Name\nAda\n",
            {},
            {"file": ["No column is headed “E-mail”: give the addresses that heading"]},
        ),
        (f"Email\n{ADA}", {"agreed_on": "someday"}, {"agreed_on": ["Enter a real day"]}),
        (
            f"Email\n{ADA}",
            {"agreed_on": str(timezone.localdate() + timedelta(days=2))},
            {"agreed_on": ["The day is still to come"]},
        ),
    ],
)
def test_file_that_is_no_list_is_refused_for_its_reason(
    client: Client, content: str | bytes, fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    assert upload(client, content, **fields).context["form"].errors == errors


def test_no_file_is_asked_for(client: Client) -> None:
    assert client.post(IMPORT, {"wording": "x"}).context["form"].errors == {
        "file": ["Choose the file"]
    }


def test_list_of_as_many_as_may_be_is_added_at_once(client: Client) -> None:
    rows = "".join(f"person.{n}@example.org,Person Number {n}\n" for n in range(MAX_ROWS))
    bring_in(client, f"Email,Name\n{rows}")

    assert Subscriber.objects.count() == MAX_ROWS


def test_list_that_says_too_much_to_be_sent_back_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_in, "MOST_TO_SEND", 20)

    assert upload(client, f"Email\n{ADA}\n").context["form"].errors == {
        "file": ["The list says too much to be taken over at once: save it in parts"]
    }


def test_page_looks_in_the_database_as_little_for_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    rows = "".join(f"person.{n}@example.org\n" for n in range(300))
    with django_assert_max_num_queries(12):
        upload(client, f"Email\n{rows}")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template_can_be_brought_in(client: Client, kind: str) -> None:
    bring_in(client, client.get(f"{IMPORT}template.{kind}").content, wording="", agreed_on="")
    assert Subscriber.objects.get().email == ADA


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_list_is_saved_safe_against_formulas_and_recorded(client: Client, kind: str) -> None:
    subscribe(ADA, "=HYPERLINK(1)")
    subscribe("gone@example.org", state="left", left_at=timezone.now())

    content = client.post(f"{LIST}export.{kind}").content

    [(_number, cells)] = read(content).rows
    assert cells[:4] == [ADA, "=HYPERLINK(1)", "Subscribed", "The website"]
    assert AuditEntry.objects.get(action="subscriber.export").new == {"rows": 1, "kind": kind}


def test_saved_list_has_its_formulas_as_text(client: Client) -> None:
    subscribe(ADA, "=HYPERLINK(1)")
    lines = client.post(f"{LIST}export.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].split(",")[:2] == [ADA, "'=HYPERLINK(1)"]


def test_saved_list_can_be_brought_in_elsewhere() -> None:
    client = sign_in(make_staff(EDITORS))
    row = subscribe(ADA, "Ada Example")
    content = client.post(f"{LIST}export.xlsx").content
    Subscriber.objects.all().delete()

    bring_in(client, content, wording="", agreed_on="")

    again = Subscriber.objects.get()
    assert (again.email, again.name, again.consent_wording) == (ADA, row.name, row.consent_wording)
    assert timezone.localdate(again.consented_at) == timezone.localdate(row.consented_at)
