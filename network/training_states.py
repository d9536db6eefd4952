"""The life of a post of the training exchange: its states and the legal moves between them.

Pure: no database, no request, no settings. That a post has run out is no state: it is read from
the last day on which it is shown.
"""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.move_tables import Actor, Table, Transition
from network.states import Words

SHOWN_FOR = timedelta(weeks=26)  # six months
REMINDED_BEFORE = timedelta(weeks=2)


class State(models.TextChoices):
    """Where a post stands; the labels are the staff's words."""

    SUBMITTED = "submitted", _("To be read")
    RETURNED = "returned", _("Sent back")
    PUBLISHED = "published", _("Published")
    MET = "met", _("Met")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken down")


class Move(models.TextChoices):
    """What can be done to a post; the labels are what buttons say."""

    POST = "post", _("Send it in")
    CHANGE = "change", _("Send it in again")
    PUBLISH = "publish", _("Publish")
    RETURN = "return", _("Send it back")
    DECLINE = "decline", _("Decline")
    RENEW = "renew", _("Show it for another six months")
    MEET = "meet", _("Mark it as met")
    HOLD = "hold", _("Close it after the training")
    WITHDRAW = "withdraw", _("Take it down")


class Reason(models.TextChoices):
    """Why a post is declined; lists and figures count by these."""

    NOT_TRAINING = "not-training", _("Not about training")
    PROMOTION = "promotion", _("Advertises something for sale")
    THERE_ALREADY = "there-already", _("Much the same is there already")
    OTHER = "other", _("Another reason")


ALIVE = frozenset({State.SUBMITTED, State.RETURNED, State.PUBLISHED})
OVER = frozenset(State) - ALIVE
WAITING = frozenset({State.SUBMITTED})  # for somebody at the network

# The usual next step comes before what ends a post: buttons stand in this order.
MOVES: dict[Move, Transition[State]] = {
    Move.PUBLISH: Transition(
        frozenset({State.SUBMITTED}),
        State.PUBLISHED,
        Actor.STAFF,
        _("Published"),
        _("The co-ordinator published it"),
    ),
    Move.RETURN: Transition(
        frozenset({State.SUBMITTED, State.PUBLISHED}),
        State.RETURNED,
        Actor.STAFF,
        _("Sent back"),
        _("The co-ordinator asks you to change it"),
    ),
    Move.DECLINE: Transition(
        ALIVE,
        State.DECLINED,
        Actor.STAFF,
        _("Declined"),
        _("The co-ordinator did not take it"),
    ),
    Move.CHANGE: Transition(
        ALIVE,
        State.SUBMITTED,
        Actor.MEMBER,
        _("Changed by the member"),
        _("You changed it"),
    ),
    Move.RENEW: Transition(
        frozenset({State.PUBLISHED}),
        State.PUBLISHED,
        Actor.MEMBER,
        _("Shown for another six months"),
        _("You kept it for another six months"),
    ),
    Move.MEET: Transition(
        frozenset({State.PUBLISHED}),
        State.MET,
        Actor.MEMBER,
        _("Marked as met by the member"),
        _("You marked it as met"),
    ),
    Move.HOLD: Transition(
        ALIVE,
        State.MET,
        Actor.SITE,
        _("The training took place"),
        _("The training took place"),
    ),
    Move.WITHDRAW: Transition(
        ALIVE,
        State.WITHDRAWN,
        Actor.MEMBER,
        _("Taken down by the member"),
        _("You took it down"),
    ),
}
TABLE = Table(MOVES, Move.POST, (_("Sent in"), _("You sent it in")))

_NOTHING = _("Nothing more is to be done.")
STAFF_WORDS: dict[State, Words] = {
    State.SUBMITTED: Words(
        State.SUBMITTED.label, "wait", _("Read it; publish it, send it back or decline it.")
    ),
    State.RETURNED: Words(State.RETURNED.label, "neutral", _("With the member, to be changed.")),
    State.PUBLISHED: Words(
        State.PUBLISHED.label, "good", _("Once enough want it, make a training event of it.")
    ),
    State.MET: Words(State.MET.label, "good", _NOTHING),
    State.DECLINED: Words(State.DECLINED.label, "neutral", _NOTHING),
    State.WITHDRAWN: Words(State.WITHDRAWN.label, "neutral", _NOTHING),
}
MEMBER_WORDS: dict[State, Words] = {
    State.SUBMITTED: Words(
        _("Sent in"), "info", _("The co-ordinator reads it before other members see it.")
    ),
    State.RETURNED: Words(
        _("Please change it"), "wait", _("Read what the co-ordinator wrote, then change it.")
    ),
    State.PUBLISHED: Words(_("Published"), "good", _("Other members see it.")),
    State.MET: Words(_("Met"), "good", _("Other members do not see it any more.")),
    State.DECLINED: Words(
        _("Not taken"), "neutral", _("What the co-ordinator wrote stands below.")
    ),
    State.WITHDRAWN: Words(_("Taken down"), "neutral", _("Nobody else sees it any more.")),
}
RUN_OUT = Words(_("Run out"), "wait", _("Other members do not see it until you keep it on."))


def has_run_out(state: str, shown_until: date | None, today: date) -> bool:
    """Whether a published post is not shown any more; its last day is `shown_until`."""
    return state == State.PUBLISHED and shown_until is not None and shown_until < today


def is_running_out(state: str, shown_until: date | None, today: date) -> bool:
    """Whether it has run out or does so in two weeks at most: the time to keep it on."""
    is_late = shown_until is not None and shown_until <= today + REMINDED_BEFORE
    return state == State.PUBLISHED and is_late


def words_of(state: str, shown_until: date | None, today: date) -> Words:
    """How a post stands, in the member's words."""
    return RUN_OUT if has_run_out(state, shown_until, today) else MEMBER_WORDS[State(state)]
