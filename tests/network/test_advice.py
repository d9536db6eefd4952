"""Advice between members: asked, answered, declined, closed, reported."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from network.actions import advice, advice_chasing, places
from network.advice_states import MOVES, Move, State, can
from network.directory import Audience
from network.models import AdviceReport, AdviceRequest, DirectoryEntry, Membership, User
from network.roles import Role
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import NOW
from tests.factories.directory import contact_of, make_listed, make_question
from tests.factories.people import make_place

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


class Ends:
    """Two member organisations, each with its primary contact."""

    def __init__(self) -> None:
        self.asking, self.asked = make_listed("Aspen Circle"), make_listed("Birch Home")
        self.asker = contact_of(self.asking, name="Ada Asker", email="ada@example.org")
        self.answerer = contact_of(self.asked, name="Ben Answerer", email="ben@example.org")

    def ask(self, **changes: Any) -> AdviceRequest:
        common = {"by": self.asker, "now": NOW}
        return make_question(self.asking.organisation, self.asked.organisation, **common | changes)

    def lapse(self, name: str) -> None:
        Membership.objects.filter(organisation__name=name).delete()


@pytest.fixture
def ends() -> Ends:
    return Ends()


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


def all_mail() -> str:
    return "\n".join(f"{mail.subject}{mail.text}{mail.html}" for mail in OutgoingMail.objects.all())


def state_of(request: AdviceRequest) -> str:
    return AdviceRequest.objects.get(pk=request.pk).state


def test_question_is_passed_on_without_the_asker(ends: Ends) -> None:
    make_place(ends.asked.organisation, Role.MANAGER, name="Cem", email="cem@example.org")
    make_place(ends.asked.organisation, Role.MEMBER, name="Dee", email="dee@example.org")
    ends.ask()
    subject = "Aspen Circle asks you for advice: Volunteers"
    assert sorted(mails()) == [("ben@example.org", subject), ("cem@example.org", subject)]
    mail = OutgoingMail.objects.get(to="ben@example.org")
    assert "How do you find volunteers?" in mail.text
    for hidden in ("Ada Asker", "ada@example.org"):
        assert hidden not in f"{mail.text}{mail.html}{mail.reply_to}"


def test_answer_shows_each_side_the_other(ends: Ends) -> None:
    request = ends.ask()
    advice.answer(request=request, text="At the mosque.", by=ends.answerer, now=NOW)
    mail = OutgoingMail.objects.get(to="ada@example.org")
    assert "At the mosque." in mail.text
    assert "ben@example.org" in mail.text
    assert state_of(request) == State.ANSWERED


def test_declining_shows_nobody(ends: Ends) -> None:
    request = ends.ask()
    advice.decline(request=request, by=ends.answerer, now=NOW)
    assert state_of(request) == State.DECLINED
    assert mails()[-1] == ("ada@example.org", "Birch Home cannot help this time: Volunteers")
    assert "Ben Answerer" not in OutgoingMail.objects.get(to="ada@example.org").text
    assert "ben@example.org" not in OutgoingMail.objects.get(to="ada@example.org").text


def test_second_press_asks_once(ends: Ends) -> None:
    common = {
        "asking": ends.asking.organisation,
        "asked": ends.asked.organisation,
        "subject": "Volunteers",
        "text": "How?",
        "key": uuid.uuid4(),
        "by": ends.asker,
        "now": NOW,
    }
    assert advice.ask(**common) == advice.ask(**common)
    assert (AdviceRequest.objects.count(), len(mails())) == (1, 1)


def test_one_question_waits_at_a_time(ends: Ends) -> None:
    waiting = ends.ask()
    with pytest.raises(advice.AskedAlready) as already:
        ends.ask()
    assert already.value.request == waiting


def test_after_an_answer_one_may_ask_again(ends: Ends) -> None:
    advice.answer(request=ends.ask(), text="Yes", by=ends.answerer, now=NOW)
    assert ends.ask().state == State.ASKED


@pytest.mark.parametrize(
    "change",
    [
        lambda ends: ends.lapse("Birch Home"),
        lambda ends: setattr(ends.asked, "takes_questions", False),
        lambda ends: setattr(ends.asked, "shown_to", Audience.NOBODY),
    ],
)
def test_who_takes_no_questions_is_not_asked(change: Any, ends: Ends) -> None:
    change(ends)
    ends.asked.save()
    with pytest.raises(advice.NotOffered):
        ends.ask()
    assert mails() == []


def test_nobody_asks_themselves(ends: Ends) -> None:
    with pytest.raises(advice.NotOffered):
        make_question(ends.asking.organisation, ends.asking.organisation, by=ends.asker, now=NOW)


def test_lapsed_member_does_not_ask(ends: Ends) -> None:
    ends.lapse("Aspen Circle")
    with pytest.raises(advice.NotAMember):
        ends.ask()


def test_lapsed_member_does_not_answer(ends: Ends) -> None:
    request = ends.ask()
    ends.lapse("Birch Home")
    with pytest.raises(advice.NotAMember):
        advice.answer(request=request, text="Late", by=ends.answerer, now=NOW)


def test_stranger_does_not_ask_for_an_organisation(ends: Ends) -> None:
    with pytest.raises(places.NotAllowed):
        ends.ask(by=ends.answerer)


@pytest.mark.parametrize("act", [advice.decline, advice.close])
def test_member_without_a_role_does_not_act(act: Any, ends: Ends) -> None:
    request = ends.ask()
    side = ends.asked if act is advice.decline else ends.asking
    plain = make_place(side.organisation, Role.MEMBER, name="Dee", email="dee@example.org").user
    with pytest.raises(places.NotAllowed):
        act(request=request, by=plain, now=NOW)
    assert state_of(request) == State.ASKED


def test_other_side_does_not_answer(ends: Ends) -> None:
    request = ends.ask()
    with pytest.raises(places.NotAllowed):
        advice.answer(request=request, text="My own answer", by=ends.asker, now=NOW)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_table_of_moves_leads_only_from_where_it_says(move: Move, state: State) -> None:
    assert can(move, state) == (state in MOVES[move][0])
    assert MOVES[move][1] not in MOVES[move][0]


def test_answered_twice_counts_once(ends: Ends) -> None:
    request = ends.ask()
    advice.answer(request=request, text="First", by=ends.answerer, now=NOW)
    with pytest.raises(advice.MovedOn):
        advice.answer(request=request, text="Second", by=ends.answerer, now=NOW)
    request.refresh_from_db()
    assert request.answer == "First"


def test_closed_unanswered_is_not_answered_any_more(ends: Ends) -> None:
    request = ends.ask()
    advice.close(request=request, by=ends.asker, now=NOW)
    with pytest.raises(advice.MovedOn):
        advice.answer(request=request, text="Late", by=ends.answerer, now=NOW)


def test_reminder_goes_out_once_and_then_no_answer_came(ends: Ends) -> None:
    request = ends.ask()
    done = [advice_chasing.chase(now=NOW + WEEK * weeks) for weeks in (0, 1, 1, 2, 3, 3)]
    assert done == [0, 1, 0, 0, 1, 0]
    assert mails()[1:] == [
        ("ben@example.org", "A question from Aspen Circle still waits: Volunteers"),
        ("ada@example.org", "No answer from Birch Home yet: Volunteers"),
    ]
    assert state_of(request) == State.UNANSWERED


def test_late_answer_is_welcome(ends: Ends) -> None:
    request = ends.ask()
    advice_chasing.chase(now=NOW + 3 * WEEK)
    advice.answer(request=request, text="Sorry", by=ends.answerer, now=NOW + 4 * WEEK)
    assert state_of(request) == State.ANSWERED


def test_what_is_settled_is_not_chased(ends: Ends) -> None:
    advice.decline(request=ends.ask(), by=ends.answerer, now=NOW)
    assert advice_chasing.chase(now=NOW + 3 * WEEK) == 0


def test_a_year_after_asking_it_goes_with_its_reports(ends: Ends) -> None:
    request = ends.ask()
    report_it(ends, request)
    year = timedelta(days=365)
    advice_chasing.forget_old(now=NOW + year)
    assert AdviceRequest.objects.count() == 1
    advice_chasing.forget_old(now=NOW + year + timedelta(seconds=1))
    assert (AdviceRequest.objects.count(), AdviceReport.objects.count()) == (0, 0)


def report_it(ends: Ends, request: AdviceRequest, by: User | None = None) -> AdviceReport:
    return advice.report(
        request=request,
        organisation=ends.asked.organisation,
        text="This is an advertisement.",
        by=by or ends.answerer,
        now=NOW,
    )


def test_report_reaches_the_co_ordinator_and_carries_no_words_of_it(ends: Ends) -> None:
    report_it(ends, ends.ask())
    mail = OutgoingMail.objects.get(cause__startswith="advice-report")
    assert "How do you find volunteers?" not in mail.text
    assert "advertisement" not in mail.text


def test_each_side_reports_once(ends: Ends) -> None:
    request = ends.ask()
    report_it(ends, request)
    with pytest.raises(advice.ReportedAlready):
        report_it(ends, request)
    assert AdviceReport.objects.count() == 1


def test_report_is_looked_into_once(ends: Ends) -> None:
    report = report_it(ends, ends.ask())
    advice.settle(report=report, note="Rang them.", by=ends.asker, now=NOW)
    with pytest.raises(advice.MovedOn):
        advice.settle(report=report, note="Again", by=ends.asker, now=NOW)
    report.refresh_from_db()
    assert report.note == "Rang them."


def test_log_tells_what_was_done_and_nothing_that_was_written(ends: Ends) -> None:
    request = ends.ask(text="quiet-question-1")
    advice.answer(request=request, text="quiet-answer-2", by=ends.answerer, now=NOW)
    entries = AuditEntry.objects.filter(action__startswith="advice.")
    assert list(entries.order_by("pk").values_list("action", flat=True)) == [
        "advice.ask",
        "advice.answer",
    ]
    assert "quiet-" not in str(list(entries.values()))


def test_mark_of_a_statutory_body_stands_in_the_mail(ends: Ends) -> None:
    ends.asking.organisation.sector = "statutory"
    ends.asking.organisation.save()
    ends.ask()
    assert "Aspen Circle (statutory body)" in all_mail()


def test_database_keeps_one_question_waiting(ends: Ends) -> None:
    first = ends.ask()
    with pytest.raises(IntegrityError, match="advice_one_question_at_a_time"):
        AdviceRequest.objects.create(
            reference="ADV-2",
            asking=first.asking,
            asked=first.asked,
            key=uuid.uuid4(),
            subject="Again",
            text="Again",
            asked_at=NOW,
        )


def test_everybody_is_never_told_who_takes_questions(ends: Ends) -> None:
    rows = DirectoryEntry.objects.filter(audience=Audience.EVERYBODY)
    assert set(rows.values_list("takes_questions", flat=True)) == {False}
