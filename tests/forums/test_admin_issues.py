"""Staff and issues: begun, edited, put to a body, written down step by step."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forums.choices import Rule
from forums.issue_words import months_later
from forums.models import Agreement, Issue, IssueSource, Submission
from portal.models import OutgoingMail
from tests.factories.forums import attended, held_forum, insider, item_of, make_topic
from tests.factories.issues import (
    STATEMENT,
    affirmed,
    agreed,
    asked,
    begun,
    drafted,
    hmpps,
    sent,
    today,
)
from tests.factories.staff import coordinator_client
from tests.forums.issue_pages import ADD, errors, mails, new, of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A co-ordinator at work."""
    return coordinator_client()


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
    form = {"raised_by": there.pk, "statement": STATEMENT, "act": "confirm"}
    return client.post(url, form | changes), url


def test_who_was_there_is_asked_by_mail_without_the_words(client: Client) -> None:
    ask_form(client)
    mail = OutgoingMail.objects.get(to="ada@example.org")
    agreement = Agreement.objects.get()
    assert reverse("forums:agree", args=[agreement.pk]) in mail.text
    assert STATEMENT not in mail.subject + mail.text


@pytest.mark.parametrize("act", ["preview", "change"])
def test_nobody_is_asked_before_a_preview_is_confirmed(client: Client, act: str) -> None:
    response, _url = ask_form(client, act=act)
    assert STATEMENT in response.text
    assert (Agreement.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_the_preview_of_asking_shows_the_mail_without_the_words(client: Client) -> None:
    letter = ask_form(client, act="preview")[0].context["letter"]
    assert ("sign in to read" in letter.text, STATEMENT in letter.subject + letter.text) == (
        True,
        False,
    )


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
