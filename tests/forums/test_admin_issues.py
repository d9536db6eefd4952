"""Staff and issues: begun, edited, put to a body, written down step by step, shown to others."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forums.actions.issues import Origin
from forums.choices import Circle, Rule
from forums.issue_states import Step
from forums.issue_words import months_later
from forums.models import Agreement, Issue, IssueSource, Submission
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.forums import attended, held_forum, insider, item_of, make_topic
from tests.factories.issues import (
    STATEMENT,
    affirmed,
    agreed,
    answered,
    asked,
    begun,
    drafted,
    hidden_topic,
    hmpps,
    sent,
    shown,
    take,
    today,
)
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
BOARD = "/admin/forums/issue/"
ADD = f"{BOARD}add/"
KEY = "6f4e2f3e-7b0c-4b55-9c0b-0d6a2f3f1f10"


@pytest.fixture
def client() -> Client:
    """A co-ordinator at work."""
    return coordinator_client()


def of(issue: Issue, name: str, *more: Any) -> str:
    return reverse(f"admin:forums_issue_{name}", args=[issue.pk, *more])


def new(act: str = "confirm", **changes: Any) -> dict[str, Any]:
    first = {"statement": STATEMENT, "level": "operational", "themes": ["custody"], "key": KEY}
    return first | {"shown_words": "Raised.", "tells": "on", "act": act} | changes


def step_form(submission: Submission, act: str = "confirm", **changes: Any) -> dict[str, Any]:
    first = {"version": submission.version, "on": today(), "shown_words": "It went."}
    return first | {"tells": "on", "act": act} | changes


def press(client: Client, submission: Submission, step: str, **form: Any) -> Any:
    url = of(submission.issue, "step", submission.pk, step)
    return client.post(url, step_form(submission, **form))


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def mails() -> list[str]:
    rows = OutgoingMail.objects.filter(cause__startswith="issue-step:")
    return sorted(rows.values_list("to", flat=True))


def test_an_issue_is_begun_from_a_topic_after_a_preview(client: Client) -> None:
    topic = make_topic()
    assert client.get(f"{ADD}?topic={topic.pk}").context["form"].initial["topic"] == topic.pk
    preview = client.post(ADD, new("preview", topic=topic.pk))
    assert (len(preview.context["told"].people), Issue.objects.count()) == (1, 0)
    client.post(ADD, new(topic=topic.pk)), client.post(ADD, new(topic=topic.pk))
    issue = Issue.objects.get()
    assert (issue.shown_to, issue.themes, mails()) == ("staff", ["custody"], [topic.by.email])  # type: ignore[union-attr]


def test_an_item_of_the_sanctuary_is_refused_with_what_to_do(client: Client) -> None:
    item = item_of(held_forum(), Rule.SANCTUARY)
    response = client.post(ADD, new(item=item.pk))
    assert list(errors(response)) == ["item"]
    assert "Ask who raised it first" in errors(response)["item"][0]
    assert not Issue.objects.exists()


def test_an_item_on_the_record_becomes_an_issue(client: Client) -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    client.post(ADD, new(item=item.pk))
    assert IssueSource.objects.get().item == item


@pytest.mark.parametrize("made", [asked, agreed])
def test_an_agreement_is_begun_from_in_its_words_alone(client: Client, made: Any) -> None:
    agreement = made()
    response = client.post(ADD, new(agreement=agreement.pk, statement="Otherwise"))
    assert not Issue.objects.exists()
    assert response.status_code == 200
    client.post(ADD, new(agreement=agreement.pk))
    assert Issue.objects.count() == int(made is agreed)


def test_a_topic_and_an_item_at_once_are_one_too_many(client: Client) -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    response = client.post(ADD, new(item=item.pk, topic=make_topic().pk))
    assert list(errors(response)) == ["item"]


def ask_form(client: Client, **changes: Any) -> tuple[Any, str]:
    forum = held_forum()
    there = attended(forum, insider("ada@example.org"))
    url = reverse("admin:forums_issue_ask", args=[item_of(forum, Rule.SANCTUARY).pk])
    return client.post(url, {"raised_by": there.pk, "statement": STATEMENT} | changes), url


def test_who_was_there_is_asked_by_mail_without_the_words(client: Client) -> None:
    ask_form(client)
    mail = OutgoingMail.objects.get(to="ada@example.org")
    agreement = Agreement.objects.get()
    assert reverse("forums:agree", args=[agreement.pk]) in mail.text
    assert STATEMENT not in mail.subject + mail.text


def test_who_was_not_there_is_not_asked(client: Client) -> None:
    stranger = attended(held_forum(), insider())
    response, _url = ask_form(client, raised_by=stranger.pk)
    assert (list(errors(response)), Agreement.objects.count()) == (["raised_by"], 0)


@pytest.mark.parametrize("rule", [Rule.ON_RECORD, Rule.NON_ATTRIBUTABLE])
def test_only_the_sanctuary_is_asked_about(client: Client, rule: Rule) -> None:
    url = reverse("admin:forums_issue_ask", args=[item_of(held_forum(), rule).pk])
    assert client.get(url).status_code == 404


def test_an_answer_by_telephone_is_written_down_with_its_source(client: Client) -> None:
    agreement = asked()
    url = reverse("admin:forums_issue_agreement", args=[agreement.pk])
    client.post(url, {"agrees": "yes", "source": "telephone"})
    agreement.refresh_from_db()
    assert (agreement.agrees, agreement.source) == (True, "telephone")
    assert agreement.entered_by is not None
    assert OutgoingMail.objects.filter(to=agreement.by.email).count() == 2  # type: ignore[union-attr]


def test_an_agreement_in_use_is_not_turned_round(client: Client) -> None:
    agreement = agreed()
    client.post(ADD, new(agreement=agreement.pk))
    url = reverse("admin:forums_issue_agreement", args=[agreement.pk])
    response = client.post(url, {"agrees": "no", "source": "telephone"})
    agreement.refresh_from_db()
    assert (response.status_code, agreement.agrees) == (409, True)


def test_another_agreement_in_the_same_words_is_added(client: Client) -> None:
    issue, agreement = begun(), agreed()
    other = agreed(statement="Something else")
    response = client.post(of(issue, "source"), {"agreement": other.pk})
    assert list(errors(response)) == ["agreement"]
    client.post(of(issue, "source"), {"agreement": agreement.pk})
    assert issue.sources.filter(agreement=agreement).exists()


def test_an_edit_by_a_stale_tab_is_refused_with_both_texts(client: Client) -> None:
    issue = begun()
    form = {"statement": "Mine", "level": "operational", "version": issue.version, "about": "Long"}
    assert client.post(of(issue, "edit"), form).status_code == 302
    second = client.post(of(issue, "edit"), form | {"statement": "Yours"})
    issue.refresh_from_db()
    assert (second.status_code, issue.statement) == (409, "Mine")
    assert second.context["unsent"] == ["Yours", "Long"]
    assert second.context["form"].initial["statement"] == "Mine"


def test_a_submission_is_drafted_changed_and_sent(client: Client) -> None:
    issue = begun()
    body = {"body": drafted(begun()).body_id}
    page = of(issue, "draft")
    client.post(page, body | {"text": "Please look.", "version": issue.version})
    row = issue.submissions.get()
    redraft = of(issue, "redraft", row.pk)
    client.post(redraft, body | {"text": "Please look\r\nsoon.", "version": row.version})
    row.refresh_from_db()
    press(client, row, "submitted", expected_on=today() + timedelta(days=20), reference="T-1")
    row.refresh_from_db()
    assert (row.text, row.state, row.reference) == ("Please look\nsoon.", "submitted", "T-1")
    late = client.post(redraft, body | {"text": "Never said.", "version": row.version})
    assert late.status_code == 409


def test_a_step_is_previewed_with_how_many_are_told(client: Client) -> None:
    row = drafted()
    affirmed(row.issue, 2)
    response = press(client, row, "submitted", act="preview")
    row.refresh_from_db()
    assert (len(response.context["told"].people), row.state, mails()) == (3, "drafted", [])
    press(client, row, "submitted")
    assert len(mails()) == 3


def test_pressing_twice_tells_once_and_says_so(client: Client) -> None:
    row = drafted()
    first, second = press(client, row, "submitted"), press(client, row, "submitted")
    assert (first.status_code, second.status_code, len(mails())) == (302, 409, 1)
    assert second.context["unsent"] == ["It went."]


def test_nobody_is_told_without_the_tick(client: Client) -> None:
    press(client, drafted(), "submitted", tells="")
    assert mails() == []


BAD = {
    "to come": ({"on": today() + timedelta(days=1)}, "on"),
    "no day": ({"on": "soon"}, "on"),
    "no words": ({"shown_words": ""}, "shown_words"),
    "no answer": ({"outcome": ""}, "outcome"),
    "not copied in": ({"their_words": ""}, "their_words"),
    "too soon": ({"review_on": today() + timedelta(days=30)}, "review_on"),
    "too late": ({"review_on": today() + timedelta(days=300)}, "review_on"),
    "before it was sent": ({"on": today() - timedelta(days=9)}, "on"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_is_refused(client: Client, case: str) -> None:
    row, (change, field) = sent(), BAD[case]
    values = {"outcome": "agreed", "their_words": "Yes."} | change
    response = press(client, row, "responded", **values)
    row.refresh_from_db()
    assert (list(errors(response)), row.state) == ([field], "submitted")


def test_an_answer_is_looked_at_again_after_four_months(client: Client) -> None:
    row = sent()
    press(client, row, "responded", outcome="no-reply")
    row.refresh_from_db()
    assert (row.outcome, row.review_on) == ("no-reply", months_later(today(), 4))


def test_a_holding_reply_needs_its_day(client: Client) -> None:
    row = sent()
    response = press(client, row, "holding", their_words="Wait.")
    assert list(errors(response)) == ["expected_on"]


@pytest.mark.parametrize("step", ["reviewed", "submitted"])
def test_a_step_out_of_turn_is_told(client: Client, step: str) -> None:
    row = sent()
    assert client.get(of(row.issue, "step", row.pk, step)).status_code == 409
    assert client.get(of(row.issue, "step", row.pk, "nonsense")).status_code == 404


def test_closed_and_opened_again(client: Client) -> None:
    issue = begun()
    for step, state in (("closed", "closed"), ("reopened", "open")):
        issue.refresh_from_db()
        form = {"version": issue.version, "on": today(), "shown_words": "So.", "act": "confirm"}
        client.post(of(issue, "turn", step), form)
        issue.refresh_from_db()
        assert issue.state == state


def test_a_closed_issue_is_put_to_nobody(client: Client) -> None:
    issue = begun()
    form = {"version": issue.version, "on": today(), "shown_words": "So.", "act": "confirm"}
    client.post(of(issue, "turn", "closed"), form)
    issue.refresh_from_db()
    typed = {"body": hmpps().pk, "text": "Please look.", "version": issue.version}
    assert client.post(of(issue, "draft"), typed).status_code == 409
    assert not Submission.objects.exists()


def test_widening_is_previewed_confirmed_and_logged(client: Client) -> None:
    issue = begun()
    page = of(issue, "show", "public")
    assert STATEMENT in client.get(page).content.decode()
    issue.refresh_from_db()
    assert issue.shown_to == Circle.STAFF
    client.post(page, {"version": issue.version})
    entry = AuditEntry.objects.get(action="issue.show")
    assert (entry.old, entry.new) == ({"shown_to": "staff"}, {"shown_to": "public"})
    issue.refresh_from_db()
    client.post(of(issue, "show", "staff"), {"version": issue.version})
    issue.refresh_from_db()
    assert issue.shown_to == Circle.STAFF


@pytest.mark.parametrize("version", ["0", "", "x", "999"])
def test_widening_what_was_changed_since_the_preview_is_refused(
    client: Client, version: str
) -> None:
    issue = begun()
    response = client.post(of(issue, "show", "public"), {"version": version})
    issue.refresh_from_db()
    assert (response.status_code, issue.shown_to) == (409, "staff")


def test_the_preview_for_everybody_shows_no_band_under_five(client: Client) -> None:
    issue = begun()
    pages = {
        circle: client.get(of(issue, "show", circle)).content.decode()
        for circle in ("members", "public")
    }
    assert {name: "a few organisations" in text for name, text in pages.items()} == {
        "members": True,
        "public": False,
    }


def board(client: Client, **query: str) -> list[tuple[str, int | None]]:
    rows = client.get(BOARD, query).context["rows"]
    return [(row.issue.statement, row.days) for row in rows]


def test_the_board_says_what_waits_and_how_long(client: Client) -> None:
    sent(begun(statement="Newer"), days_ago=2)
    sent(begun(statement="Older"), days_ago=30, expected_on=today() - timedelta(days=1))
    drafted(begun(statement="A draft"))
    due = answered(begun(statement="Answered"))
    Submission.objects.filter(pk=due.pk).update(review_on=today())
    assert board(client) == [("Older", 30), ("Newer", 2)]
    assert board(client, what="overdue") == [("Older", 30)]
    assert board(client, what="drafts") == [("A draft", None)]
    assert board(client, what="review") == [("Answered", None)]
    assert len(board(client, what="open")) == 4
    assert board(client, what="closed") == []
    assert board(client, level="strategic") == []
    assert board(client, body="nonsense", theme="x") == [("Older", 30), ("Newer", 2)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_asks_as_often_for_many_as_for_one(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        sent()
    client.get(BOARD)
    with django_assert_num_queries(7):
        client.get(BOARD)


@pytest.mark.parametrize("number", [1, 3])
def test_an_issues_page_asks_as_often_for_many_as_for_one(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    issue = begun()
    affirmed(issue, number)
    for _ in range(number):
        sent(issue)
    client.get(of(issue, "change"))
    with django_assert_num_queries(8):
        client.get(of(issue, "change"))


def test_a_manager_sees_neither_voices_nor_topics() -> None:
    topic = hidden_topic(title="quiet-topic-4410")
    issue = begun(Origin(topic=topic))
    page = sign_in(make_staff(MANAGERS)).get(of(issue, "change")).content.decode()
    assert STATEMENT in page
    assert topic.title not in page
    assert topic.organisation.name not in page


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, EDITORS])
def test_issues_are_not_for_other_staff(group: str) -> None:
    client, issue = sign_in(make_staff(group)), shown(begun())
    pages = [BOARD, ADD, of(issue, "change"), of(issue, "edit"), f"{BOARD}briefing/"]
    assert {client.get(page).status_code for page in pages} == {403}


def test_an_organisation_is_added_and_taken_off_by_hand(client: Client) -> None:
    issue, user = begun(), insider()
    organisation = user.affiliations.get().organisation
    client.post(of(issue, "voice"), {"organisation": organisation.pk, "how": "raised"})
    voice = issue.voices.get(organisation=organisation)
    assert organisation.name in client.get(of(issue, "change")).content.decode()
    client.post(of(issue, "voice_remove", voice.pk))
    assert not issue.voices.filter(pk=voice.pk).exists()


def test_whether_others_read_their_words_is_changed_alone(client: Client) -> None:
    row = answered()
    event = row.events.get(step=Step.RESPONDED)
    client.post(of(row.issue, "their_words", event.pk), {"shows": "yes"})
    event.refresh_from_db()
    assert (event.shows_their_words, event.their_words) == (True, "We note the issue.")


def test_a_source_is_taken_off(client: Client) -> None:
    issue = begun()
    client.post(of(issue, "source_remove", issue.sources.get().pk))
    assert (issue.sources.count(), issue.voices.count()) == (0, 1)


def test_a_review_says_what_changed(client: Client) -> None:
    row = answered()
    press(client, row, "reviewed", what_changed="Letters are read aloud.")
    row.refresh_from_db()
    row.issue.refresh_from_db()
    assert row.reviewed_at is not None
    assert row.issue.what_changed == "Letters are read aloud."
    again = take(row, Step.RESPONDED, outcome="agreed", review_on=today())
    assert again.reviewed_at is None


def test_the_front_page_counts_what_is_late_and_what_was_agreed_to(client: Client) -> None:
    sent(expected_on=today() - timedelta(days=1), days_ago=9)
    due = answered(begun(statement="Answered"))
    Submission.objects.filter(pk=due.pk).update(review_on=today())
    agreed(), asked()
    counts = client.get("/staff/").context
    numbers = [counts[name] for name in ("answers_overdue", "answers_to_review", "agreed_to")]
    assert numbers == [1, 1, 1]
    lists = ["?what=overdue", "?what=review", "agreements/?what=to-use"]
    pages = [client.get(BOARD + query).context["page_obj"] for query in lists]
    assert [page.paginator.count for page in pages] == [1, 1, 1]
    others = sign_in(make_staff(EDITORS)).get("/staff/").context
    assert "answers_overdue" not in others
