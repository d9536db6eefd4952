from datetime import timedelta

import pytest
from django.db import transaction

from network.actions import applying
from network.actions.applying import NotEditable, StaleStep
from network.models import Application, ApplicationEvent, StepAnswers
from network.states import IllegalMove, State
from network.steps import ANSWERED_STEPS, Step
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import (
    NOW,
    fill,
    frozen,
    lead_of,
    make_draft,
    make_person,
    make_submitted,
    submit,
)

pytestmark = pytest.mark.django_db


def save(application: Application, version: int = 1, **typed: str) -> StepAnswers:
    return applying.save_step(
        application=application,
        step=Step.PEOPLE,
        typed=typed,
        version=version,
        by=lead_of(application),
        now=NOW,
    )


def test_start_makes_a_draft_with_every_step() -> None:
    application = make_draft()

    assert application.state == State.DRAFT
    assert set(application.steps.values_list("step", flat=True)) == set(ANSWERED_STEPS)


def test_start_carries_the_checkers_answers_over() -> None:
    checked = {"sector": "voluntary", "led": "yes", "board_total": 5, "mission": "Ours", "x": "y"}

    application = applying.start_application(by=make_person(), now=NOW, checked=checked)

    typed = dict(application.steps.values_list("step", "typed"))
    assert typed[Step.ORGANISATION] == {"sector": "voluntary"}
    assert typed[Step.LEADERSHIP] == {"led": "yes", "board_total": 5}
    assert typed[Step.WORK] == {"mission": "Ours"}


def test_start_twice_within_seconds_gives_the_same_draft() -> None:
    person = make_person()

    first = make_draft(person)
    second = make_draft(person, now=NOW + timedelta(seconds=5))

    assert second == first
    assert Application.objects.count() == 1


def test_start_again_later_gives_a_new_draft() -> None:
    person = make_person()

    first = make_draft(person)

    assert make_draft(person, now=NOW + timedelta(minutes=5)) != first


def test_save_step_keeps_what_was_typed_and_raises_the_version() -> None:
    application = make_draft()

    saved = save(application, contact_name="Zoë")

    assert (saved.typed, saved.version) == ({"contact_name": "Zoë"}, 2)


def test_save_step_with_the_same_text_changes_nothing() -> None:
    application = make_draft()
    save(application, contact_name="Zoë")

    again = save(application, version=1, contact_name="Zoë")

    assert again.version == 2


def test_save_step_of_a_stale_tab_is_refused() -> None:
    application = make_draft()
    save(application, contact_name="Zoë")

    with pytest.raises(StaleStep) as refused:
        save(application, version=1, contact_name="Ada")

    assert refused.value.current.typed == {"contact_name": "Zoë"}
    assert application.steps.get(step=Step.PEOPLE).typed == {"contact_name": "Zoë"}


def test_save_step_after_sending_is_refused() -> None:
    application = make_submitted()

    with pytest.raises(NotEditable):
        save(application, version=2, contact_name="Ada")


def test_submit_freezes_the_answers_without_leadership_figures() -> None:
    submission = make_submitted().submissions.get()

    assert submission.answers[Step.ORGANISATION]["numbers"] == [["ccew", "1234567"]]
    assert Step.LEADERSHIP not in submission.answers
    assert submission.leadership["board_identifying"] == 4


def test_submit_keeps_the_reason_that_quotes_figures_apart() -> None:
    submission = make_submitted().submissions.get()

    led = submission.screening["categories"][0]
    assert led == {"category": "led", "verdict": "met"}
    assert "4 of the 6" in submission.leadership["reason"]
    assert "4 of 6" in submission.leadership["staff_reason"]


def test_submit_records_who_claims_what() -> None:
    assert make_submitted().claimed == ["led", "specialist", "supports"]


def test_submit_twice_makes_one_submission() -> None:
    application = make_submitted()

    with pytest.raises(IllegalMove):
        submit(application)

    assert application.submissions.count() == 1
    assert ApplicationEvent.objects.count() == 1


def test_submit_is_refused_when_a_step_changed_after_it_was_checked() -> None:
    application = make_draft()
    fill(application)
    checked = frozen(application)
    save(application, version=2, contact_name="Ada")

    with pytest.raises(StaleStep):
        applying.submit(
            application=application,
            frozen=checked,
            declaration={},
            by=lead_of(application),
            now=NOW,
        )

    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_submit_writes_to_everyone_concerned_once() -> None:
    application = make_submitted(make_person("ola@example.org"))

    causes = OutgoingMail.objects.filter(cause__startswith="application-event")
    assert sorted(causes.values_list("to", flat=True)) == [
        "coordinator@example.org",
        "ola@example.org",
    ]
    assert AuditEntry.objects.filter(
        action="application.submit", object_id=str(application.pk)
    ).exists()


@pytest.mark.django_db(transaction=True)
def test_submit_rolled_back_sends_nothing() -> None:
    application = make_draft()
    fill(application)
    before = OutgoingMail.objects.count()

    with transaction.atomic():
        submit(application)
        transaction.set_rollback(True)

    assert OutgoingMail.objects.count() == before


def test_withdraw_tells_the_applicant_and_closes() -> None:
    application = make_submitted()

    applying.withdraw(application=application, by=lead_of(application), now=NOW)

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert OutgoingMail.objects.filter(subject__contains="withdrawn").count() == 1


def test_withdraw_twice_is_refused() -> None:
    application = make_submitted()
    applying.withdraw(application=application, by=lead_of(application), now=NOW)

    with pytest.raises(IllegalMove):
        applying.withdraw(application=application, by=lead_of(application), now=NOW)


def test_same_charity_number_flags_both_for_the_coordinator() -> None:
    first = make_submitted(organisation={"name": "Aber Women"})

    second = make_submitted(organisation={"name": "Something else"}, now=NOW + timedelta(days=1))

    first.refresh_from_db()
    assert (first.is_possible_duplicate, second.is_possible_duplicate) == (True, True)


def test_similar_name_flags_both_for_the_coordinator() -> None:
    other = {"number_ccew": "", "not_registered": "on"}
    make_submitted(organisation={"name": "Kola Nut Resettlement"})

    second = make_submitted(
        organisation={"name": "Kolanut Resettlement", **other}, now=NOW + timedelta(days=1)
    )

    assert second.is_possible_duplicate


def test_name_with_line_breaks_becomes_one_line() -> None:
    application = make_submitted(organisation={"name": "Kola\r\nBcc: x@example.org"})

    assert application.organisation_name == "Kola Bcc: x@example.org"
