"""Guidance enquiries in the admin: answered once, called back, closed, entered for somebody."""

from typing import Any

import pytest
from django.test import Client

from network.actions import guidance
from network.models import GuidanceEnquiry
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import NOW
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/network/guidanceenquiry/"
State = GuidanceEnquiry.State
SEND = {"act": "send", "sure": "yes"}
CLOSE = {"act": "close", "sure": "yes"}
TYPED = {
    "criminal_justice": "yes",
    "sector": "statutory",
    "led": "yes",
    "board_total": 7,
    "board_identifying": 4,
    "specialist": "no",
    "designed": "yes",
    "service": "Bridge, a mentoring project",
    "supports": "no",
    "answered": ["criminal-justice"],
}


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def make_enquiry(typed: dict[str, Any] | None = None, **fields: Any) -> GuidanceEnquiry:
    values = {"name": "Kwame Example", "email": "kwame@example.org", "message": "Can we join?"}
    return guidance.send_enquiry(fields=values | fields, typed=typed or {}, now=NOW)


def page(enquiry: GuidanceEnquiry) -> str:
    return f"{LIST}{enquiry.pk}/change/"


def answers() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(cause__endswith=":answer"))


def test_list_shows_new_ones_first_with_call_back_wishes(client: Client) -> None:
    new = make_enquiry(phone="020 7946 0101", wants_call=True)
    other = make_enquiry(name="Sam Example")
    guidance.close_enquiry(enquiry=make_enquiry(), by=make_staff(), now=NOW)

    response = client.get(LIST)

    assert list(response.context["cl"].result_list) == [new, other]
    assert "020 7946 0101: no message" in response.text
    calls = client.get(f"{LIST}?state=call").context["cl"].result_list
    assert list(calls) == [new]
    assert len(client.get(f"{LIST}?state=all").context["cl"].result_list) == 3


def test_empty_list_says_so(client: Client) -> None:
    assert "Nobody waits for an answer" in client.get(LIST).text


def test_page_shows_what_was_typed_and_its_screening_without_counts(client: Client) -> None:
    text = client.get(page(make_enquiry(TYPED))).text

    assert "Bridge, a mentoring project" in text
    assert "Is a statutory body." in text
    assert "To talk through" in text
    assert "People on your board" not in text
    assert "4 of the 7" not in text


def test_counts_that_cannot_be_do_not_break_the_page(client: Client) -> None:
    enquiry = make_enquiry(TYPED | {"board_identifying": 99})

    assert client.get(page(enquiry)).status_code == 200


def test_answer_is_mailed_as_written_and_recorded(client: Client) -> None:
    enquiry = make_enquiry()

    client.post(page(enquiry), SEND | {"text": "Dear Kwame,\n\nYes, you can."})

    enquiry.refresh_from_db()
    (mail,) = answers()
    assert (mail.to, mail.text) == ("kwame@example.org", "Dear Kwame,\n\nYes, you can.\n")
    assert (enquiry.state, enquiry.answer) == (State.ANSWERED, "Dear Kwame,\n\nYes, you can.")
    assert AuditEntry.objects.get(action="enquiry.answer").new == {"mailed": True}


def test_call_is_noted_and_nothing_is_mailed(client: Client) -> None:
    enquiry = make_enquiry(phone="020 7946 0101", wants_call=True)

    client.post(page(enquiry), {"act": "call", "text": "Rang, will apply in May."})

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.answer) == (State.ANSWERED, "Rang, will apply in May.")
    assert answers() == []


def test_empty_answer_is_an_error(client: Client) -> None:
    enquiry = make_enquiry()

    response = client.post(page(enquiry), SEND | {"text": " "})

    assert "Write the answer first" in response.text
    assert answers() == []


def test_answer_is_previewed_as_it_will_go(client: Client) -> None:
    enquiry = make_enquiry()
    text = {"text": "Dear Kwame,\n\nYes, you can."}

    preview = client.post(page(enquiry), {"act": "send"} | text)

    enquiry.refresh_from_db()
    assert (preview.status_code, enquiry.state, answers()) == (200, State.NEW, [])
    client.post(page(enquiry), SEND | text)
    (mail,), letter = answers(), preview.context["letter"]
    assert (mail.to, mail.subject, mail.text) == (letter.to, letter.subject, letter.text)


