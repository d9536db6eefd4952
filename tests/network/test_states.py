from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.states import (
    APPLICANT_WORDS,
    DECIDED_STATES,
    MOVES,
    OPEN_STATES,
    REASONS,
    STAFF_WORDS,
    WHOSE_TURN,
    Actor,
    IllegalMove,
    Move,
    Reason,
    State,
    legal_moves,
    target,
)

LEGAL = {
    (State.DRAFT, Move.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Move.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Move.START_REVIEW): State.IN_REVIEW,
    (State.SUBMITTED, Move.WITHDRAW): State.WITHDRAWN,
    (State.IN_REVIEW, Move.ASK): State.MORE_INFORMATION,
    (State.IN_REVIEW, Move.APPROVE): State.APPROVED,
    (State.IN_REVIEW, Move.REFER): State.REFERRED,
    (State.IN_REVIEW, Move.DECLINE): State.DECLINED,
    (State.IN_REVIEW, Move.WITHDRAW): State.WITHDRAWN,
    (State.MORE_INFORMATION, Move.ANSWER): State.IN_REVIEW,
    (State.MORE_INFORMATION, Move.WITHDRAW): State.WITHDRAWN,
    (State.MORE_INFORMATION, Move.REFER): State.REFERRED,
    (State.MORE_INFORMATION, Move.DECLINE): State.DECLINED,
    (State.REFERRED, Move.SUBMIT): State.SUBMITTED,
}
ILLEGAL = [pair for pair in product(State, Move) if pair not in LEGAL]


@pytest.mark.parametrize(("pair", "expected"), LEGAL.items())
def test_target_of_a_legal_move(pair, expected):
    assert target(*pair) == expected


@pytest.mark.parametrize(("state", "move"), ILLEGAL)
def test_target_of_any_other_move_is_refused(state, move):
    with pytest.raises(IllegalMove) as caught:
        target(state, move)

    assert (caught.value.state, caught.value.move) == (state, move)


@pytest.mark.parametrize(
    ("state", "applicant", "staff"),
    [
        (State.DRAFT, (Move.SUBMIT, Move.WITHDRAW), ()),
        (State.SUBMITTED, (Move.WITHDRAW,), (Move.START_REVIEW,)),
        (State.IN_REVIEW, (Move.WITHDRAW,), (Move.ASK, Move.APPROVE, Move.REFER, Move.DECLINE)),
        (State.MORE_INFORMATION, (Move.ANSWER, Move.WITHDRAW), (Move.REFER, Move.DECLINE)),
        (State.APPROVED, (), ()),
        (State.REFERRED, (Move.SUBMIT,), ()),
        (State.DECLINED, (), ()),
        (State.WITHDRAWN, (), ()),
    ],
)
def test_legal_moves_of_each_side(state, applicant, staff):
    assert legal_moves(state, Actor.APPLICANT) == applicant
    assert legal_moves(state, Actor.STAFF) == staff


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_no_path_leaves_a_closed_state_but_from_referred_by_submitting_again(moves):
    state = State.DRAFT
    for move in moves:
        try:
            after = target(state, move)
        except IllegalMove:
            continue
        if state in DECIDED_STATES | {State.WITHDRAWN}:
            assert (state, after) == (State.REFERRED, State.SUBMITTED)
        state = after


@pytest.mark.parametrize("state", [s for s in State if s != State.DRAFT])
def test_every_state_can_be_reached_from_a_draft(state):
    reached, edge = set(), {State.DRAFT}
    while edge:
        reached |= edge
        edge = {t.target for t in MOVES.values() if t.sources & reached} - reached

    assert state in reached


def test_the_review_queue_holds_what_is_sent_in_and_undecided():
    assert sorted(OPEN_STATES) == ["in-review", "more-information", "submitted"]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW])
def test_it_is_the_coordinators_turn_where_the_case_waits_for_them(state):
    assert WHOSE_TURN[state] == "co-ordinator"


@pytest.mark.parametrize("state", [State.APPROVED, State.DECLINED, State.WITHDRAWN])
def test_it_is_nobodys_turn_when_it_is_over(state):
    assert WHOSE_TURN[state] == "nobody"


@pytest.mark.parametrize("state", [State.DRAFT, State.MORE_INFORMATION, State.REFERRED])
def test_it_is_the_applicants_turn_where_the_case_waits_for_them(state):
    assert WHOSE_TURN[state] == "applicant"


@pytest.mark.parametrize("words", [STAFF_WORDS, APPLICANT_WORDS])
def test_every_state_has_a_word_a_tone_and_what_happens_next(words):
    assert set(words) == set(State)
    assert len({str(shown.word) for shown in words.values()}) == len(State)
    assert all(str(shown.next).endswith(".") for shown in words.values())


def test_applicants_are_not_shown_the_words_of_the_office():
    shown = " ".join(
        [str(text) for words in APPLICANT_WORDS.values() for text in (words.word, words.next)]
        + [str(transition.applicant_wording) for transition in MOVES.values()]
    ).lower()

    assert [word for word in ("declined", "referred", "rejected") if word in shown] == []


@pytest.mark.parametrize("move", [Move.ASK, Move.REFER, Move.DECLINE, Move.WITHDRAW])
def test_reasons_are_distinct_and_end_with_another(move):
    assert len(set(REASONS[move])) == len(REASONS[move]) > 1
    assert REASONS[move][-1] == Reason.OTHER


def test_every_reason_belongs_to_a_move():
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(Reason)
