"""The way of an issue to a body and back: states, and the moves that its log tells of.

An issue is open or closed; each submission of it to a body has a way of its own. Pure: no
database, no request, no settings.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a submission stands."""

    DRAFTED = "drafted", _("Drafted")
    SUBMITTED = "submitted", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Receipt confirmed")
    HOLDING = "holding", _("Holding reply")
    RESPONDED = "responded", _("Answered")
    DISCARDED = "discarded", _("Discarded")


class Step(models.TextChoices):
    """What happened, as the log of an issue names it."""

    RAISED = "raised", _("Raised by members")
    DRAFTED = "drafted", _("Submission drafted")
    DISCARDED = "discarded", _("Draft discarded")
    SUBMITTED = "submitted", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Receipt confirmed")
    HOLDING = "holding", _("Holding reply")
    RESPONDED = "responded", _("Answered")
    REVIEWED = "reviewed", _("What changed was looked at")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")


class IllegalStep(Exception):
    """The submission is in a state in which this cannot happen."""

    def __init__(self, step: Step, state: str) -> None:
        super().__init__(f"{step.value} while {state}")
        self.step, self.state = step, state


STEPS: dict[Step, dict[State, State]] = {
    Step.SUBMITTED: {State.DRAFTED: State.SUBMITTED},
    Step.ACKNOWLEDGED: {State.SUBMITTED: State.ACKNOWLEDGED},
    # Bodies write holding replies more than once.
    Step.HOLDING: dict.fromkeys(
        (State.SUBMITTED, State.ACKNOWLEDGED, State.HOLDING), State.HOLDING
    ),
    # An answer to what was said before, or an answer after "no reply", may still come.
    Step.RESPONDED: dict.fromkeys(
        (State.SUBMITTED, State.ACKNOWLEDGED, State.HOLDING, State.RESPONDED), State.RESPONDED
    ),
    Step.REVIEWED: {State.RESPONDED: State.RESPONDED},
}
# What can be done to an issue as a whole, by its own state.
OF_THE_ISSUE: dict[Step, dict[str, str]] = {
    Step.CLOSED: {"open": "closed"},
    Step.REOPENED: {"closed": "open"},
}
# It is with the body, and we wait.
WAITING = frozenset({State.SUBMITTED, State.ACKNOWLEDGED, State.HOLDING})
NEVER_SENT = frozenset({State.DRAFTED, State.DISCARDED})
SENT = frozenset(State) - NEVER_SENT


def target(step: Step, state: State) -> State:
    """The state that `step` leads to. Raises IllegalStep where it cannot happen."""
    try:
        return STEPS[step][state]
    except KeyError:
        raise IllegalStep(step, state) from None


def legal_steps(state: State) -> list[Step]:
    """What can happen to a submission now, in the table's order."""
    return [step for step, way in STEPS.items() if state in way]
