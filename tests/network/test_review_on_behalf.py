import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.actions import applying, on_behalf, review
from network.models import Application, ApplicationEvent
from network.states import Move, Reason, State
from portal.models import OutgoingMail
from tests.factories.applicants import NOW, frozen, lead_of, make_person
from tests.factories.applications import answer, make_application
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/network/application/"


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def test_entering_an_application_leads_to_its_pages_and_tells_the_applicant() -> None:
    amara = make_staff()
    client = sign_in(amara)

    response = client.post(
        f"{QUEUE}add/",
        {
            "name": "Kwame Example",
            "email": "Kwame@Example.org",
            "organisation_name": "Sankofa House",
            "source": "telephone",
        },
    )

    application = Application.objects.get()
    assert response.url == f"/network/applications/{application.reference}/"
    assert client.get(response.url).status_code == 200
    assert (application.source, application.organisation_name) == ("telephone", "Sankofa House")
    assert lead_of(application).email == "kwame@example.org"
    assert OutgoingMail.objects.get(to="kwame@example.org").subject == (
        f"We are filling in an application for you ({application.reference})"
    )


def test_entering_for_somebody_known_uses_their_account(client: Client) -> None:
    known = make_person("kwame@example.org", "Kwame Example")
    data = {
        "name": "K. Example",
        "email": "kwame@example.org",
        "organisation_name": "Sankofa",
        "source": "email",
    }

    client.post(f"{QUEUE}add/", data)

    assert lead_of(Application.objects.get()) == known
    known.refresh_from_db()
    assert known.name == "Kwame Example"


def test_entering_for_oneself_is_refused() -> None:
    amara = make_staff(email="amara@example.org")
    data = {
        "name": "Amara",
        "email": "amara@example.org",
        "organisation_name": "Mine",
        "source": "email",
    }

    response = sign_in(amara).post(f"{QUEUE}add/", data)

    assert "This is your own address" in response.text
    assert Application.objects.count() == 0


def test_answer_typed_for_the_applicant_says_who_and_how() -> None:

    amara = make_staff(name="Amara Example")
    application = make_application(State.MORE_INFORMATION, by=amara)
    client = sign_in(amara)

    response = client.post(f"{QUEUE}{application.pk}/type-for/", {"source": "telephone"})
    assert response.url == f"/network/applications/{application.reference}/"
    item = application.information_items.get()
    applying.answer(
        application=application,
        answers={item.pk: "Bridge"},
        frozen=frozen(application),
        by=amara,
        now=timezone.now(),
    )

    event = application.events.get(move=Move.ANSWER)
    assert (event.source, event.on_behalf_of) == ("telephone", "Ọlá Example")
    assert (
        "On behalf of Ọlá Example. Came by: Telephone"
        in client.get(f"{QUEUE}{application.pk}/change/").text
    )


def test_typing_ends_with_the_next_decision() -> None:
    amara = make_staff()
    application = make_application(State.MORE_INFORMATION, by=amara)
    on_behalf.become_scribe(application=application, source="email", by=amara, now=NOW)

    answer(application)

    review.refer_or_decline(
        application=application,
        to_make=Move.DECLINE,
        wording=review.Wording("", "", send=False),
        reason=Reason.OTHER,
        by=amara,
        now=NOW,
        expected_version=application.version,
    )

    assert not application.people.filter(user=amara).exists()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.DECLINED])
def test_nobody_types_where_nothing_can_be_changed(client: Client, state: State) -> None:
    application = make_application(state)

    response = client.post(f"{QUEUE}{application.pk}/type-for/", {"source": "email"})

    assert response.status_code == 409
    assert not application.people.filter(role="scribe").exists()


def test_withdrawing_for_somebody_tells_them_and_says_so(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    path = f"{QUEUE}{application.pk}/withdraw-for/"

    client.post(path, {"reason": "closing", "source": "telephone"})

    event = ApplicationEvent.objects.get(move=Move.WITHDRAW)
    assert (event.reason, event.source, event.on_behalf_of) == (
        "closing",
        "telephone",
        "Ọlá Example",
    )
    mail = OutgoingMail.objects.get(subject__contains="withdrawn")
    assert mail.to == lead_of(application).email
    assert not application.people.filter(role="scribe").exists()
    assert client.post(path, {"reason": "closing", "source": "email"}).status_code == 409


def test_who_types_already_keeps_their_place_with_the_newer_source() -> None:
    amara = make_staff()
    application = make_application(State.MORE_INFORMATION, by=amara)
    for source in ("email", "telephone"):
        on_behalf.become_scribe(application=application, source=source, by=amara, now=NOW)

    scribe = application.people.get(role="scribe")
    assert (scribe.user, scribe.source) == (amara, "telephone")


BANNER = "You are typing for Kola Nut Resettlement."
PAGES = [
    "",
    "?status=1",
    "organisation/",
    "people/",
    "leadership/",
    "work/",
    "hopes/",
    "documents/",
    "check/",
    "declaration/",
    "sent/",
    "copy/",
    "colleagues/",
]


@pytest.mark.parametrize("page", PAGES)
def test_pages_remind_who_types_for_somebody_and_nobody_else(page: str) -> None:
    amara = make_staff()
    application = make_application(State.REFERRED, by=amara)
    path = f"/network/applications/{application.reference}/{page}"
    assert BANNER not in sign_in(lead_of(application)).get(path).text
    on_behalf.become_scribe(application=application, source="email", by=amara, now=NOW)
    client = sign_in(amara)
    client.get(path)  # warms what is read once per process

    with CaptureQueriesContext(connection) as captured:
        text = client.get(path).text

    assert BANNER in text
    assert "What you save is recorded as entered by you on their behalf." in text
    assert f"{QUEUE}{application.pk}/change/" in text
    assert len(captured) <= 12


@pytest.mark.parametrize("page", ["", "answer/", "work/", "withdraw/"])
def test_answers_typed_for_somebody_carry_the_reminder(page: str) -> None:
    amara = make_staff()
    application = make_application(State.MORE_INFORMATION, by=amara)
    on_behalf.become_scribe(application=application, source="email", by=amara, now=NOW)

    text = sign_in(amara).get(f"/network/applications/{application.reference}/{page}").text

    assert BANNER in text


def test_staff_who_apply_themselves_are_not_told_that_they_type_for_somebody() -> None:
    amara = make_staff()
    application = make_application(State.REFERRED, lead=amara)

    page = sign_in(amara).get(f"/network/applications/{application.reference}/work/")

    assert "What you do" in page.text
    assert "You are typing for" not in page.text


def test_reminder_goes_by_the_reference_while_there_is_no_name() -> None:
    amara = make_staff()
    application = make_application(State.DRAFT)
    on_behalf.become_scribe(application=application, source="email", by=amara, now=NOW)

    text = sign_in(amara).get(f"/network/applications/{application.reference}/").text

    assert f"You are typing for {application.reference}." in text
