"""The life of a request for consultancy support: its states and the legal moves between them.

Pure: no database, no request, no settings. `MOVES` is the only place that says what may follow
what. Words for staff and for members are kept apart.
"""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.move_tables import Actor, Table, Transition
from network.states import Words

FOLLOW_UP_AFTER = timedelta(weeks=13)  # three months


class State(models.TextChoices):
    """Where a request stands; the labels are the staff's words."""

    REQUESTED = "requested", _("Asked for")
    TRIAGED = "triaged", _("Triaged")
    ALLOCATED = "allocated", _("Allocated")
    SCHEDULED = "scheduled", _("Scheduled")
    DELIVERED = "delivered", _("Delivered")
    ASKED = "asked", _("Follow-up asked")
    FOLLOWED_UP = "followed-up", _("Followed up")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


class Move(models.TextChoices):
    """What can be done to a request; the labels are what buttons say."""

    REQUEST = "request", _("Ask for support")
    TRIAGE = "triage", _("Take it on")
    ALLOCATE = "allocate", _("Allocate")
    SCHEDULE = "schedule", _("Set the date")
    DELIVER = "deliver", _("Record as delivered")
    ASK = "ask", _("Ask how it went")
    ANSWER = "answer", _("Send your answer")
    CLOSE = "close", _("Close")
    DECLINE = "decline", _("Decline")
    WITHDRAW = "withdraw", _("Take it back")


class Reason(models.TextChoices):
    """Why a request is declined; lists and figures count by these."""

    NOBODY_FREE = "nobody-free", _("Nobody is free who could help")
    OUTSIDE = "outside", _("Outside what the network can help with")
    TOO_SOON = "too-soon", _("Needed sooner than can be done")
    ELSEWHERE = "elsewhere", _("Better helped elsewhere")
    OTHER = "other", _("Another reason")


class Help(models.TextChoices):
    """Whether the support helped, as members say it."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")


# The usual next step comes before what goes back a step: buttons stand in this order.
MOVES: dict[Move, Transition[State]] = {
    Move.TRIAGE: Transition(
        frozenset({State.REQUESTED}),
        State.TRIAGED,
        Actor.STAFF,
        _("Taken on"),
        _("The network took it on"),
    ),
    Move.DELIVER: Transition(
        frozenset({State.SCHEDULED}),
        State.DELIVERED,
        Actor.STAFF,
        _("Delivered"),
        _("You had the support"),
    ),
    Move.SCHEDULE: Transition(
        frozenset({State.ALLOCATED, State.SCHEDULED}),
        State.SCHEDULED,
        Actor.STAFF,
        _("Date set"),
        _("A date was agreed"),
    ),
    Move.ALLOCATE: Transition(
        frozenset({State.TRIAGED, State.ALLOCATED, State.SCHEDULED}),
        State.ALLOCATED,
        Actor.STAFF,
        _("Allocated"),
        _("Somebody was found to help you"),
    ),
    Move.ASK: Transition(
        frozenset({State.DELIVERED}),
        State.ASKED,
        Actor.SITE,
        _("Asked how it went"),
        _("We asked you how it went"),
    ),
    Move.ANSWER: Transition(
        frozenset({State.ASKED}),
        State.FOLLOWED_UP,
        Actor.MEMBER,
        _("Said how it went"),
        _("You told us how it went"),
    ),
    Move.CLOSE: Transition(
        frozenset({State.DELIVERED, State.ASKED, State.FOLLOWED_UP}),
        State.CLOSED,
        Actor.STAFF,
        _("Closed"),
        _("The network closed it"),
    ),
    Move.DECLINE: Transition(
        frozenset({State.REQUESTED, State.TRIAGED, State.ALLOCATED}),
        State.DECLINED,
        Actor.STAFF,
        _("Declined"),
        _("The network could not help this time"),
    ),
    Move.WITHDRAW: Transition(
        frozenset({State.REQUESTED, State.TRIAGED, State.ALLOCATED, State.SCHEDULED}),
        State.WITHDRAWN,
        Actor.MEMBER,
        _("Taken back by the member"),
        _("You took it back"),
    ),
}
TABLE = Table(MOVES, Move.REQUEST, (_("Asked for"), _("You asked for support")))

# What staff say with a move, by the names of the request's fields.
FACTS: dict[Move, tuple[str, ...]] = {
    Move.ALLOCATE: ("allocated_to", "hours_offered"),
    Move.SCHEDULE: ("scheduled_on",),
    Move.DELIVER: ("hours_used",),
}

# What somebody at the network has to do something about.
WAITING = frozenset(
    {State.REQUESTED, State.TRIAGED, State.ALLOCATED, State.SCHEDULED, State.FOLLOWED_UP}
)
OVER = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN})
HELP_ENDED = OVER | {State.DELIVERED, State.ASKED, State.FOLLOWED_UP}

STAFF_WORDS: dict[State, Words] = {
    State.REQUESTED: Words(State.REQUESTED.label, "wait", _("Read it; take it on or decline it.")),
    State.TRIAGED: Words(State.TRIAGED.label, "wait", _("Find somebody who can help.")),
    State.ALLOCATED: Words(State.ALLOCATED.label, "info", _("Agree a date.")),
    State.SCHEDULED: Words(
        State.SCHEDULED.label, "info", _("Once it has taken place, record the hours.")
    ),
    State.DELIVERED: Words(
        State.DELIVERED.label, "good", _("The site asks how it went three months afterwards.")
    ),
    State.ASKED: Words(
        State.ASKED.label, "neutral", _("With the member. Close it if no answer comes.")
    ),
    State.FOLLOWED_UP: Words(State.FOLLOWED_UP.label, "wait", _("Read the answer, then close it.")),
    State.CLOSED: Words(State.CLOSED.label, "neutral", _("Nothing more is to be done.")),
    State.DECLINED: Words(State.DECLINED.label, "neutral", _("Nothing more is to be done.")),
    State.WITHDRAWN: Words(State.WITHDRAWN.label, "neutral", _("Nothing more is to be done.")),
}

MEMBER_WORDS: dict[State, Words] = {
    State.REQUESTED: Words(
        _("Asked for"), "info", _("The co-ordinator reads it and writes to you.")
    ),
    State.TRIAGED: Words(_("Taken on"), "info", _("We are looking for somebody who can help.")),
    State.ALLOCATED: Words(
        _("Somebody found"), "info", _("A date is agreed with you before anything begins.")
    ),
    State.SCHEDULED: Words(
        _("Date set"), "good", _("If the day does not suit you any more, tell the co-ordinator.")
    ),
    State.DELIVERED: Words(
        _("Delivered"), "good", _("In three months we ask you whether it helped.")
    ),
    State.ASKED: Words(
        _("A question for you"), "wait", _("Tell us how it went: it takes two minutes.")
    ),
    State.FOLLOWED_UP: Words(_("Answered"), "good", _("Thank you. There is nothing left to do.")),
    State.CLOSED: Words(_("Closed"), "neutral", _("You can ask for something else at any time.")),
    State.DECLINED: Words(
        _("Not this time"), "neutral", _("What the co-ordinator wrote stands below.")
    ),
    State.WITHDRAWN: Words(_("Taken back"), "neutral", _("You can ask again at any time.")),
}
