"""Advice from one member to another: where a request stands, and what can be done then. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

REMIND_AFTER = timedelta(days=7)
GIVE_UP_AFTER = timedelta(days=21)


class State(TextChoices):
    ASKED = "asked", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("They cannot help")
    UNANSWERED = "unanswered", _("No answer came")
    CLOSED = "closed", _("Closed")


class Move(TextChoices):
    ANSWER = "answer", _("Answer")
    DECLINE = "decline", _("Say that you cannot help")
    GIVE_UP = "give-up", _("No answer came")
    CLOSE = "close", _("Close")


# From where each can be made, and where it leads. A late answer is welcome.
MOVES: Mapping[Move, tuple[frozenset[State], State]] = {
    Move.ANSWER: (frozenset({State.ASKED, State.UNANSWERED}), State.ANSWERED),
    Move.DECLINE: (frozenset({State.ASKED}), State.DECLINED),
    Move.GIVE_UP: (frozenset({State.ASKED}), State.UNANSWERED),
    Move.CLOSE: (
        frozenset({State.ASKED, State.ANSWERED, State.DECLINED, State.UNANSWERED}),
        State.CLOSED,
    ),
}
OF_THE_ASKED = (Move.ANSWER, Move.DECLINE)
OF_THE_ASKING = (Move.CLOSE,)
TONES = {
    State.ASKED: "wait",
    State.ANSWERED: "good",
    State.DECLINED: "neutral",
    State.UNANSWERED: "neutral",
    State.CLOSED: "neutral",
}


def can(move: Move, state: str) -> bool:
    return State(state) in MOVES[move][0]
