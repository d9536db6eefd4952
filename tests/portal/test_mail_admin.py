"""Outgoing mail as staff see it: no credential shown, stuck mail sent again by asking twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.models import AuditEntry, OutgoingMail
from portal.outbox import Letter, enqueue, enqueue_credential
from portal.staff_groups import COORDINATORS, EDITORS
from tests.conftest import Deliver
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
State = OutgoingMail.State
LIST = "/admin/portal/outgoingmail/"


@pytest.fixture
def staff_client() -> Client:
    return sign_in(make_staff(COORDINATORS, name="Cora Ordinator"))


def make_mail(state: str, *, to: str = "ada@example.org") -> OutgoingMail:
    mail = enqueue(cause=f"{state}:{to}", letter=Letter(to, f"About {state}", "The <b>text</b>"))
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, last_error="SMTPDataError 554")
    mail.refresh_from_db()
    return mail


def make_code(state: str) -> OutgoingMail:
    letter = Letter("ada@example.org", "Your code", "4711-SECRET", "<p>4711-SECRET</p>")
    in_an_hour = timezone.now() + timedelta(hours=1)
    mail = enqueue_credential(cause="code", letter=letter, expires_at=in_an_hour)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    return mail


def page(mail: OutgoingMail) -> str:
    return reverse("admin:portal_outgoingmail_change", args=[mail.pk])


def again(mail: OutgoingMail) -> str:
    return reverse("admin:portal_outgoingmail_send_again", args=[mail.pk])


def test_the_list_shows_states_and_narrows_to_what_is_stuck(staff_client: Client) -> None:
    for state in (State.WAITING, State.PARKED, State.IN_DOUBT):
        make_mail(state)
    everything = staff_client.get(LIST).content.decode()
    assert all(f"About {state}" in everything for state in ("waiting", "parked", "in-doubt"))
    stuck = staff_client.get(LIST, {"stuck": "yes"}).content.decode()
    assert "About waiting" not in stuck
    assert all(f"About {state}" in stuck for state in ("parked", "in-doubt"))


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    staff_client: Client, django_assert_num_queries: object
) -> None:
    make_mail(State.WAITING)
    staff_client.get(LIST)
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's
        staff_client.get(LIST)
    for number in range(3):
        make_mail(State.WAITING, to=f"n{number}@example.org")
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's
        staff_client.get(LIST)


def test_the_text_of_an_ordinary_mail_is_shown_escaped(staff_client: Client) -> None:
    shown = staff_client.get(page(make_mail(State.PARKED))).content.decode()
    assert "The &lt;b&gt;text&lt;/b&gt;" in shown


def test_the_text_of_a_credential_is_shown_to_nobody(staff_client: Client) -> None:
    shown = staff_client.get(page(make_code(State.PARKED))).content.decode()
    assert "Your code" in shown
    assert "SECRET" not in shown
    assert "Send again" not in shown


@pytest.mark.parametrize("state", [State.PARKED, State.IN_DOUBT])
def test_a_stuck_mail_goes_out_again_once_confirmed(
    staff_client: Client, deliver: Deliver, state: str
) -> None:
    mail = make_mail(state)
    assert again(mail) in staff_client.get(page(mail)).content.decode()
    warning = "They may get it twice" in staff_client.get(again(mail)).content.decode()
    assert warning is (state == State.IN_DOUBT)
    assert deliver() == []
    staff_client.post(again(mail))
    assert [message.to for message in deliver()] == [("ada@example.org",)]
    entry = AuditEntry.objects.get(action="mail.send-again")
    assert (entry.actor_name, entry.old, entry.new, entry.object_id) == (
        "Cora Ordinator",
        {"state": state},
        {"state": "waiting"},
        str(mail.pk),
    )


@pytest.mark.parametrize("state", [State.WAITING, State.EXPIRED])
def test_what_is_not_stuck_is_not_sent_again(staff_client: Client, state: str) -> None:
    mail = make_mail(state)
    staff_client.post(again(mail))
    mail.refresh_from_db()
    assert mail.state == state
    assert not AuditEntry.objects.filter(action="mail.send-again").exists()


def test_a_credential_is_not_sent_again_even_when_asked_outright(staff_client: Client) -> None:
    mail = make_code(State.IN_DOUBT)
    staff_client.post(again(mail))
    mail.refresh_from_db()
    assert mail.state == State.IN_DOUBT


def test_staff_without_the_right_neither_see_nor_send() -> None:
    editor = sign_in(make_staff(EDITORS))
    mail = make_mail(State.PARKED)
    answers = [editor.get(LIST), editor.get(page(mail)), editor.post(again(mail))]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    mail.refresh_from_db()
    assert mail.state == State.PARKED


def test_nobody_writes_or_removes_mail_in_the_admin() -> None:
    root = sign_in(make_staff(COORDINATORS, is_superuser=True))
    mail = make_mail(State.PARKED)
    for url in (f"{LIST}add/", page(mail).replace("change", "delete")):
        assert root.post(url, {"post": "yes"}).status_code == 403
    assert root.post(page(mail), {"subject": "Forged"}).status_code == 403
    mail.refresh_from_db()
    assert mail.subject == "About parked"
