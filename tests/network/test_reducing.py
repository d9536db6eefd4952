"""What is left of applications and requests for support when their time is over."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone

from network.actions import applying, on_behalf, people, reducing, review, support
from network.actions.applying import NotEditable
from network.actions.documents import add_document, remove_document
from network.actions.review import Question
from network.models import Application, SupportRequest
from network.states import Move, State
from network.support_states import Move as SupportMove
from network.support_states import State as SupportState
from network.uploads import Kind, Upload
from portal import my_data, retention_runs
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import NOW, fill, frozen, lead_of
from tests.factories.applications import answer, ask, find_met, make_application, refer_or_decline
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.support import WENT, asked_how_it_went, decide, delivered, make_request

pytestmark = pytest.mark.django_db
TWO_YEARS = timedelta(days=730)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
PICTURE = Upload(Kind.PNG, "image/png", ".png", "peculiar.png", b"\x89PNG")
SAID = (
    "Kola Nut", "Ọlá", "1234567", "peculiar", "leave prison", "To be heard", "Rang them",
    "It is called Bridge", "What is the project called", "The mission says", "About RJN", "friend@",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def everything() -> str:
    """All the database says, but for accounts and mail, which have dates of their own."""
    apart = {"network.User", "account.EmailAddress", OutgoingMail._meta.label}
    tables = [model for model in apps.get_models() if model._meta.label not in apart]
    rows = [list(model._default_manager.values()) for model in tables]
    return json.dumps(rows, default=str, ensure_ascii=False)


def declined() -> Application:
    """An application with something of everything, declined."""
    staff = make_staff()
    application = make_application(State.IN_REVIEW, by=staff)
    lead = lead_of(application)
    find_met(application, by=staff)
    review.add_note(application=application, text="Rang them.", by=staff, now=NOW)
    ask(application, by=staff, questions=[Question("What is the project called?", "documents")])
    people.invite(application=application, email="friend@example.com", by=lead, now=NOW)
    add_document(application=application, upload=PICTURE, by=lead, now=NOW)
    answer(application)
    refer_or_decline(application, State.DECLINED, by=staff)
    return application


def reduced() -> Application:
    application = declined()
    reducing.reduce_applications(now=application.state_since + TWO_YEARS)
    application.refresh_from_db()
    return application


# Applications ------------------------------------------------------------------------------


def test_nothing_says_any_more_whose_application_it_was(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    application = declined()
    before = everything()
    assert [word for word in SAID if word not in before] == []
    files = list(application.documents.values_list("file", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        assert reducing.reduce_applications(now=application.state_since + TWO_YEARS) == 1

    after = everything()
    assert [word for word in SAID if word in after] == []
    assert [name for name in files if default_storage.exists(name)] == []


def test_what_figures_are_made_of_stays() -> None:
    application = reduced()
    moves = list(application.events.order_by("pk").values_list("move", "reason"))
    sent = application.submissions.get(number=1)
    assert [move for move, _reason in moves][-2:] == [Move.ANSWER, Move.DECLINE]
    assert (moves[-1][1], application.claimed) == ("other", ["led", "specialist", "supports"])
    assert {row["category"]: row["verdict"] for row in sent.screening["categories"]} == {
        "led": "met", "specialist": "met", "designed": "not-met", "supports": "met",
    }  # fmt: skip
    assert (sent.answers, sent.submitted_at) == ({}, NOW)


def test_the_log_keeps_who_decided_and_not_who_applied() -> None:
    application = reduced()
    about = AuditEntry.objects.filter(
        object_type="network.Application", object_id=str(application.pk)
    )
    acts = {entry.action: entry.actor_name for entry in about}
    assert (acts["application.submit"], acts["application.decline"][:5]) == ("[erased]", "Staff")


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.REFERRED])
def test_it_goes_on_its_day_and_once(state: State) -> None:
    day = make_application(state).state_since + TWO_YEARS
    counts = [reducing.reduce_applications(now=at) for at in (day - SECOND, day, day + SECOND)]
    assert counts == [0, 1, 0]


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.SUBMITTED, State.MORE_INFORMATION, State.APPROVED]
)
def test_what_is_open_or_approved_stays(state: State) -> None:
    make_application(state)
    assert reducing.reduce_applications(now=NOW + 3 * TWO_YEARS) == 0


def test_what_was_referred_stays_while_somebody_goes_on_with_it() -> None:
    application = make_application(State.REFERRED)
    later = application.state_since + TWO_YEARS - DAY
    fill(application, now=later)
    assert reducing.reduce_applications(now=later + 2 * DAY) == 0
    assert reducing.reduce_applications(now=later + TWO_YEARS) == 1


@pytest.mark.parametrize("act", ["scribe", "note", "invitation", "document", "removal"])
def test_whatever_somebody_does_on_what_was_referred_keeps_it(act: str) -> None:
    amara = make_staff()
    application = make_application(State.REFERRED, by=amara)
    lead, later = lead_of(application), application.state_since + TWO_YEARS - DAY
    here: dict[str, Any] = {"application": application, "now": later}
    if act == "scribe":
        on_behalf.become_scribe(source="email", by=amara, **here)
    elif act == "note":
        review.add_note(text="Rang them.", by=amara, **here)
    elif act == "invitation":
        people.invite(email="friend@example.com", by=lead, **here)
    else:
        at = later if act == "document" else application.state_since + SECOND
        document = add_document(application=application, upload=PICTURE, by=lead, now=at)
        if act == "removal":
            remove_document(document=document, by=lead, now=later)
    assert reducing.reduce_applications(now=later + 2 * DAY) == 0
    assert reducing.reduce_applications(now=later + TWO_YEARS) == 1


def test_what_was_referred_and_reduced_is_not_taken_up_again() -> None:
    amara = make_staff()
    application = make_application(State.REFERRED, by=amara)
    lead, path = lead_of(application), f"/network/applications/{application.reference}/"
    answers = frozen(application)
    reducing.reduce_applications(now=application.state_since + TWO_YEARS)
    with pytest.raises(NotEditable):
        on_behalf.become_scribe(application=application, source="email", by=amara, now=NOW)
    with pytest.raises(NotEditable):
        add_document(application=application, upload=PICTURE, by=lead, now=NOW)
    with pytest.raises(NotEditable):  # pressed while it was reduced
        applying.submit(application=application, frozen=answers, declaration={}, by=lead, now=NOW)
    assert sign_in(lead).get(path).status_code == 404
    page = coordinator_client().get(f"/admin/network/application/{application.pk}/change/")
    assert (page.context["moves"], page.context["turn"]) == ([], "Nobody")
    assert "Nothing: it ended long ago." in page.text
    assert "Co-ordinators review this application" not in page.text


def test_a_letter_or_name_erased_before_stands_in_nobodys_way() -> None:
    application = declined()
    application.events.update(
        actor=None, actor_name="[erased]", letter_subject="[erased]", letter_text="[erased]",
        erasure="x",
    )  # fmt: skip
    assert reducing.reduce_applications(now=application.state_since + TWO_YEARS) == 1


def test_the_applicant_finds_nothing_of_it_in_their_data() -> None:
    application = declined()
    lead = lead_of(application)
    assert application.reference in str(my_data.gather(lead))
    reducing.reduce_applications(now=application.state_since + TWO_YEARS)
    assert application.reference not in str(my_data.gather(lead))


def test_staff_see_what_happened_and_add_nothing() -> None:
    application = reduced()
    client, url = coordinator_client(), f"/admin/network/application/{application.pk}/"
    page = client.get(f"{url}change/")
    assert "Nothing says any more whose it was" in page.text
    assert (page.context["note_form"], page.context["submission"]) == (None, None)
    assert client.post(f"{url}notes/", {"text": "Ada rang"}).status_code == 409
    assert application.notes.count() == 0
    assert client.get("/admin/network/application/?cases=decided").status_code == 200


# Requests for support ----------------------------------------------------------------------


def closed(**options: Any) -> SupportRequest:
    request = asked_how_it_went(**options)
    assert request.by
    support.answer(
        request=request, said=WENT, version=request.version, by=request.by, now=timezone.now()
    )
    decide(request, SupportMove.CLOSE, text="Thank you, Ada.")
    return request


def after_two_years(request: SupportRequest) -> datetime:
    return request.state_since + TWO_YEARS


def test_of_support_the_organisation_days_and_hours_stay() -> None:
    request = closed()
    assert reducing.reduce_requests(now=after_two_years(request)) == 1
    request.refresh_from_db()
    words = (request.need, request.tried, request.phone, request.what_changed)
    assert (words, request.by, request.allocated_to) == (("", "", "", ""), None, "[erased]")
    assert (request.helped, request.hours_used, request.state) == ("yes", 7.5, "closed")
    assert not request.events.exclude(text="", by=None).exclude(text="[erased]").exists()
    log = AuditEntry.objects.filter(object_type="network.SupportRequest")
    assert not log.filter(actor_name__startswith="Ada").exists()
    assert log.filter(action="support.close", actor_name__startswith="Staff").exists()


def test_support_goes_on_its_day_and_once() -> None:
    day = after_two_years(closed())
    counts = [reducing.reduce_requests(now=at) for at in (day - SECOND, day, day + SECOND)]
    assert counts == [0, 1, 0]


def test_support_that_nobody_closed_is_closed_by_the_site() -> None:
    request = delivered()
    assert reducing.reduce_requests(now=after_two_years(request)) == 1
    request.refresh_from_db()
    assert (request.state, request.events.latest("pk").by) == (SupportState.CLOSED, None)


def test_a_request_that_waits_stays_however_old() -> None:
    assert reducing.reduce_requests(now=after_two_years(make_request())) == 0


def test_pages_say_that_the_words_are_gone() -> None:
    request = closed()
    organisation, member = request.organisation_id, request.by
    reducing.reduce_requests(now=after_two_years(request))
    assert member
    client = sign_in(member, factor=False)
    page = client.get(f"/network/support/{organisation}/{request.reference}/")
    assert "The words are gone." in page.text
    assert client.get(f"/network/support/{organisation}/").status_code == 200
    seen = coordinator_client().get(f"/admin/network/supportrequest/{request.pk}/change/")
    assert seen.context["moves"] == []


def test_the_nightly_run_takes_both_and_counts_them_before() -> None:
    old = timezone.now() - TWO_YEARS - SECOND
    Application.objects.filter(pk=declined().pk).update(state_since=old)
    SupportRequest.objects.filter(pk=closed().pk).update(state_since=old)
    run = retention_runs.run(now=timezone.now())
    keys = ("ended-applications", "old-support")
    assert [(run.due[key], run.left[key]) for key in keys] == [(1, 0), (1, 0)]
    assert run.trouble == []
