"""What the database itself refuses, past every form and action."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forums.bodies import ensure_bodies
from forums.choices import Circle, Outcome, Rule
from forums.issue_states import State, Step
from forums.models import (
    Affirmation,
    Agreement,
    Body,
    IssueEvent,
    IssueSource,
    Submission,
    Summary,
    Voice,
)
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    join,
    make_forum,
    make_issue,
    make_topic,
    open_forum,
    write_note,
)
from tests.factories.issues import hmpps

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def refuses(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


def agreement(agrees: bool | None, **fields: Any) -> Agreement:
    forum, user, now = held_forum(), insider(), timezone.now()
    return Agreement.objects.create(
        item=item_of(forum, Rule.SANCTUARY),
        organisation=user.affiliations.get().organisation,
        by=user,
        statement="Letters arrive late.",
        asked_at=now,
        agrees=agrees,
        answered_at=None if agrees is None else now,
        **fields,
    )


def sent(**fields: Any) -> Submission:
    now = timezone.now()
    values = {"text": "As sent.", "state": State.SUBMITTED, "sent_on": TODAY, "created_at": now}
    return Submission.objects.create(issue=make_issue(), body=hmpps(), **(values | fields))


def test_the_two_bodies_are_there() -> None:
    ensure_bodies()
    names = Body.objects.order_by("pk").values_list("short_name", "name")
    assert list(names) == [
        ("HMPPS", "HM Prison and Probation Service"),
        ("MoJ", "Ministry of Justice"),
    ]


def test_a_body_that_staff_renamed_keeps_its_name() -> None:
    ensure_bodies()
    Body.objects.filter(short_name="MoJ").update(name="Department for Justice")
    ensure_bodies()
    assert Body.objects.get(short_name="MoJ").name == "Department for Justice"


def test_a_sanctuary_item_has_no_notes() -> None:
    with refuses("note_never_of_a_sanctuary_item"):
        write_note(item_of(make_forum(), Rule.SANCTUARY))


def test_a_note_cannot_claim_another_rule_than_its_items() -> None:
    item = item_of(make_forum(), Rule.SANCTUARY)
    item.rule = Rule.ON_RECORD  # not saved
    with refuses("note_follows_its_items_rule"):
        write_note(item)


def test_an_item_with_notes_does_not_become_a_sanctuary() -> None:
    item = item_of(make_forum(), Rule.ON_RECORD)
    write_note(item)
    item.rule = Rule.SANCTUARY
    with refuses("note_never_of_a_sanctuary_item"):
        item.save()


def test_a_notes_rule_follows_its_item() -> None:
    item = item_of(make_forum(), Rule.ON_RECORD)
    note = write_note(item)
    item.rule = Rule.NON_ATTRIBUTABLE
    item.save()
    note.refresh_from_db()
    assert note.rule == Rule.NON_ATTRIBUTABLE


@pytest.mark.parametrize("agrees", [None, False])
def test_nothing_leaves_the_sanctuary_without_agreement(agrees: bool | None) -> None:
    asked = agreement(agrees)
    with refuses("issue_source_of_the_sanctuary_is_agreed"):
        IssueSource.objects.create(
            issue=make_issue(),
            item=asked.item,
            rule=Rule.SANCTUARY,
            agreement=asked,
            agreed=agrees,
        )


def test_nothing_leaves_the_sanctuary_by_a_claimed_agreement() -> None:
    asked = agreement(False)
    with refuses("source_follows_agreement"):
        IssueSource.objects.create(
            issue=make_issue(), item=asked.item, rule=Rule.SANCTUARY, agreement=asked, agreed=True
        )


def test_an_item_taken_further_does_not_become_a_sanctuary() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    IssueSource.objects.create(issue=make_issue(), item=item, rule=item.rule)
    item.rule = Rule.SANCTUARY
    with refuses("issue_source_of_the_sanctuary_is_agreed"):
        item.save()


def test_the_rule_of_what_was_taken_further_is_not_loosened() -> None:
    item = item_of(held_forum(), Rule.NON_ATTRIBUTABLE)
    IssueSource.objects.create(issue=make_issue(), item=item, rule=item.rule)
    item.rule = Rule.ON_RECORD
    with refuses("not loosened"):
        item.save()


@pytest.mark.parametrize("rule", [Rule.NON_ATTRIBUTABLE, Rule.ON_RECORD])
def test_the_rule_of_what_was_asked_about_is_not_loosened(rule: Rule) -> None:
    item = agreement(None).item
    item.rule = rule
    with refuses("not loosened"):
        item.save()


def test_the_rule_of_notes_is_not_loosened() -> None:
    item = item_of(held_forum(), Rule.NON_ATTRIBUTABLE)
    write_note(item)
    item.rule = Rule.ON_RECORD
    with refuses("not loosened"):
        item.save()


def test_an_agreement_that_something_rests_on_cannot_be_turned_round() -> None:
    asked = agreement(True)
    issue = make_issue(statement=asked.statement)
    IssueSource.objects.create(
        issue=issue, item=asked.item, rule=Rule.SANCTUARY, agreement=asked, agreed=True
    )
    asked.agrees = False
    with refuses("issue_source_of_the_sanctuary_is_agreed"):
        asked.save()


def taken_further(asked: Agreement, **fields: Any) -> IssueSource:
    issue = make_issue(statement=fields.pop("statement", asked.statement))
    values = {"item": asked.item, "rule": Rule.SANCTUARY, "agreement": asked, "agreed": True}
    return IssueSource.objects.create(issue=issue, **(values | fields))


def test_nothing_leaves_the_sanctuary_in_other_words() -> None:
    with refuses("says what was agreed"):
        taken_further(agreement(True), statement="Letters never arrive.")


def test_an_agreement_is_of_one_item() -> None:
    other = item_of(held_forum(), Rule.SANCTUARY)
    with refuses("says what was agreed"):
        taken_further(agreement(True), item=other)


def test_what_was_agreed_to_is_not_said_otherwise_later() -> None:
    issue = taken_further(agreement(True)).issue
    issue.statement = "Letters never arrive."
    with refuses("says what was agreed"):
        issue.save()


def test_what_was_asked_is_kept_as_asked() -> None:
    asked = agreement(True)
    asked.statement = "Letters never arrive."
    with refuses("kept as asked"):
        asked.save()


def test_a_summary_is_wider_only_once_agreed() -> None:
    now = timezone.now()
    shared = {"shared_at": now, "review_until": now, "changed_at": now}
    with refuses("summary_wider_only_once_agreed"):
        Summary.objects.create(forum=held_forum(), text="We met.", shown_to="members", **shared)


def test_a_summary_is_agreed_after_its_days() -> None:
    now = timezone.now()
    days = {"shared_at": now, "review_until": now + timedelta(days=7), "agreed_at": now}
    with refuses("summary_agreed_after_its_days"):
        Summary.objects.create(
            forum=held_forum(), text="We met.", shown_to=Circle.MEMBERS, changed_at=now, **days
        )


def test_what_was_sent_is_kept_as_sent() -> None:
    submission = sent()
    submission.text = "We never said that."
    with refuses("kept as it was sent"):
        submission.save()


def test_what_was_sent_may_be_answered() -> None:
    submission = sent()
    submission.state, submission.outcome = State.RESPONDED, Outcome.PARTLY
    submission.responded_on = TODAY + timedelta(days=20)
    submission.save()
    submission.refresh_from_db()
    assert submission.outcome == Outcome.PARTLY


def test_no_answer_comes_before_the_question() -> None:
    with refuses("answered_after_it_was_sent"):
        sent(state="responded", outcome="agreed", responded_on=TODAY - timedelta(days=1))


def event(**fields: Any) -> IssueEvent:
    now = timezone.now()
    values = {"issue": make_issue(), "step": Step.RAISED, "on": TODAY, "at": now}
    return IssueEvent.objects.create(**(values | fields))


def test_the_log_of_an_issue_is_never_changed() -> None:
    row = event(shown_words="Raised by members.")
    row.shown_words = "Nobody said so."
    with refuses("append-only"):
        row.save()


def test_the_log_of_an_issue_is_never_shortened() -> None:
    row = event()
    with refuses("append-only"), transaction.atomic():
        row.delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_log_leaves_with_its_issue() -> None:
    row = event()
    row.issue.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not IssueEvent.objects.exists()


def test_whether_members_read_their_words_may_be_changed() -> None:
    row = event(their_words="We note the issue.")
    row.shows_their_words = True
    row.save()
    row.refresh_from_db()
    assert row.shows_their_words is True


def test_an_organisation_affirms_once() -> None:
    topic, user, now = make_topic(), insider(), timezone.now()
    organisation = user.affiliations.get().organisation
    Affirmation.objects.create(topic=topic, organisation=organisation, by=user, at=now)
    with refuses("affirmation_once_per_organisation"):
        Affirmation.objects.create(topic=topic, organisation=organisation, by=user, at=now)


def test_an_organisation_raises_an_issue_once() -> None:
    issue, user, now = make_issue(), insider(), timezone.now()
    organisation = user.affiliations.get().organisation
    Voice.objects.create(issue=issue, organisation=organisation, by=user, how="raised", at=now)
    with refuses("voice_once_per_organisation"):
        Voice.objects.create(issue=issue, organisation=organisation, how="raised", at=now)


def test_a_person_joins_a_forum_once() -> None:
    forum, user = open_forum(), insider()
    join(forum, user)
    with refuses("attendance_once_per_forum"):
        join(forum, user)


def test_only_who_was_there_gives_feedback() -> None:
    forum, user = open_forum(), insider()
    with refuses("attendance_feedback_of_who_was_there"):
        join(forum, user, has_given_feedback=True)


def test_who_was_there_has_a_time() -> None:
    row = attended(held_forum(), insider())
    row.marked_at = None
    with refuses("attendance_tick_has_its_time"):
        row.save()
