"""A bulletin's life: its states and the legal moves between them, in one table.

Pure: no database, no request, no settings.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    LATE = "late", _("Too late: asks before it is sent")
    SENDING = "sending", _("Being sent")
    PAUSED = "paused", _("Paused")
    SENT = "sent", _("Sent")
    STOPPED = "stopped", _("Stopped")


class Move(models.TextChoices):
    """What can be done to a bulletin; the labels are what the buttons say."""

    APPROVE = "approve", _("Approve")
    EDIT = "edit", _("Take back to edit")
    SCHEDULE = "schedule", _("Schedule")
    UNSCHEDULE = "unschedule", _("Do not send yet")
    HOLD = "hold", _("Hold: its time is long past")
    START = "start", _("Start sending")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", _("Go on sending")
    STOP = "stop", _("Stop for good")
    RETRY = "retry", _("Try again")
    FINISH = "finish", _("Finish")


class IllegalMove(Exception):
    """The bulletin is in a state in which this cannot be done."""

    def __init__(self, move: Move, state: State) -> None:
        super().__init__(f"{move.value} while {state.value}")
        self.move, self.state = move, state


MOVES: dict[Move, dict[State, State]] = {
    Move.APPROVE: {State.DRAFT: State.APPROVED},
    Move.EDIT: dict.fromkeys((State.APPROVED, State.SCHEDULED, State.LATE), State.DRAFT),
    Move.SCHEDULE: dict.fromkeys((State.APPROVED, State.SCHEDULED, State.LATE), State.SCHEDULED),
    Move.UNSCHEDULE: dict.fromkeys((State.SCHEDULED, State.LATE), State.APPROVED),
    Move.HOLD: {State.SCHEDULED: State.LATE},
    Move.START: {State.SCHEDULED: State.SENDING},
    Move.PAUSE: {State.SENDING: State.PAUSED},
    Move.RESUME: {State.PAUSED: State.SENDING},
    Move.STOP: {State.PAUSED: State.STOPPED},
    # Some who did not get it are put back in line.
    Move.RETRY: {
        State.SENDING: State.SENDING,
        State.PAUSED: State.PAUSED,
        State.SENT: State.SENDING,
    },
    Move.FINISH: {State.SENDING: State.SENT, State.PAUSED: State.SENT},
}
# What is frozen: text, subject and hash stay as they were approved.
FROZEN = frozenset(State) - {State.DRAFT}
# What goes out as it is, unless somebody takes it back.
TO_GO = frozenset({State.APPROVED, State.SCHEDULED, State.LATE})
STARTED = frozenset({State.SENDING, State.PAUSED, State.SENT, State.STOPPED})
# Nobody else gets it, unless those that failed are tried again.
ENDED = frozenset({State.SENT, State.STOPPED})


def target(move: Move, state: State) -> State:
    """The state that `move` leads to. Raises IllegalMove where it cannot be made."""
    try:
        return MOVES[move][state]
    except KeyError:
        raise IllegalMove(move, state) from None
