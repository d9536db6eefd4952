"""Two colleagues write the same step down, and people answer, at once, on real connections."""

import uuid
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from forums.actions import agreements, issues, steps, voices
from forums.actions.issues import Origin
from forums.actions.steps import What
from forums.issue_states import IllegalStep, Step
from forums.models import Issue, IssueEvent
from portal.models import OutgoingMail
from tests.factories.forums import insider
from tests.factories.issues import agreed, begun, content, sent, shown, today
from tests.factories.staff import make_staff
from tests.races.together import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (steps.Stale, IllegalStep, issues.NotAgreed, agreements.InUse)


def said(act: Callable[..., Any], **values: Any) -> Callable[[], Any]:
    """The act, with what it raised as its result."""
    now = timezone.now()

    def run() -> Any:
        try:
            return act(**values, now=now)
        except REFUSED as error:
            return error

    return run


def events(step: Step) -> int:
    return IssueEvent.objects.filter(step=step).count()


def test_a_step_written_down_five_times_at_once_is_told_once() -> None:
    submission, by = sent(), make_staff()
    what = What(on=today(), shown_words="It came.", tells=True)
    values = {"submission": submission, "step": Step.ACKNOWLEDGED, "what": what, "by": by}

    results = at_once([said(steps.record, **values, version=submission.version)] * 5)

    assert sum(isinstance(result, steps.Stale) for result in results) == 4
    assert events(Step.ACKNOWLEDGED) == 1
    assert OutgoingMail.objects.filter(cause__startswith="issue-step:").count() == 1


def closing(issue: Issue) -> Callable[[], Any]:
    values = {"issue": issue, "step": Step.CLOSED, "what": What(on=today()), "by": make_staff()}
    return said(steps.turn, **values, version=issue.version)


def test_an_issue_is_closed_once() -> None:
    results = at_once([closing(begun())] * 5)

    assert sum(isinstance(result, IssueEvent) for result in results) == 1
    assert events(Step.CLOSED) == 1


def test_control_without_the_lock_it_is_closed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    meet = Barrier(2, timeout=PATIENCE)

    def without_lock(issue: Issue, _version: int | None = None) -> Issue:
        found = Issue.objects.get(pk=issue.pk)
        meet.wait()
        return found

    close = closing(begun())
    monkeypatch.setattr(steps, "lock", without_lock)

    at_once([close] * 2)

    assert events(Step.CLOSED) == 2


def test_an_agreement_taken_back_while_it_is_used_ends_one_way() -> None:
    user = insider()
    agreement, by = agreed(user), make_staff()
    origin, what = Origin(agreement=agreement), What(on=today())
    values = {"content": content(), "origin": origin, "what": what, "key": uuid.uuid4()}
    begin = said(issues.begin, **values, by=by)
    decline = said(agreements.answer, agreement=agreement, agrees=False, by=user)

    results = at_once([begin, decline])

    agreement.refresh_from_db()
    assert agreement.agrees is bool(agreement.sources.count())
    assert sum(isinstance(result, REFUSED) for result in results) == 1
    assert Issue.objects.count() == agreement.sources.count()


def test_one_key_begins_one_issue() -> None:
    values: dict[str, Any] = {"origin": Origin(), "what": What(on=today()), "key": uuid.uuid4()}

    results = at_once([said(issues.begin, **values, content=content(), by=make_staff())] * 5)

    assert {result.pk for result in results} == {Issue.objects.get().pk}
    assert events(Step.RAISED) == 1


def beginning(by: Any) -> Callable[[], Issue]:
    values = {"content": content(), "origin": Origin(), "what": What(on=today())}
    return lambda: issues.begin(**values, key=uuid.uuid4(), by=by, now=timezone.now())


def test_issues_that_say_the_same_have_addresses_of_their_own() -> None:
    results = at_once([beginning(make_staff())] * 5)

    assert len({issue.slug for issue in results}) == 5


def test_control_without_the_lock_they_want_the_same_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meet, free_slug = Barrier(2, timeout=PATIENCE), issues._free_slug

    def both_have_looked(statement: str) -> str:
        found = free_slug(statement)
        meet.wait()
        return found

    monkeypatch.setattr(issues, "_one_address_at_a_time", lambda: None)
    monkeypatch.setattr(issues, "_free_slug", both_have_looked)

    with pytest.raises(IntegrityError):
        at_once([beginning(make_staff())] * 2)


def test_an_organisation_that_says_so_five_times_at_once_has_one_voice() -> None:
    issue, user = shown(begun()), insider()
    values = {"issue": issue, "organisation": user.affiliations.get().organisation, "by": user}

    results = at_once([said(voices.affirm, **values)] * 5)

    assert sorted(results) == [False, False, False, False, True]
    assert issue.voices.filter(how="affirmed").count() == 1
