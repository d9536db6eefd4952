"""An application's life: its states, the legal moves between them, and both sides' words.

Pure: no database, no request, no settings. `MOVES` is the only place that says what may follow
what; `target` and `legal_moves` read it. Words for staff and words for applicants are kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class State(models.TextChoices):
    """Where an application stands; the labels are the staff's words."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in-review", _("In review")
    MORE_INFORMATION = "more-information", _("More information needed")
    APPROVED = "approved", _("Approved")
    REFERRED = "referred", _("Referred to guidance")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Move(models.TextChoices):
    """What can be done to an application; the labels are the staff's words for the act."""

    SUBMIT = "submit", _("Submit")
    START_REVIEW = "start-review", _("Start review")
    ASK = "ask", _("Ask for more information")
    ANSWER = "answer", _("Answer")
    APPROVE = "approve", _("Approve")
    REFER = "refer", _("Refer to guidance")
    DECLINE = "decline", _("Decline")
    WITHDRAW = "withdraw", _("Withdraw")


class Actor(models.TextChoices):
    """The side that makes a move."""

    APPLICANT = "applicant", _("Applicant")
    STAFF = "staff", _("Staff")


class Turn(models.TextChoices):
    """Whose turn it is; the labels are the staff's words."""

    APPLICANT = "applicant", _("Applicant")
    COORDINATOR = "co-ordinator", _("Co-ordinator")
    NOBODY = "nobody", _("Nobody")


class Reason(models.TextChoices):
    """Why a move was made: codes for lists and reports, labels in the staff's words."""

    EVIDENCE = "evidence", _("Evidence for a category is missing or unclear")
    LEADERSHIP_COUNTS = "leadership-counts", _("Leadership numbers are missing or unclear")
    CRIMINAL_JUSTICE_LINK = "criminal-justice-link", _("Link to criminal justice is unclear")
    ORGANISATION_DETAILS = "organisation-details", _("Details of the organisation are unclear")
    DOCUMENT = "document", _("A document is missing or unreadable")
    NO_CATEGORY_MET = "no-category-met", _("No category is met")
    OUTSIDE_CRIMINAL_JUSTICE = "outside-criminal-justice", _("Works outside criminal justice")
    STATUTORY_BODY = "statutory-body", _("Statutory body")
    CONTRACTOR = "contractor", _("Prison or probation contractor")
    NOT_READY = "not-ready", _("Organisation is still being set up")
    NO_ANSWER = "no-answer", _("No answer to our questions")
    NOT_GENUINE = "not-genuine", _("Details could not be confirmed as genuine")
    ALREADY_MEMBER = "already-member", _("Already a member")
    DUPLICATE = "duplicate", _("Duplicate of another application")
    CHANGED_MIND = "changed-mind", _("No longer wants to join")
    CLOSING = "closing", _("Organisation is closing or merging")
    OTHER = "other", _("Another reason")


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: from where, to where, by whom, and what each side calls it.

    `staff_label` is the words on the staff's button; `staff_wording` and `applicant_wording`
    are past tense, for the timeline.
    """

    sources: frozenset[State]
    target: State
    actor: Actor
    staff_label: StrOrPromise
    staff_wording: StrOrPromise
    applicant_wording: StrOrPromise


class Words(NamedTuple):
    """How a state is shown: the tag's word and tone, and what happens next."""

    word: StrOrPromise
    tone: Literal["neutral", "info", "good", "wait", "bad"]
    next: StrOrPromise


class IllegalMove(Exception):
    """The move does not exist from this state. Carries `state` and `move`."""

    def __init__(self, state: State, move: Move) -> None:
        super().__init__(f"{move.value} is not a legal move from {state.value}")
        self.state = state
        self.move = move


