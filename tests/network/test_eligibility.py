"""Long because of its tables: each row is one case of the membership criteria."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.eligibility import (
    MAX_HEADCOUNT,
    Answers,
    Category,
    Claim,
    Headcount,
    InvalidHeadcount,
    Outcome,
    Referral,
    Sector,
    Verdict,
    as_json,
    from_json,
    screen,
)

YES, NO, UNSURE = Claim.YES, Claim.NO, Claim.UNSURE
MET, NOT_MET, JUDGEMENT = Verdict.MET, Verdict.NOT_MET, Verdict.JUDGEMENT

MISSION = "We exist to serve racially minoritised families of people in prison."
SERVICE = "Harbour Mentoring"
SUPPORT_WORK = "We run a weekly drop-in used by people of many backgrounds."

NOTHING_CLAIMED = Answers(
    criminal_justice=YES,
    sector=Sector.VOLUNTARY,
    led=NO,
    board=None,
    senior_staff=None,
    specialist=NO,
    mission="",
    designed=NO,
    service="",
    supports=NO,
    support_work="",
)
ALL_CLAIMED = replace(
    NOTHING_CLAIMED,
    led=YES,
    board=Headcount(8, 5),
    senior_staff=Headcount(4, 2),
    specialist=YES,
    mission=MISSION,
    designed=YES,
    service=SERVICE,
    supports=YES,
    support_work=SUPPORT_WORK,
)


def led(board, staff=None):
    return replace(NOTHING_CLAIMED, led=YES, board=board, senior_staff=staff)


def verdict(category, answers):
    results = {result.category: result for result in screen(answers).categories}
    return results[category].verdict


def reason(category, answers):
    results = {result.category: result for result in screen(answers).categories}
    return str(results[category].reason)


def test_categories_carry_the_names_of_the_membership_criteria():
    assert [str(label) for label in Category.labels] == [
        "Led by racially-minoritised people",
        "Racially minoritised-specialist voluntary sector organisation",
        "Delivering services designed for racially minoritised people",
        "Service that supports racially minoritised people",
    ]


def test_screen_answers_for_each_category_in_order():
    screening = screen(NOTHING_CLAIMED)

    assert [result.category for result in screening.categories] == list(Category)


@pytest.mark.parametrize(
    ("board", "staff", "expected"),
    [
        (Headcount(2, 1), None, MET),
        (Headcount(10, 5), None, MET),
        (Headcount(9, 4), None, NOT_MET),
        (Headcount(9, 5), None, MET),
        (Headcount(101, 50), None, NOT_MET),
        (Headcount(101, 51), None, MET),
        (Headcount(1, 0), None, NOT_MET),
        (Headcount(1, 1), None, MET),
        (Headcount(12, 0), None, NOT_MET),
        (Headcount(12, 12), None, MET),
        (Headcount(6, 3), Headcount(4, 2), MET),
        (Headcount(6, 1), Headcount(4, 4), MET),
        (Headcount(6, 5), Headcount(4, 0), MET),
        (Headcount(6, 4), Headcount(4, 0), NOT_MET),
        (Headcount(5, 4), Headcount(4, 0), NOT_MET),
        (Headcount(6, 3), Headcount(0, 0), MET),
        (Headcount(0, 0), Headcount(2, 1), MET),
        (Headcount(0, 0), Headcount(3, 1), NOT_MET),
    ],
)
def test_led_is_met_by_half_or_more_of_board_and_senior_staff_together(board, staff, expected):
    assert verdict(Category.LED, led(board, staff)) == expected


@pytest.mark.parametrize(
    ("board", "staff", "expected"),
    [
        (Headcount(10, 4, 1), None, JUDGEMENT),
        (Headcount(10, 3, 1), None, NOT_MET),
        (Headcount(10, 5, 5), None, MET),
        (Headcount(9, 4, 1), None, JUDGEMENT),
        (Headcount(9, 3, 1), None, NOT_MET),
        (Headcount(7, 0, 7), None, JUDGEMENT),
        (Headcount(101, 50, 1), None, JUDGEMENT),
        (Headcount(101, 49, 1), None, NOT_MET),
        (Headcount(6, 2), Headcount(4, 1, 2), JUDGEMENT),
        (Headcount(6, 2, 1), Headcount(4, 1, 1), JUDGEMENT),
        (Headcount(6, 2, 1), Headcount(4, 1, 0), NOT_MET),
    ],
)
def test_people_not_known_matter_only_where_they_could_tip_it(board, staff, expected):
    assert verdict(Category.LED, led(board, staff)) == expected


@pytest.mark.parametrize("staff", [None, Headcount(2, 2)])
def test_led_claimed_without_counts_of_the_board_needs_judgement(staff):
    assert verdict(Category.LED, led(None, staff)) == JUDGEMENT


@pytest.mark.parametrize(("claim", "expected"), [(NO, NOT_MET), (UNSURE, JUDGEMENT)])
def test_counts_are_not_looked_at_unless_led_is_claimed(claim, expected):
    answers = replace(led(Headcount(3, 9, -1)), led=claim)

    assert verdict(Category.LED, answers) == expected


@pytest.mark.parametrize(
    ("board", "staff", "sentence"),
    [
        (
            Headcount(8, 5),
            Headcount(4, 2),
            "7 of the 12 people on your board and in senior staff, taken together, identify as "
            "Black, Asian or minority ethnic. Half or more is needed.",
        ),
        (
            Headcount(2, 1),
            None,
            "1 of the 2 people on your board and in senior staff, taken together, identifies as "
            "Black, Asian or minority ethnic. Half or more is needed.",
        ),
        (
            Headcount(5, 5),
            None,
            "All 5 people on your board and in senior staff, taken together, identify as Black, "
            "Asian or minority ethnic. Half or more is needed.",
        ),
        (
            Headcount(1, 1),
            None,
            "The one person on your board and in senior staff, taken together, identifies as "
            "Black, Asian or minority ethnic. Half or more is needed.",
        ),
        (
            Headcount(1, 0),
            None,
            "The one person on your board and in senior staff, taken together, is not counted as "
            "identifying as Black, Asian or minority ethnic. Half or more is needed for this one.",
        ),
        (
            Headcount(6, 0),
            None,
            "None of the 6 people on your board and in senior staff, taken together, is counted "
            "as identifying as Black, Asian or minority ethnic. Half or more is needed for this "
            "one.",
        ),
        (
            Headcount(10, 4, 1),
            None,
            "4 of the 10 people on your board and in senior staff, taken together, identify as "
            "Black, Asian or minority ethnic. 1 person is not known or prefers not to say, and "
            "could make it half or more. The co-ordinator will look at this with you.",
        ),
        (
            Headcount(9, 2, 2),
            None,
            "2 of the 9 people on your board and in senior staff, taken together, identify as "
            "Black, Asian or minority ethnic. Half or more is needed for this one; the 2 people "
            "who are not known or prefer not to say would not make it half.",
        ),
    ],
)
def test_reason_for_led_counts_people_in_plain_words(board, staff, sentence):
    assert reason(Category.LED, led(board, staff)) == sentence


E, J, G = Outcome.ELIGIBLE, Outcome.JUDGEMENT, Outcome.GUIDANCE

# led, specialist, designed, supports → the categories met (a claim comes with its evidence)
COMBINATIONS = [
    ((NO, NO, NO, NO), G, []),
    ((NO, NO, NO, YES), E, ["supports"]),
    ((NO, NO, YES, NO), E, ["designed", "supports"]),
    ((NO, NO, YES, YES), E, ["designed", "supports"]),
    ((NO, YES, NO, NO), E, ["specialist", "supports"]),
    ((NO, YES, NO, YES), E, ["specialist", "supports"]),
    ((NO, YES, YES, NO), E, ["specialist", "designed", "supports"]),
    ((NO, YES, YES, YES), E, ["specialist", "designed", "supports"]),
    ((YES, NO, NO, NO), E, ["led"]),
    ((YES, NO, NO, YES), E, ["led", "supports"]),
    ((YES, NO, YES, NO), E, ["led", "designed", "supports"]),
    ((YES, NO, YES, YES), E, ["led", "designed", "supports"]),
    ((YES, YES, NO, NO), E, ["led", "specialist", "supports"]),
    ((YES, YES, NO, YES), E, ["led", "specialist", "supports"]),
    ((YES, YES, YES, NO), E, ["led", "specialist", "designed", "supports"]),
    ((YES, YES, YES, YES), E, ["led", "specialist", "designed", "supports"]),
]


@pytest.mark.parametrize(("claims", "outcome", "met"), COMBINATIONS)
def test_each_combination_of_claims_with_evidence(claims, outcome, met):
    keys = ("led", "specialist", "designed", "supports")
    screening = screen(replace(ALL_CLAIMED, **dict(zip(keys, claims, strict=True))))

    assert (screening.outcome, list(screening.met), screening.needs_judgement) == (
        outcome,
        met,
        False,
    )


@pytest.mark.parametrize(
    ("answers", "category"),
    [
        (replace(NOTHING_CLAIMED, specialist=YES, mission="n/a"), Category.SPECIALIST),
        (replace(NOTHING_CLAIMED, specialist=UNSURE, mission=MISSION), Category.SPECIALIST),
        (replace(NOTHING_CLAIMED, designed=YES, service="-"), Category.DESIGNED),
        (replace(NOTHING_CLAIMED, designed=UNSURE, service=SERVICE), Category.DESIGNED),
        (replace(NOTHING_CLAIMED, supports=YES, support_work=" "), Category.SUPPORTS),
        (replace(NOTHING_CLAIMED, supports=UNSURE, support_work=SUPPORT_WORK), Category.SUPPORTS),
        (replace(NOTHING_CLAIMED, led=UNSURE), Category.LED),
    ],
)
def test_unsure_or_claimed_without_evidence_needs_judgement(answers, category):
    screening = screen(answers)

    assert (screening.outcome, screening.met, screening.to_judge, screening.referrals) == (
        J,
        (),
        (category,),
        (),
    )


def test_one_category_met_is_enough_although_another_needs_judgement():
    screening = screen(replace(ALL_CLAIMED, mission="tbc"))

    assert (screening.outcome, screening.to_judge) == (E, (Category.SPECIALIST,))


@pytest.mark.parametrize("claim", [NO, UNSURE, YES])
@pytest.mark.parametrize("implying", ["specialist", "designed"])
def test_specialist_or_designed_met_implies_supports(implying, claim):
    answers = replace(
        NOTHING_CLAIMED, mission=MISSION, service=SERVICE, supports=claim, **{implying: YES}
    )

    assert verdict(Category.SUPPORTS, answers) == MET
    assert reason(Category.SUPPORTS, answers) == (
        "You meet this one too, because of the category you meet above."
    )


def test_led_met_does_not_imply_supports():
    assert verdict(Category.SUPPORTS, led(Headcount(2, 2))) == NOT_MET


@pytest.mark.parametrize(
    ("sector", "claim", "expected"),
    [
        (Sector.VOLUNTARY, YES, MET),
        (Sector.SOCIAL_ENTERPRISE, YES, MET),
        (Sector.STATUTORY, YES, NOT_MET),
        (Sector.STATUTORY, UNSURE, NOT_MET),
        (Sector.COMPANY, YES, NOT_MET),
        (Sector.COMPANY, UNSURE, NOT_MET),
        (Sector.CONTRACTOR, YES, JUDGEMENT),
        (Sector.UNSURE, YES, JUDGEMENT),
        (Sector.UNSURE, NO, NOT_MET),
        (Sector.CONTRACTOR, NO, NOT_MET),
    ],
)
def test_only_a_voluntary_sector_organisation_can_be_specialist(sector, claim, expected):
    answers = replace(NOTHING_CLAIMED, sector=sector, specialist=claim, mission=MISSION)

    assert verdict(Category.SPECIALIST, answers) == expected


@pytest.mark.parametrize(
    ("changes", "outcome", "met", "referrals"),
    [
        ({"sector": Sector.COMPANY}, E, ["led", "designed", "supports"], []),
        (
            {"sector": Sector.STATUTORY},
            G,
            ["led", "designed", "supports"],
            [Referral.STATUTORY],
        ),
        (
            {"sector": Sector.CONTRACTOR},
            G,
            ["led", "designed", "supports"],
            [Referral.CONTRACTOR],
        ),
        ({"sector": Sector.UNSURE}, E, ["led", "designed", "supports"], []),
        (
            {"criminal_justice": NO},
            G,
            ["led", "specialist", "designed", "supports"],
            [Referral.OUTSIDE],
        ),
        (
            {"criminal_justice": UNSURE},
            J,
            ["led", "specialist", "designed", "supports"],
            [Referral.UNSURE_OUTSIDE],
        ),
        (
            {"criminal_justice": UNSURE, "sector": Sector.STATUTORY},
            G,
            ["led", "designed", "supports"],
            [Referral.UNSURE_OUTSIDE, Referral.STATUTORY],
        ),
    ],
)
def test_who_always_goes_to_the_coordinator_still_sees_the_categories(
    changes, outcome, met, referrals
):
    screening = screen(replace(ALL_CLAIMED, **changes))

    assert (screening.outcome, list(screening.met), list(screening.referrals)) == (
        outcome,
        met,
        referrals,
    )


@pytest.mark.parametrize(
    ("criminal_justice", "referrals"),
    [
        (YES, (Referral.NONE_MET,)),
        (UNSURE, (Referral.UNSURE_OUTSIDE, Referral.NONE_MET)),
        (NO, (Referral.OUTSIDE, Referral.NONE_MET)),
    ],
)
def test_no_category_met_is_led_to_the_coordinator(criminal_justice, referrals):
    screening = screen(replace(NOTHING_CLAIMED, criminal_justice=criminal_justice))

    assert (screening.outcome, screening.referrals) == (G, referrals)
    assert str(screening.referral_reasons[-1]) == (
        "None of the four categories describes your organisation as you told us about it. If you "
        "feel that the network could help you, please talk to the co-ordinator."
    )


@pytest.mark.parametrize(
    ("board", "staff", "code", "field"),
    [
        (Headcount(0, 0), None, "nobody", "board_total"),
        (Headcount(0, 0), Headcount(0, 0), "nobody", "board_total"),
        (Headcount(3, 4), None, "more-than-total", "board_identifying"),
        (Headcount(3, 2, 2), None, "more-than-total", "board_unknown"),
        (Headcount(0, 1), Headcount(9, 1), "more-than-total", "board_identifying"),
        (Headcount(9, 1), Headcount(3, 4), "more-than-total", "staff_identifying"),
        (Headcount(9, 1), Headcount(3, 0, 4), "more-than-total", "staff_unknown"),
        (Headcount(-1, 0), None, "negative", "board_total"),
        (Headcount(3, -1), None, "negative", "board_identifying"),
        (Headcount(3, 1), Headcount(3, 1, -1), "negative", "staff_unknown"),
        (Headcount(10**9, 5), None, "too-many", "board_total"),
        (Headcount(3, 1), Headcount(MAX_HEADCOUNT + 1, 0), "too-many", "staff_total"),
    ],
)
def test_counts_that_cannot_be_true_are_an_input_error(board, staff, code, field):
    with pytest.raises(InvalidHeadcount) as caught:
        screen(led(board, staff))

    assert (caught.value.code, caught.value.field) == (code, field)


def test_an_input_error_says_how_to_mend_it():
    assert str(InvalidHeadcount("total-missing", "staff_total").message) == (
        "Enter how many people there are in total"
    )


def test_a_frozen_screening_comes_back_as_it_was():
    screening = screen(replace(ALL_CLAIMED, criminal_justice=UNSURE, mission=""))

    frozen = as_json(screening)

    assert frozen["outcome"] == "judgement"
    assert frozen["categories"][3] == {
        "category": "supports",
        "verdict": "met",
        "reason": "You support or work with racially minoritised people. It need not be your "
        "core focus.",
        "staff_reason": "Work with racially minoritised people is described; it need not be the "
        "core focus.",
    }
    assert frozen["referrals"] == ["unsure-criminal-justice"]
    assert as_json(from_json(frozen)) == frozen
    assert from_json(frozen).met == screening.met


@st.composite
def headcounts(draw, smallest=0):
    total = draw(st.integers(smallest, 60))
    identifying = draw(st.integers(0, total))
    return Headcount(total, identifying, draw(st.integers(0, total - identifying)))


@given(headcounts(smallest=1), st.none() | headcounts())
def test_led_agrees_with_the_arithmetic_of_fractions(board, staff):
    people = board + (staff or Headcount(0, 0))
    share = Fraction(people.identifying, people.total)
    share_at_best = Fraction(people.identifying + people.unknown, people.total)
    expected = NOT_MET if share_at_best < Fraction(1, 2) else JUDGEMENT
    if share >= Fraction(1, 2):
        expected = MET

    assert verdict(Category.LED, led(board, staff)) == expected


@given(headcounts(smallest=1), st.none() | headcounts())
def test_one_more_person_identifying_never_makes_it_worse(board, staff):
    rank = {NOT_MET: 0, JUDGEMENT: 1, MET: 2}
    others = board.total - board.identifying - board.unknown
    more = []
    if board.unknown:
        more.append(Headcount(board.total, board.identifying + 1, board.unknown - 1))
    if others:
        more.append(Headcount(board.total, board.identifying + 1, board.unknown))
    before = rank[verdict(Category.LED, led(board, staff))]

    assert all(rank[verdict(Category.LED, led(after, staff))] >= before for after in more)
