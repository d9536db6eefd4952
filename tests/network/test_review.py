"""Decisions through the admin's pages: legal ones only, each once, with its letter."""

from typing import Any

import pytest
from django.test import Client

from network.actions import applying, review
from network.models import Application, ApplicationPerson, User
from network.states import MOVES, Actor, Move, State, legal_moves
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import NOW, lead_of, make_person
from tests.factories.applications import answer, find_met, make_application, make_document
from tests.factories.decisions import BODY, QUEUE, decide, letter, mails_to_people
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
DECISIONS = [Move.ASK, Move.APPROVE, Move.REFER, Move.DECLINE]


@pytest.fixture
def client() -> Client:
    return coordinator_client(name="Amara Example")


# Every state, every move -----------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", DECISIONS)
def test_decisions_follow_the_table(client: Client, state: State, move: Move) -> None:
    application = make_application(state)
    if application.is_open_case:
        find_met(application, by=make_staff())
    is_legal = move in legal_moves(state, Actor.STAFF)
    before = application.state

    opened = client.get(decide(application, move))
    sent = client.post(decide(application, move), letter(application, move))

    application.refresh_from_db()
    assert opened.status_code == (200 if is_legal else 409)
    assert ("Nothing is done before you have seen the preview" in opened.text) == is_legal
    assert ("This case has moved on" in opened.text) == (not is_legal)
    assert sent.status_code == (302 if is_legal else 409)
    assert application.state == (MOVES[move].target if is_legal else before)
    assert len(mails_to_people(application)) == (1 if is_legal else 0) + (
        1
        if state in {State.APPROVED, State.DECLINED, State.REFERRED, State.MORE_INFORMATION}
        else 0
    )


@pytest.mark.parametrize("state", list(State))
def test_review_starts_from_submitted_only(client: Client, state: State) -> None:
    application = make_application(state)

    response = client.post(
        f"{QUEUE}{application.pk}/start-review/", {"version": application.version}
    )

    application.refresh_from_db()
    assert response.status_code == (302 if state == State.SUBMITTED else 409)
    assert application.state == (State.IN_REVIEW if state == State.SUBMITTED else state)


@pytest.mark.parametrize("move", ["submit", "answer", "withdraw", "start-review", "nonsense"])
def test_other_moves_are_no_decisions(client: Client, move: str) -> None:
    application = make_application(State.IN_REVIEW)

    assert client.get(decide(application, move)).status_code == 404
    assert client.post(decide(application, move), {}).status_code == 404


def test_starting_assigns_who_starts() -> None:
    amara = make_staff()
    application = make_application()

    sign_in(amara).post(f"{QUEUE}{application.pk}/start-review/", {"version": application.version})

    application.refresh_from_db()
    assert application.assignee == amara


# Write, preview, confirm ------------------------------------------------------------------------