MOVES: dict[Move, Transition] = {
    Move.SUBMIT: Transition(
        frozenset({State.DRAFT, State.REFERRED}),
        State.SUBMITTED,
        Actor.APPLICANT,
        _("Submit on the applicant's behalf"),
        _("Application submitted"),
        _("You sent your application"),
    ),
    Move.START_REVIEW: Transition(
        frozenset({State.SUBMITTED}),
        State.IN_REVIEW,
        Actor.STAFF,
        _("Start review"),
        _("Review started"),
        _("The co-ordinator started to read your application"),
    ),
    Move.ASK: Transition(
        frozenset({State.IN_REVIEW}),
        State.MORE_INFORMATION,
        Actor.STAFF,
        _("Ask for more information"),
        _("More information asked for"),
        _("The co-ordinator asked you a question"),
    ),
    Move.ANSWER: Transition(
        frozenset({State.MORE_INFORMATION}),
        State.IN_REVIEW,
        Actor.APPLICANT,
        _("Enter the answer on the applicant's behalf"),
        _("Answer received"),
        _("You answered the co-ordinator's question"),
    ),
    Move.APPROVE: Transition(
        frozenset({State.IN_REVIEW}),
        State.APPROVED,
        Actor.STAFF,
        _("Approve"),
        _("Application approved"),
        _("Your organisation became a member of the network"),
    ),
    Move.REFER: Transition(
        frozenset({State.IN_REVIEW, State.MORE_INFORMATION}),
        State.REFERRED,
        Actor.STAFF,
        _("Refer to guidance"),
        _("Application referred to guidance"),
        _("The co-ordinator offered to talk about the best way forward"),
    ),
    Move.DECLINE: Transition(
        frozenset({State.IN_REVIEW, State.MORE_INFORMATION}),
        State.DECLINED,
        Actor.STAFF,
        _("Decline"),
        _("Application declined"),
        _("The co-ordinator wrote to you with a decision: not a member for now"),
    ),
    Move.WITHDRAW: Transition(
        frozenset({State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.MORE_INFORMATION}),
        State.WITHDRAWN,
        Actor.APPLICANT,
        _("Withdraw on the applicant's behalf"),
        _("Application withdrawn"),
        _("You withdrew your application"),
    ),
}

REASONS: dict[Move, tuple[Reason, ...]] = {
    Move.ASK: (
        Reason.EVIDENCE,
        Reason.LEADERSHIP_COUNTS,
        Reason.CRIMINAL_JUSTICE_LINK,
        Reason.ORGANISATION_DETAILS,
        Reason.DOCUMENT,
        Reason.OTHER,
    ),
    Move.REFER: (
        Reason.NO_CATEGORY_MET,
        Reason.OUTSIDE_CRIMINAL_JUSTICE,
        Reason.STATUTORY_BODY,
        Reason.CONTRACTOR,
        Reason.NOT_READY,
        Reason.OTHER,
    ),
    Move.DECLINE: (
        Reason.NO_CATEGORY_MET,
        Reason.OUTSIDE_CRIMINAL_JUSTICE,
        Reason.NO_ANSWER,
        Reason.NOT_GENUINE,
        Reason.ALREADY_MEMBER,
        Reason.DUPLICATE,
        Reason.OTHER,
    ),
    Move.WITHDRAW: (
        Reason.CHANGED_MIND,
        Reason.DUPLICATE,
        Reason.ALREADY_MEMBER,
        Reason.CLOSING,
        Reason.OTHER,
    ),
}

# Why applicants withdraw, in their own words; `Reason` has the staff's.
WITHDRAWAL_WORDS: dict[Reason, StrOrPromise] = {
    Reason.CHANGED_MIND: _("We do not want to join any more"),
    Reason.DUPLICATE: _("We have another application"),
    Reason.ALREADY_MEMBER: _("Our organisation is a member already"),
    Reason.CLOSING: _("Our organisation is closing or joining another"),
    Reason.OTHER: _("Another reason"),
}

