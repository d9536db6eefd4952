"""Staff and issues: shown to others, on the board, and for whom they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import issues
from forums.actions.issues import Origin
from forums.choices import Circle
from forums.issue_states import Step
from forums.models import Submission
from portal.models import AuditEntry
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.forums import insider
from tests.factories.issues import (
    STATEMENT,
    affirmed,
    agreed,
    answered,
    asked,
    begun,
    drafted,
    hidden_topic,
    sent,
    shown,
    take,
    today,
)
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.forums.issue_pages import ADD, BOARD, new, of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A co-ordinator at work."""
    return coordinator_client()


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


def test_an_issue_from_a_confided_topic_is_widened_only_as_its_proposer_agrees(
    client: Client,
) -> None:
    issue = begun(Origin(topic=hidden_topic()))
    version = {"version": issue.version}
    refused = client.post(of(issue, "show", "public"), version)
    issue.refresh_from_db()
    assert (list(refused.context["form"].errors), issue.shown_to) == (["agrees"], "staff")
    client.post(of(issue, "show", "public"), version | {"agrees": "on"})
    entry = AuditEntry.objects.get(action="issue.show")
    assert entry.new == {"shown_to": "public", "proposer_agrees": True}
    issue.refresh_from_db()
    client.post(of(issue, "show", "members"), {"version": issue.version})
    issue.refresh_from_db()
    assert issue.shown_to == "members"


def test_a_confided_issue_is_not_widened_past_the_page() -> None:
    issue = begun(Origin(topic=hidden_topic()))
    with pytest.raises(issues.NotAsked):
        issues.show_to(
            issue=issue,
            circle=Circle.MEMBERS,
            version=issue.version,
            by=make_staff(),
            now=timezone.now(),
        )


def test_a_confided_source_is_marked_wherever_it_is_met(client: Client) -> None:
    topic, said = hidden_topic(title="Quiet"), "From a topic for the co-ordinator only"
    labels = [label for _pk, label in client.get(ADD).context["form"].fields["topic"].choices]
    assert labels[1] == f"Quiet ({topic.organisation}): for the co-ordinator only"
    issue = begun(Origin(topic=topic))
    texts = [
        client.post(ADD, new("preview", topic=topic.pk)).text,
        client.get(f"{BOARD}{issue.pk}/change/").text,
        client.get(of(issue, "show", "members")).text,
        client.get(of(issue, "show", "public")).text,
    ]
    assert [said in text for text in texts] == [True] * 4


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
    return [(row.statement, row.waits and row.waits.days) for row in rows]


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
    with django_assert_num_queries(6):
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
    queues = client.get("/staff/").context["queues"]
    names = ("answers_overdue", "answers_to_review", "agreed_to")
    assert [queues[name].number for name in names] == [1, 1, 1]
    lists = ["?what=overdue", "?what=review", "agreements/?what=to-use"]
    pages = [client.get(BOARD + query).context["page_obj"] for query in lists]
    assert [page.paginator.count for page in pages] == [1, 1, 1]
    assert sign_in(make_staff(EDITORS)).get("/staff/").context["queues"] == {}
