import pytest

from network.eligibility import Answers, Claim, Headcount, InvalidHeadcount, Sector, answers_from

YES, NO, UNSURE = Claim.YES, Claim.NO, Claim.UNSURE


def test_answers_from_reads_what_a_form_keeps():
    answers = answers_from(
        {
            "criminal_justice": "yes",
            "sector": "social-enterprise",
            "led": "yes",
            "board_total": "８",  # full-width
            "board_identifying": 5,
            "board_unknown": "",
            "staff_total": 0,
            "specialist": "no",
            "mission": None,
            "designed": "unsure",
            "service": "Harbour",
            "supports": "yes",
            "support_work": "Drop-in",
        }
    )

    assert answers == Answers(
        criminal_justice=YES,
        sector=Sector.SOCIAL_ENTERPRISE,
        led=YES,
        board=Headcount(8, 5, 0),
        senior_staff=Headcount(0, 0, 0),
        specialist=NO,
        mission="",
        designed=UNSURE,
        service="Harbour",
        supports=YES,
        support_work="Drop-in",
    )


@pytest.mark.parametrize("data", [{}, {"led": None, "sector": "pirates", "designed": ["yes"]}])
def test_answers_from_takes_missing_and_unreadable_answers_as_unsure(data):
    answers = answers_from(data)

    assert answers == Answers(
        UNSURE, Sector.UNSURE, UNSURE, None, None, UNSURE, "", UNSURE, "", UNSURE, ""
    )


def test_answers_from_takes_people_of_whom_nothing_is_said_as_not_known():
    answers = answers_from({"led": "yes", "board_total": 5})

    assert answers.board == Headcount(5, 0, 5)


@pytest.mark.parametrize("claim", ["no", "unsure", None])
def test_answers_from_leaves_counts_behind_that_the_claim_does_not_need(claim):
    answers = answers_from({"led": claim, "board_total": "many", "staff_identifying": 3})

    assert (answers.board, answers.senior_staff) == (None, None)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"board_total": "many"}, "not-a-number", "board_total"),
        ({"board_total": "3.5"}, "not-a-number", "board_total"),
        ({"board_total": 3.5}, "not-a-number", "board_total"),
        ({"board_total": True}, "not-a-number", "board_total"),
        ({"board_total": "9" * 5000}, "not-a-number", "board_total"),
        ({"staff_identifying": "2"}, "total-missing", "staff_total"),
    ],
)
def test_answers_from_refuses_counts_it_cannot_read(data, code, field):
    with pytest.raises(InvalidHeadcount) as caught:
        answers_from({"led": "yes", **data})

    assert (caught.value.code, caught.value.field) == (code, field)
