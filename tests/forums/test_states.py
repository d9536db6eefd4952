"""The two tables of moves: every move from every state, and what a move writes down."""

import pytest
from django.utils import timezone

from forums import issue_states, states
from forums.actions import moving
from forums.states import IllegalMove, Move, State
from portal.models import AuditEntry
from tests.factories.forums import make_forum, open_forum
from tests.factories.staff import make_staff

LEGAL = {
    ("open", "draft"): "open",
    ("hold", "open"): "held",
    ("share", "held"): "summary-drafted",
    ("take-back", "summary-drafted"): "held",
    ("agree", "summary-drafted"): "agreed",
    ("close", "held"): "closed",
    ("close", "agreed"): "closed",
    ("reopen", "closed"): "held",
    ("cancel", "draft"): "cancelled",
    ("cancel", "open"): "cancelled",
}
WAITING = ("submitted", "acknowledged", "holding")
STEPS = {
    ("submitted", "drafted"): "submitted",
    ("acknowledged", "submitted"): "acknowledged",
    **{("holding", state): "holding" for state in WAITING},
    **{("responded", state): "responded" for state in (*WAITING, "responded")},
    ("reviewed", "responded"): "responded",
}


def test_a_forum_moves_as_designed() -> None:
    table = {
        (move.value, old.value): new.value
        for move, way in states.MOVES.items()
        for old, new in way.items()
    }
    assert table == LEGAL


def test_a_submission_goes_its_way_as_designed() -> None:
    table = {
        (step.value, old.value): new.value
        for step, way in issue_states.STEPS.items()
        for old, new in way.items()
    }
    assert table == STEPS


@pytest.mark.django_db
def test_a_move_is_written_down() -> None:
    forum, by, now = make_forum(), make_staff(), timezone.now()
    forum = moving.open_to_members(forum=forum, version=1, by=by, now=now)
    entry = AuditEntry.objects.get(action="forum.open")
    assert (forum.state, forum.version, forum.opened_at) == (State.OPEN, 2, now)
    assert (entry.actor, entry.old, entry.new["state"]) == (by, {"state": "draft"}, "open")


@pytest.mark.django_db
def test_who_saw_an_earlier_version_is_told() -> None:
    forum = open_forum()
    with pytest.raises(moving.Stale) as caught:
        moving.hold(forum=forum, version=forum.version - 1, by=make_staff(), now=timezone.now())
    assert caught.value.current.state == State.OPEN


@pytest.mark.django_db
def test_a_forum_is_not_opened_twice() -> None:
    forum = open_forum()
    with pytest.raises(IllegalMove) as caught:
        moving.open_to_members(
            forum=forum, version=forum.version, by=make_staff(), now=timezone.now()
        )
    assert (caught.value.move, caught.value.state) == (Move.OPEN, State.OPEN)
