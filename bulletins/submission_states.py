"""The life of what members share: its states and the legal moves between them, in one table.

Pure: no database, no request, no settings. Words for staff and for members are kept apart.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where it stands; the labels are the staff's words."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent in")
    CHANGES_ASKED = "changes-asked", _("Changes asked for")
    ACCEPTED = "accepted", _("Accepted")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


class Move(models.TextChoices):
    """What can be done to it; the labels are what buttons say."""

    SUBMIT = "submit", _("Send it in")
    ASK = "ask", _("Ask for changes")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    PUBLISH = "publish", _("Publish")
    WITHDRAW = "withdraw", _("Take it back")


class Reason(models.TextChoices):
    """Why something is declined; lists and figures count by these."""

    OFF_TOPIC = "off-topic", _("Not about people in the criminal justice system")
    PROMOTION = "promotion", _("Advertises something for sale")
    IDENTIFIES = "identifies", _("Could identify somebody who has not agreed")
    KNOWN = "known", _("Told already")
    TOO_LATE = "too-late", _("The date has gone by")
    OTHER = "other", _("Another reason")


@dataclass(frozen=True, slots=True)
class Words:
    """How a state is shown: a word, its tone, and what happens next."""

    word: object
    tone: str
    next: object


class IllegalMove(Exception):
    """It is in a state in which this cannot be done."""

    def __init__(self, move: Move, state: State) -> None:
        super().__init__(f"{move.value} while {state.value}")
        self.move, self.state = move, state


MOVES: dict[Move, dict[State, State]] = {
    Move.SUBMIT: dict.fromkeys((State.DRAFT, State.CHANGES_ASKED), State.SUBMITTED),
    Move.ASK: dict.fromkeys((State.SUBMITTED, State.ACCEPTED), State.CHANGES_ASKED),
    Move.ACCEPT: {State.SUBMITTED: State.ACCEPTED},
    Move.DECLINE: dict.fromkeys(
        (State.SUBMITTED, State.CHANGES_ASKED, State.ACCEPTED), State.DECLINED
    ),
    Move.PUBLISH: {State.ACCEPTED: State.PUBLISHED},
    Move.WITHDRAW: dict.fromkeys(
        (State.DRAFT, State.SUBMITTED, State.CHANGES_ASKED), State.WITHDRAWN
    ),
}
# While the member may still write in it.
OPEN_TO_MEMBER = frozenset({State.DRAFT, State.CHANGES_ASKED})
# What may be told to others.
TAKEN = frozenset({State.ACCEPTED, State.PUBLISHED})
# What waits for somebody at the network.
WAITING = frozenset({State.SUBMITTED})

MEMBER_WORDS: dict[State, Words] = {
    State.DRAFT: Words(_("Not sent yet"), "neutral", _("Finish it when it suits you.")),
    State.SUBMITTED: Words(_("Sent in"), "info", _("The co-ordinator reads it and writes to you.")),
    State.CHANGES_ASKED: Words(
        _("Changes asked for"), "wait", _("Read what is asked, change it and send it in again.")
    ),
    State.ACCEPTED: Words(_("Accepted"), "good", _("It will be published; we tell you when.")),
    State.PUBLISHED: Words(_("Published"), "good", _("Thank you: others can read it now.")),
    State.DECLINED: Words(_("Not taken"), "bad", _("The reason is below. Do share other news.")),
    State.WITHDRAWN: Words(_("Taken back"), "neutral", _("Nothing happens to it.")),
}


# What was published and can be read nowhere any more.
TAKEN_OFF = Words(_("Taken off"), "neutral", _("It was published, and has been taken off."))


def target(move: Move, state: State) -> State:
    """The state that `move` leads to. Raises IllegalMove where it cannot be made."""
    try:
        return MOVES[move][state]
    except KeyError:
        raise IllegalMove(move, state) from None


def legal_moves(state: State) -> list[Move]:
    """What can be done now, in the table's order."""
    return [move for move, way in MOVES.items() if state in way]