def test_preview_shows_the_letter_as_each_reader_gets_it_and_does_nothing(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    second = make_person("second@example.org", "Sam Example")
    ApplicationPerson.objects.create(
        application=application, user=second, role="colleague", added_at=NOW
    )

    response = client.post(decide(application, "ask"), letter(application, Move.ASK, act="preview"))

    assert "Dear Ọlá Example," in response.text
    assert "Dear Sam Example," in response.text
    assert "1. What is it called?" in response.text
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    assert mails_to_people(application) == []


def test_preview_hands_everything_typed_to_confirming(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    typed = letter(application, Move.ASK, act="preview")
    preview = client.post(decide(application, "ask"), typed)
    hidden = {field.html_name: field.value() or "" for field in preview.context["form"]}

    client.post(decide(application, "ask"), {**hidden, "act": "confirm"})

    application.refresh_from_db()
    assert application.state == State.MORE_INFORMATION


def test_changing_after_the_preview_keeps_what_was_typed(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    typed = letter(application, Move.ASK, act="change", question_3="And who runs it?")

    form = client.post(decide(application, "ask"), typed).context["form"]

    assert form["question_3"].value() == "And who runs it?"
    assert form["body"].value() == BODY


def test_asking_keeps_questions_and_the_parts_they_open(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.ASK, question_4="Who runs it?")

    client.post(decide(application, "ask"), data)

    items = application.information_items.order_by("pk").values_list("question", "step")
    assert list(items) == [("What is it called?", "work"), ("Who runs it?", "")]
    assert "1. What is it called?\n\n2. Who runs it?" in mails_to_people(application)[0].text


def test_decision_is_kept_with_actor_reason_and_letter(client: Client) -> None:
    application = make_application(State.IN_REVIEW)

    client.post(
        decide(application, "decline"), letter(application, Move.DECLINE, reason="duplicate")
    )

    event = application.events.latest("pk")
    assert (event.move, event.reason, event.actor_name) == ("decline", "duplicate", "Amara Example")
    assert event.letter_sent
    assert event.letter_subject == f"About {application.reference}"
    assert event.letter_text == mails_to_people(application)[0].text


def test_decision_without_a_letter_sends_and_keeps_none(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.DECLINE, send="no", body="{nonsense}", subject="")

    response = client.post(decide(application, "decline"), data)

    event = application.events.latest("pk")
    assert response.status_code == 302
    assert (event.letter_sent, event.letter_text, event.letter_subject) == (False, "", "")
    assert mails_to_people(application) == []


def test_everybody_who_applies_gets_their_own_letter_and_the_scribe_none(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    second = make_person("second@example.org", "Sam Example")
    scribe = make_staff(name="Del Example")
    for user, role in ((second, "colleague"), (scribe, "scribe")):
        ApplicationPerson.objects.create(
            application=application, user=user, role=role, added_at=NOW
        )

    client.post(decide(application, "refer"), letter(application, Move.REFER))

    mails = OutgoingMail.objects.filter(subject__startswith="About ").order_by("pk")
    assert [(mail.to, mail.text.splitlines()[0]) for mail in mails] == [
        (lead_of(application).email, "Dear Ọlá Example,"),
        ("second@example.org", "Dear Sam Example,"),
    ]


# Bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"reason": ""}, "reason", "Choose a reason"),
        ({"reason": "changed-mind"}, "reason", "Select a valid choice"),
        ({"body": BODY + "{name2}"}, "body", "There is no placeholder {name2}"),
        ({"body": "Dear {name}"}, "body", "This letter needs {link}, {questions}"),
        ({"body": ""}, "body", "Write the letter"),
        ({"subject": ""}, "subject", "Enter a subject"),
        ({"subject": "{who}"}, "subject", "There is no placeholder {who}"),
        ({"about_2": "work"}, "question_2", "Write the question"),
        ({"send": "perhaps"}, "send", "Select a valid choice"),
        ({"version": "x"}, "version", "Enter a whole number"),
        ({"body": BODY + "\x00"}, "body", "Null characters are not allowed"),
    ],
)
def test_errors_name_the_field_and_lose_nothing(
    client: Client, changes: dict[str, str], field: str, words: str
) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.ASK, question_5="Keep me", **changes)

    response = client.post(decide(application, "ask"), data)

    form = response.context["form"]
    assert response.status_code == 200
    assert words in str(form.errors[field])
    assert "<title>Error:" in response.text
    assert form["question_5"].value() == "Keep me"
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_asking_needs_a_question(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.ASK, question_1="", about_1="")

    form = client.post(decide(application, "ask"), data).context["form"]

    assert form.errors["question_1"] == ["Ask at least one question"]


def test_fields_that_were_never_asked_are_ignored(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.DECLINE, state="approved", organisation="7", is_staff="1")

    client.post(decide(application, "decline"), data)

    application.refresh_from_db()
    assert (application.state, application.organisation) == (State.DECLINED, None)


def test_names_with_markup_and_line_breaks_stay_harmless(client: Client) -> None:
    lead = make_person("mark@example.org", "<b>Mo</b>\r\nBcc: x@example.org")
    application = make_application(
        State.IN_REVIEW, lead=lead, organisation={"name": "A\r\n\r\nhttp://evil.example <script>"}
    )
    data = letter(application, Move.DECLINE, subject="About {organisation} {name}")

    page = client.post(decide(application, "decline"), {**data, "act": "preview"}).text
    client.post(decide(application, "decline"), data)

    mail = mails_to_people(application)[0]
    assert "<script>" not in page.replace("<script src", "")
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert "<script>" not in mail.html
    assert "<b>Mo" not in mail.html
    assert 'href="http://evil.example' not in mail.html


# Two people at once -----------------------------------------------------------------------------


@pytest.mark.parametrize("second", DECISIONS)
def test_second_decider_is_told_who_was_first(second: Move) -> None:
    amara, delphine = make_staff(name="Amara Example"), make_staff(name="Delphine Example")
    application = make_application(State.IN_REVIEW, by=amara)
    find_met(application, by=amara)
    theirs = letter(application, second, subject="About theirs")

    sign_in(amara).post(decide(application, "decline"), letter(application, Move.DECLINE))
    response = sign_in(delphine).post(decide(application, second), theirs)

    application.refresh_from_db()
    assert response.status_code == 409
    assert application.state == State.DECLINED
    assert "Application declined" in response.text
    assert "By Amara Example" in response.text
    assert "{organisation}, see {link}" in response.text  # what was typed is there to copy
    assert len(mails_to_people(application)) == 1


def test_confirming_twice_decides_once(client: Client) -> None:
    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.ASK)

    first = client.post(decide(application, "ask"), data)
    again = client.post(decide(application, "ask"), data)

    assert (first.status_code, again.status_code) == (302, 409)
    assert application.information_items.count() == 1
    assert len(mails_to_people(application)) == 1


