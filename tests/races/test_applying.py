"""Two clicks, two tabs, two colleagues at once, on real connections."""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError

from network.actions import applying, moves
from network.actions.applying import StaleStep
from network.models import Application, Submission
from network.states import IllegalMove
from network.steps import Step
from tests.factories.applicants import NOW, fill, frozen, lead_of, make_draft, make_person
from tests.races.together import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def said(act: Callable[[], Any]) -> Callable[[], Any]:
    """The act, with what it raised as its result."""

    def run() -> Any:
        try:
            return act()
        except (IllegalMove, StaleStep, DatabaseError) as error:
            return error

    return run


def sender(application: Application) -> Callable[[], Any]:
    checked, lead = frozen(application), lead_of(application)
    return lambda: applying.submit(
        application=application, frozen=checked, declaration={}, by=lead, now=NOW
    )


def test_two_clicks_send_one_application() -> None:
    application = make_draft()
    fill(application)
    send = sender(application)

    results = at_once([said(send)] * 5)

    assert sum(isinstance(result, Submission) for result in results) == 1
    assert sum(isinstance(result, IllegalMove) for result in results) == 4
    assert application.events.count() == 1


def test_control_without_the_lock_the_second_click_is_not_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lock is what makes a second click a clear answer instead of a broken one."""
    meet = Barrier(2, timeout=PATIENCE)

    def without_lock(application: Application) -> Application:
        found = Application.objects.get(pk=application.pk)
        meet.wait()
        return found

    application = make_draft()
    fill(application)
    send = sender(application)
    monkeypatch.setattr(applying, "lock", without_lock)
    monkeypatch.setattr(applying, "one_comparison_at_a_time", lambda: None)

    results = at_once([said(send)] * 2)

    assert not any(isinstance(result, IllegalMove) for result in results)
    assert moves.lock is not without_lock


def test_two_colleagues_saving_one_step_lose_nothing() -> None:
    application = make_draft()
    lead, colleague = lead_of(application), make_person()

    def save(by: Any, text: str) -> Callable[[], Any]:
        return lambda: applying.save_step(
            application=application,
            step=Step.HOPES,
            typed={"hopes": text},
            version=1,
            by=by,
            now=NOW,
        )

    results = at_once([said(save(lead, "Mine")), said(save(colleague, "Theirs"))])

    assert sum(isinstance(result, StaleStep) for result in results) == 1
    row = application.steps.get(step=Step.HOPES)
    assert (row.version, row.typed["hopes"]) in {(2, "Mine"), (2, "Theirs")}


def test_five_starts_make_one_draft() -> None:
    person = make_person()

    at_once([lambda: applying.start_application(by=person, now=NOW)] * 5)

    assert Application.objects.count() == 1


def test_look_alikes_sent_at_once_are_both_flagged() -> None:
    drafts = [make_draft(), make_draft()]
    for draft in drafts:
        fill(draft)

    at_once([said(sender(draft)) for draft in drafts])

    flags = Application.objects.values_list("is_possible_duplicate", flat=True)
    assert list(flags) == [True, True]
