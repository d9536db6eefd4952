from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from network.actions import review
from network.actions.documents import add_document
from network.models import CategoryFinding
from network.states import State
from network.uploads import Kind, Upload
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, PERMISSIONS
from tests.factories.applicants import NOW, lead_of, make_person
from tests.factories.applications import (
    answer,
    ask,
    find_met,
    make_application,
    make_organisation,
)
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/network/application/"


@pytest.fixture
def client() -> Client:
    return coordinator_client(name="Amara Example")


def test_finding_is_kept_with_its_reason(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    path = f"{QUEUE}{application.pk}/findings/supports/"

    client.post(path, {"supports-verdict": "judgement", "supports-comment": "Ask again"})
    client.post(path, {"supports-verdict": "met", "supports-comment": "They told us"})

    finding = CategoryFinding.objects.get(application=application)
    assert (finding.verdict, finding.comment) == ("met", "They told us")
    entry = AuditEntry.objects.filter(action="application.find").latest("pk")
    assert (entry.old["verdict"], entry.new["verdict"]) == ("judgement", "met")


def test_finding_without_a_reason_is_an_error_that_loses_nothing(client: Client) -> None:
    application = make_application(State.IN_REVIEW)

    response = client.post(
        f"{QUEUE}{application.pk}/findings/led/", {"led-verdict": "met", "led-comment": ""}
    )

    assert "Say why in a few words" in response.text
    assert 'name="led-verdict" value="met"' in response.text
    assert CategoryFinding.objects.count() == 0


def test_closed_case_takes_no_finding(client: Client) -> None:
    application = make_application(State.DECLINED)

    response = client.post(
        f"{QUEUE}{application.pk}/findings/led/", {"led-verdict": "met", "led-comment": "So"}
    )

    assert response.status_code == 409
    assert CategoryFinding.objects.count() == 0


def test_finding_older_than_the_answers_says_so(client: Client) -> None:

    amara = make_staff()
    application = make_application(State.IN_REVIEW, by=amara)
    find_met(application, by=amara)
    ask(application, by=amara)
    answer(application, now=NOW + timedelta(days=1))

    text = client.get(f"{QUEUE}{application.pk}/change/").text

    assert "Made before the latest answers" in text


FIGURES = "4 of 6 identify"


def test_figures_are_shown_on_request_and_the_look_is_recorded_first() -> None:
    amara = make_staff()
    client = sign_in(amara)
    application = make_application(State.IN_REVIEW, by=amara)

    assert FIGURES not in client.get(f"{QUEUE}{application.pk}/change/").text
    response = client.post(f"{QUEUE}{application.pk}/leadership/")

    assert FIGURES in response.text
    assert response.headers["Cache-Control"] == "no-store, private"
    entry = AuditEntry.objects.get(action="application.leadership")
    assert (entry.actor, entry.object_id) == (amara, str(application.pk))
    assert not any(char.isdigit() for char in str(entry.new) + str(entry.old))


def test_no_figures_without_their_audit_row(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = make_application(State.IN_REVIEW)

    def broken(**_values: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr(review.audit, "record", broken)
    client.raise_request_exception = False
    response = client.post(f"{QUEUE}{application.pk}/leadership/")

    assert response.status_code == 500
    assert FIGURES not in response.text


@pytest.mark.parametrize(
    "state", [State.APPROVED, State.DECLINED, State.REFERRED, State.WITHDRAWN, State.DRAFT]
)
def test_figures_are_hidden_unless_the_case_is_open(client: Client, state: State) -> None:
    application = make_application(state)

    page = client.get(f"{QUEUE}{application.pk}/change/").text
    response = client.post(f"{QUEUE}{application.pk}/leadership/")

    assert "Show the figures" not in page
    assert FIGURES not in page
    assert response.status_code == 409
    assert FIGURES not in response.text
    assert not AuditEntry.objects.filter(action="application.leadership").exists()


def test_figures_need_their_own_right(monkeypatch: pytest.MonkeyPatch) -> None:
    rights = ("network.view_application", "network.review_application")
    monkeypatch.setitem(PERMISSIONS, COORDINATORS, rights)
    application = make_application(State.IN_REVIEW)
    client = sign_in(make_staff(COORDINATORS))

    assert "Show the figures" not in client.get(f"{QUEUE}{application.pk}/change/").text
    assert client.post(f"{QUEUE}{application.pk}/leadership/").status_code == 403


def test_document_is_an_attachment_and_its_opening_is_recorded(client: Client) -> None:

    application = make_application(State.DRAFT)
    upload = Upload(Kind.PDF, "application/pdf", ".pdf", "Flyer ‘25’.pdf", b"%PDF-1.4 flyer")
    document = add_document(
        application=application, upload=upload, by=lead_of(application), now=NOW
    )
    other = make_application()

    response = client.get(f"{QUEUE}{application.pk}/documents/{document.pk}/")

    assert b"".join(response.streaming_content) == b"%PDF-1.4 flyer"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.get(action="application.document").new == {"document": document.pk}
    assert client.get(f"{QUEUE}{other.pk}/documents/{document.pk}/").status_code == 404


def test_matching_is_found_kept_and_taken_away(client: Client) -> None:
    known = make_organisation("Baobab Mentoring")
    application = make_application(State.IN_REVIEW)
    path = f"{QUEUE}{application.pk}/match/"

    assert "Baobab Mentoring" in client.get(f"{path}?q=baobab").text
    client.post(path, {"organisation": known.pk})
    application.refresh_from_db()
    assert application.matched_organisation == known
    client.post(path, {"organisation": ""})

    application.refresh_from_db()
    assert application.matched_organisation is None
    assert AuditEntry.objects.filter(action="application.match").count() == 2


def test_assigning_is_told_in_the_log(client: Client) -> None:
    delphine = make_staff(name="Delphine Example")
    application = make_application()

    client.post(f"{QUEUE}{application.pk}/assign/", {"assignee": delphine.pk})

    application.refresh_from_db()
    assert application.assignee == delphine
    entry = AuditEntry.objects.get(action="application.assign")
    assert (entry.old, entry.new) == ({"assignee": ""}, {"assignee": "Delphine Example"})


def test_only_reviewers_can_be_assigned(client: Client) -> None:
    application = make_application()

    response = client.post(f"{QUEUE}{application.pk}/assign/", {"assignee": make_person().pk})

    assert "Select a valid choice" in response.text


def test_note_is_kept_and_the_log_does_not_repeat_it(client: Client) -> None:
    application = make_application()

    client.post(f"{QUEUE}{application.pk}/notes/", {"text": "Rang the chair, all well."})

    assert application.notes.get().text == "Rang the chair, all well."
    entry = AuditEntry.objects.get(action="application.note")
    assert (entry.old, entry.new) == ({}, {})