def test_going_back_from_the_preview_keeps_the_text(client: Client) -> None:
    enquiry = make_enquiry()

    response = client.post(page(enquiry), SEND | {"act": "change", "text": "Half an ans"})

    assert response.context["form"].initial == {"text": "Half an ans"}
    assert "Half an ans</textarea>" in response.text
    assert answers() == []


def test_without_an_address_a_text_is_the_note_of_a_call(client: Client) -> None:
    enquiry = make_enquiry(email="", phone="020 7946 0101")

    client.post(page(enquiry), {"act": "send", "text": "Rang."})

    enquiry.refresh_from_db()
    assert (enquiry.state, answers()) == (State.ANSWERED, [])


@pytest.mark.parametrize("sure", ["", "yes"])
def test_second_answer_is_told_by_whom_and_there_to_copy(client: Client, sure: str) -> None:
    enquiry = make_enquiry()
    sign_in(make_staff(name="Amara Example")).post(page(enquiry), SEND | {"text": "Yes."})

    response = client.post(page(enquiry), {"act": "send", "sure": sure, "text": "Rather no."})

    assert response.status_code == 409
    assert "Answered already by Amara Example" in response.text
    assert "<p>Rather no.</p>" in response.text
    assert [mail.text for mail in answers()] == ["Yes.\n"]


def test_second_press_on_the_same_answer_does_not_say_that_it_was_not_sent(client: Client) -> None:
    enquiry = make_enquiry()

    pages = [client.post(page(enquiry), SEND | {"text": "Yes."}) for _press in range(2)]

    assert [response.status_code for response in pages] == [302, 409]
    assert "It was not sent" not in pages[1].text
    assert len(answers()) == 1


def test_closing_asks_first(client: Client) -> None:
    enquiry = make_enquiry()

    response = client.post(page(enquiry), {"act": "close"})

    enquiry.refresh_from_db()
    assert (response.status_code, enquiry.state) == (200, State.NEW)
    assert "Kwame Example has had no answer yet." in response.text


@pytest.mark.parametrize("second", [CLOSE, {"act": "close"}, SEND | {"text": "Late"}])
def test_closing_once(second: dict[str, str]) -> None:
    enquiry = make_enquiry()
    amara = sign_in(make_staff(name="Amara Example"))

    first = amara.post(page(enquiry), CLOSE)
    again = amara.post(page(enquiry), second)

    enquiry.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 409)
    assert "Closed already by Amara Example" in again.text
    assert enquiry.state == State.CLOSED
    assert answers() == []


def test_entering_for_somebody_records_how_it_came(client: Client) -> None:
    data = {
        "name": "Kwame Example",
        "phone": "020 7946 0101",
        "wants_call": "on",
        "message": "Asks whether a choir may join",
        "source": "telephone",
    }

    client.post(f"{LIST}add/", data)

    enquiry = GuidanceEnquiry.objects.get()
    assert (enquiry.source, enquiry.phone, enquiry.wants_call) == (
        "telephone",
        "020 7946 0101",
        True,
    )


def test_entering_needs_a_source_and_a_way_back(client: Client) -> None:
    response = client.post(f"{LIST}add/", {"name": "Kwame", "message": "Hello"})

    assert set(response.context["form"].errors) == {"source", "email"}
    assert GuidanceEnquiry.objects.count() == 0


@pytest.mark.parametrize("group", [MANAGERS, EDITORS, EVENTS_OFFICERS])
def test_other_staff_see_no_enquiries(group: str) -> None:
    enquiry = make_enquiry()
    client = sign_in(make_staff(group))

    for path in (LIST, page(enquiry), f"{LIST}add/"):
        assert client.get(path).status_code == 403
    assert client.post(page(enquiry), CLOSE).status_code == 403
    enquiry.refresh_from_db()
    assert enquiry.state == State.NEW
