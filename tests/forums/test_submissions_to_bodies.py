"""What is put to bodies: drafted, changed, discarded; and the day an answer is expected by."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from forums.actions import nagging, steps, submissions
from forums.actions.steps import What
from forums.actions.submissions import Draft
from forums.issue_states import Step
from forums.models import Issue, Submission
from portal.models import AuditEntry
from tests.factories.issues import answered, begun, drafted, moj, sent, today
from tests.factories.staff import coordinator_client, make_staff
from tests.forums.issue_pages import errors, mails, of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A co-ordinator at work."""
    return coordinator_client()


def doing(row: Submission | Issue) -> dict[str, Any]:
    return {"version": row.version, "by": make_staff(), "now": timezone.now()}


def test_a_draft_is_pressed_once() -> None:
    issue = begun()
    values = doing(issue) | {"issue": issue, "draft": Draft(moj(), "Please.")}
    submissions.draft(**values)
    with pytest.raises(steps.Stale):
        submissions.draft(**values)
    assert Submission.objects.count() == 1


def test_what_was_sent_is_not_drafted_again() -> None:
    row = sent()
    with pytest.raises(submissions.NotADraft):
        submissions.redraft(submission=row, draft=Draft(row.body, "Other."), **doing(row))
    row.text = "Other."
    with pytest.raises(IntegrityError, match="kept as it was sent"):
        row.save()


def test_a_draft_is_discarded_with_its_words(client: Client) -> None:
    row = drafted(text="quiet-draft-7731")
    page = of(row.issue, "discard", row.pk)
    asked = client.get(page)
    row.refresh_from_db()
    assert (row.state, "quiet-draft-7731" in asked.text) == ("drafted", True)
    client.post(page, {"version": row.version})
    row.refresh_from_db()
    log = row.issue.events.order_by("pk").values_list("step", flat=True)
    assert (row.state, row.text, mails()) == ("discarded", "", [])
    assert list(log) == ["raised", "drafted", "discarded"]


def test_a_discarded_draft_is_on_no_page(client: Client) -> None:
    row = drafted()
    submissions.discard(submission=row, **doing(row))
    page = client.get(of(row.issue, "change"))
    board = client.get("/admin/forums/issue/", {"what": "open", "body": row.body_id})
    assert (page.context["sent"], board.context["rows"]) == ([], [])


def test_a_draft_is_discarded_once(client: Client) -> None:
    row = drafted()
    page, form = of(row.issue, "discard", row.pk), {"version": row.version}
    assert [client.post(page, form).status_code for _ in range(2)] == [302, 409]
    assert row.events.filter(step=Step.DISCARDED).count() == 1


def test_a_draft_that_was_changed_meanwhile_is_not_discarded(client: Client) -> None:
    row = drafted()
    seen = row.version
    submissions.redraft(submission=row, draft=Draft(row.body, "Better."), **doing(row))
    response = client.post(of(row.issue, "discard", row.pk), {"version": seen})
    row.refresh_from_db()
    assert (response.status_code, row.text) == (409, "Better.")


def test_what_was_sent_is_not_discarded(client: Client) -> None:
    row = sent()
    response = client.post(of(row.issue, "discard", row.pk), {"version": row.version})
    row.refresh_from_db()
    assert (response.status_code, row.state) == (409, "submitted")
    with pytest.raises(submissions.NotADraft):
        submissions.discard(submission=row, **doing(row))


def expect(client: Client, row: Submission, day: date | str, version: int | None = None) -> Any:
    form = {"expected_on": day, "version": version or row.version}
    return client.post(of(row.issue, "expected", row.pk), form)


@pytest.mark.parametrize("days", [9, None])
def test_the_expected_day_is_changed_alone(client: Client, days: int | None) -> None:
    wanted = today() + timedelta(days=days) if days else None
    row = sent(expected_on=today() + timedelta(days=1))
    events = row.issue.events.count()
    expect(client, row, wanted or "")
    row.refresh_from_db()
    entry = AuditEntry.objects.get(action="issue.expect")
    assert (row.expected_on, row.state) == (wanted, "submitted")
    assert (row.issue.events.count(), mails()) == (events, [])
    assert entry.old == {"expected_on": (today() + timedelta(days=1)).isoformat()}


def test_the_coordinator_is_reminded_by_the_new_day(client: Client) -> None:
    row = sent(expected_on=today() + timedelta(days=1))
    expect(client, row, today() + timedelta(days=9))
    reminded = [
        nagging.nag_overdue(now=timezone.now() + timedelta(days=days)) for days in (2, 9, 10)
    ]
    assert reminded == [0, 0, 1]


def test_an_answer_is_not_expected_before_the_question(client: Client) -> None:
    row = sent(days_ago=2)
    response = expect(client, row, today() - timedelta(days=2))
    assert list(errors(response)) == ["expected_on"]


def test_a_day_changed_on_an_older_page_is_refused(client: Client) -> None:
    row = sent()
    days = [today() + timedelta(days=number) for number in (3, 5)]
    codes = [expect(client, row, day, row.version).status_code for day in days]
    row.refresh_from_db()
    assert (codes, row.expected_on) == ([302, 409], days[0])


@pytest.mark.parametrize("made", [drafted, answered])
def test_no_day_is_expected_where_nothing_is_waited_for(client: Client, made: Any) -> None:
    row = made()
    assert expect(client, row, today() + timedelta(days=3)).status_code == 409
    with pytest.raises(submissions.NotWaiting):
        submissions.expect(submission=row, on=None, **doing(row))


def test_no_day_is_expected_of_a_closed_issue() -> None:
    row = sent()
    row.issue.refresh_from_db()
    steps.turn(issue=row.issue, step=Step.CLOSED, what=What(on=today()), **doing(row.issue))
    with pytest.raises(submissions.NotWaiting):
        submissions.expect(submission=row, on=None, **doing(row))