# The review queue: sent in and not decided. A draft is not yet the co-ordinator's business.
OPEN_STATES = frozenset({State.SUBMITTED, State.IN_REVIEW, State.MORE_INFORMATION})
DECIDED_STATES = frozenset({State.APPROVED, State.REFERRED, State.DECLINED})

WHOSE_TURN: dict[State, Turn] = {
    State.DRAFT: Turn.APPLICANT,
    State.SUBMITTED: Turn.COORDINATOR,
    State.IN_REVIEW: Turn.COORDINATOR,
    State.MORE_INFORMATION: Turn.APPLICANT,
    State.APPROVED: Turn.NOBODY,
    State.REFERRED: Turn.APPLICANT,
    State.DECLINED: Turn.NOBODY,
    State.WITHDRAWN: Turn.NOBODY,
}

STAFF_WORDS: dict[State, Words] = {
    State.DRAFT: Words(
        State.DRAFT.label, "neutral", _("The applicant is still writing. Nothing to do.")
    ),
    State.SUBMITTED: Words(
        State.SUBMITTED.label, "info", _("Start the review: the applicant waits for an answer.")
    ),
    State.IN_REVIEW: Words(
        State.IN_REVIEW.label, "info", _("Decide, or ask the applicant for more information.")
    ),
    State.MORE_INFORMATION: Words(
        State.MORE_INFORMATION.label,
        "wait",
        _("Wait for the applicant's answer, or enter it on their behalf."),
    ),
    State.APPROVED: Words(
        State.APPROVED.label, "good", _("The organisation is a member. Nothing to do.")
    ),
    State.REFERRED: Words(
        State.REFERRED.label,
        "wait",
        _("Talk with the organisation about its way forward. It may submit again."),
    ),
    State.DECLINED: Words(State.DECLINED.label, "bad", _("Closed. Nothing to do.")),
    State.WITHDRAWN: Words(State.WITHDRAWN.label, "neutral", _("Closed by the applicant.")),
}

APPLICANT_WORDS: dict[State, Words] = {
    State.DRAFT: Words(
        _("Not sent yet"),
        "neutral",
        _("Finish it when it suits you: your answers are kept. Then send it to the co-ordinator."),
    ),
    State.SUBMITTED: Words(
        _("Sent"),
        "info",
        _("The co-ordinator has your application and will read it. You need do nothing now."),
    ),
    State.IN_REVIEW: Words(
        _("Being read"),
        "info",
        _("The co-ordinator is reading your application and will write to you."),
    ),
    State.MORE_INFORMATION: Words(
        _("A question for you"),
        "wait",
        _("The co-ordinator has asked you something. Once you answer, reading goes on."),
    ),
    State.APPROVED: Words(_("Welcome"), "good", _("Your organisation is a member of the network.")),
    State.REFERRED: Words(
        _("Let us talk"),
        "wait",
        _(
            "The co-ordinator would like to find the best way forward with you. You can change "
            "your answers and send your application again within two years."
        ),
    ),
    State.DECLINED: Words(
        _("Not a member for now"),
        "neutral",
        _(
            "Your application is closed. You may ask the co-ordinator why, and you are welcome "
            "to apply again when things have changed."
        ),
    ),
    State.WITHDRAWN: Words(
        _("Withdrawn"),
        "neutral",
        _("You took your application back. You are welcome to start a new one at any time."),
    ),
}


def target(state: State, move: Move) -> State:
    """The state that `move` leads to from `state`. Raises `IllegalMove` when it is not legal."""
    transition = MOVES[move]
    if state not in transition.sources:
        raise IllegalMove(state, move)
    return transition.target


def legal_moves(state: State, actor: Actor) -> tuple[Move, ...]:
    """The moves that `actor` may make from `state`, in the order of the table.

    Staff may also enter an applicant's move on their behalf; those are not listed here, ask with
    `Actor.APPLICANT` for them.
    """
    return tuple(
        move
        for move, transition in MOVES.items()
        if state in transition.sources and transition.actor == actor
    )