def test_old_version_is_refused_even_where_the_move_is_legal_again(client: Client) -> None:

    application = make_application(State.IN_REVIEW)
    stale = letter(application, Move.DECLINE)
    client.post(decide(application, "ask"), letter(application, Move.ASK))
    application.refresh_from_db()
    answer(application)

    response = client.post(decide(application, "decline"), stale)

    application.refresh_from_db()
    assert response.status_code == 409
    assert application.state == State.IN_REVIEW


def test_withdrawn_meanwhile_is_told(client: Client) -> None:

    application = make_application(State.IN_REVIEW)
    data = letter(application, Move.DECLINE)
    applying.withdraw(application=application, by=lead_of(application), now=NOW)

    response = client.post(decide(application, "decline"), data)

    assert response.status_code == 409
    assert "Application withdrawn" in response.text


def test_own_application_is_refused_with_words() -> None:
    amara = make_staff()
    application = make_application(State.IN_REVIEW, lead=amara, by=make_staff())
    document = make_document(application)
    client = sign_in(amara)

    page = client.get(f"{QUEUE}{application.pk}/change/").text
    answers = [
        client.get(decide(application, "approve")),
        client.post(decide(application, "decline"), letter(application, Move.DECLINE)),
        client.post(f"{QUEUE}{application.pk}/leadership/"),
        client.post(
            f"{QUEUE}{application.pk}/findings/led/", {"led-verdict": "met", "led-comment": "So"}
        ),
        client.post(f"{QUEUE}{application.pk}/match/", {"organisation": ""}),
        client.post(f"{QUEUE}{application.pk}/type-for/", {"source": "email"}),
        client.post(
            f"{QUEUE}{application.pk}/withdraw-for/", {"source": "email", "reason": "other"}
        ),
        client.post(f"{QUEUE}{application.pk}/notes/", {"text": "I know them well."}),
        client.post(f"{QUEUE}{application.pk}/assign/", {"assignee": amara.pk}),
        client.get(f"{QUEUE}{application.pk}/documents/{document.pk}/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 10
    assert all("somebody else decides" in answer.text for answer in answers)
    for act in ("decide/", "assign/", "documents/", "notes/"):
        assert f"{QUEUE}{application.pk}/{act}" not in page
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    assert application.assignee != amara
    assert not application.notes.exists()


def note(application: Application, by: User) -> None:
    review.add_note(application=application, text="I know them well.", by=by, now=NOW)


def assign(application: Application, by: User) -> None:
    review.assign(application=application, to=by, by=by, now=NOW)


def open_document(application: Application, by: User) -> None:
    review.open_document(document=make_document(application), by=by, now=NOW)


@pytest.mark.parametrize("act", [note, assign, open_document])
@pytest.mark.parametrize("role", ["lead", "colleague"])
def test_acts_refuse_who_takes_part_and_leave_no_trace(act: Any, role: str) -> None:
    amara, others = make_staff(), make_staff()
    lead = amara if role == "lead" else None
    application = make_application(State.IN_REVIEW, lead=lead, by=others)
    if role == "colleague":
        ApplicationPerson.objects.create(
            application=application, user=amara, role=role, added_at=NOW
        )
    before = AuditEntry.objects.filter(actor=amara).count()

    with pytest.raises(review.OwnApplication):
        act(application, amara)

    application.refresh_from_db()
    assert application.assignee == others
    assert not application.notes.exists()
    assert AuditEntry.objects.filter(actor=amara).count() == before
    act(application, others)  # who takes no part may
    assert AuditEntry.objects.filter(actor=others).exists()
