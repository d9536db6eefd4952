"""A forum's life: its states and the legal moves between them, in one table.

Pure: no database, no request, no settings.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open to join")
    HELD = "held", _("Held")
    SUMMARY = "summary-drafted", _("Summary with those who were there")
    AGREED = "agreed", _("Summary agreed")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Move(models.TextChoices):
    """What can be done to a forum; the labels are what the buttons say."""

    OPEN = "open", _("Open it to members")
    HOLD = "hold", _("It has been held")
    SHARE = "share", _("Show the summary to those who were there")
    TAKE_BACK = "take-back", _("Take the summary back")
    AGREE = "agree", _("The summary is agreed")
    CLOSE = "close", _("Close it")
    REOPEN = "reopen", _("Take it up again")
    CANCEL = "cancel", _("Cancel it")


class IllegalMove(Exception):
    """The forum is in a state in which this cannot be done."""

    def __init__(self, move: Move, state: State) -> None:
        super().__init__(f"{move.value} while {state.value}")
        self.move, self.state = move, state


MOVES: dict[Move, dict[State, State]] = {
    Move.OPEN: {State.DRAFT: State.OPEN},
    Move.HOLD: {State.OPEN: State.HELD},
    Move.SHARE: {State.HELD: State.SUMMARY},
    Move.TAKE_BACK: {State.SUMMARY: State.HELD},
    Move.AGREE: {State.SUMMARY: State.AGREED},
    # A forum of which nothing is written down is closed as well.
    Move.CLOSE: dict.fromkeys((State.HELD, State.AGREED), State.CLOSED),
    # For a summary that comes late: where one was agreed, the forum stays closed.
    Move.REOPEN: {State.CLOSED: State.HELD},
    Move.CANCEL: dict.fromkeys((State.DRAFT, State.OPEN), State.CANCELLED),
}
# Day and place can still be changed, and speakers be asked.
SET_UP = frozenset({State.DRAFT, State.OPEN})
# Members have heard of it.
ANNOUNCED = frozenset(State) - {State.DRAFT}
# It took place, and is still worked on.
IN_HAND = frozenset({State.HELD, State.SUMMARY, State.AGREED})
# It took place.
HELD = IN_HAND | {State.CLOSED}

TONES: dict[State, str] = {
    State.DRAFT: "neutral",
    State.OPEN: "info",
    State.HELD: "wait",
    State.SUMMARY: "wait",
    State.AGREED: "good",
    State.CLOSED: "neutral",
    State.CANCELLED: "bad",
}


def target(move: Move, state: State) -> State:
    """The state that `move` leads to. Raises IllegalMove where it cannot be made."""
    try:
        return MOVES[move][state]
    except KeyError:
        raise IllegalMove(move, state) from None


def legal_moves(state: State) -> list[Move]:
    """What can be done now, in the table's order."""
    return [move for move, way in MOVES.items() if state in way]
