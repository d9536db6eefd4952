"""Lists in the staff pages: looked through, added to, left, lifted."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.models import MailEvent, Subscriber, Suppression
from portal import outbox
from portal.models import AuditEntry
from portal.outbox import Letter
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.conftest import Deliver
from tests.factories.bulletins import member, sending, subscribe
from tests.factories.earlier_lists import IMPORT
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/bulletins/subscriber/"
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
