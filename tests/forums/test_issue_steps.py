"""Steps of an issue: the one action, who is told, and what nobody learns from it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums.actions import issues, listeners, nagging, steps
from forums.actions.issues import Origin
from forums.actions.steps import What
from forums.choices import Band, Circle, Rule
from forums.issue_states import IllegalStep, Step
from forums.models import Affirmation, Issue, IssueEvent, Submission
from network.models import Affiliation
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.forums import (
    held_forum,
    insider,
    item_of,
    make_issue,
    make_topic,
    outsider,
)
from tests.factories.issues import (
    STATEMENT,
    affirmed,
    agreed,
    answered,
    asked,
    begun,
    content,
    drafted,
    hidden_topic,
    sent,
    shown,
    take,
    today,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def mails() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.filter(cause__startswith="issue-step:").order_by("to", "pk")
    return [(mail.to, mail.subject) for mail in rows]


def told_of(submission: Submission, step: Step, **what: Any) -> list[str]:
    before = OutgoingMail.objects.count()
    take(submission, step, tells=True, **what)
    return sorted(OutgoingMail.objects.order_by("pk").values_list("to", flat=True)[before:])


def test_an_issue_goes_its_way() -> None:
    submission = answered()
    take(submission, Step.REVIEWED, what_changed="Letters are read aloud.")
    issue = submission.issue
    issue.refresh_from_db()
    log = issue.events.order_by("pk").values_list("step", flat=True)
    assert list(log) == ["raised", "drafted", "submitted", "responded", "reviewed"]
    assert (issue.what_changed, submission.outcome) == ("Letters are read aloud.", "partly")


def test_a_topic_brings_its_voices() -> None:
    topic, other = make_topic(), insider()
    organisation = other.affiliations.get().organisation
    Affirmation.objects.create(topic=topic, organisation=organisation, by=other, at=timezone.now())
    issue = begun(Origin(topic=topic))
    voices = issue.voices.order_by("how").values_list("organisation", "by", "how")
    assert list(voices) == [
        (organisation.pk, other.pk, "affirmed"),
        (topic.organisation_id, topic.by_id, "raised"),
    ]


def test_pressing_twice_begins_one_issue() -> None:
    key, by, now = uuid.uuid4(), make_staff(), timezone.now()
    what, origin = What(on=today(), tells=True), Origin(topic=make_topic())
    values = {"content": content(), "origin": origin, "what": what}
    first, second = (issues.begin(**values, key=key, by=by, now=now) for _ in range(2))
    assert (first, IssueEvent.objects.count(), len(mails())) == (second, 1, 1)


@pytest.mark.parametrize(
    ("step", "before"),
    [
        (Step.ACKNOWLEDGED, drafted),
        (Step.RESPONDED, drafted),
        (Step.REVIEWED, sent),
        (Step.SUBMITTED, sent),
        (Step.HOLDING, answered),
    ],
)
def test_a_step_out_of_turn_is_refused(step: Step, before: Any) -> None:
    submission = before()
    events = IssueEvent.objects.count()
    with pytest.raises(IllegalStep):
        take(submission, step)
    assert IssueEvent.objects.count() == events


def test_of_two_at_once_the_second_is_told() -> None:
    submission = sent()
    values = {"step": Step.ACKNOWLEDGED, "what": What(on=today(), tells=True)}
    common = {"version": submission.version, "by": make_staff(), "now": timezone.now()}
    steps.record(submission=submission, **values, **common)
    with pytest.raises(steps.Stale):
        steps.record(submission=submission, **values, **common)
    assert len(mails()) == 1


def test_a_closed_issue_takes_no_step_until_it_is_opened_again() -> None:
    submission = sent()
    issue = submission.issue
    issue.refresh_from_db()
    common: dict[str, Any] = {"what": What(on=today()), "by": make_staff(), "now": timezone.now()}
    steps.turn(issue=issue, step=Step.CLOSED, version=issue.version, **common)
    with pytest.raises(IllegalStep):
        take(submission, Step.ACKNOWLEDGED)
    issue.refresh_from_db()
    steps.turn(issue=issue, step=Step.REOPENED, version=issue.version, **common)
    assert take(submission, Step.ACKNOWLEDGED).state == "acknowledged"


def test_everybody_is_told_once_and_alone() -> None:
    submission = sent()
    raised_by = submission.issue.voices.get().by
    others = affirmed(submission.issue, 2)
    told = told_of(submission, Step.HOLDING, expected_on=today() + timedelta(days=9))
    assert told == sorted(user.email for user in [raised_by, *others])
    texts = OutgoingMail.objects.filter(cause__startswith="issue-step:")
    names = [user.affiliations.get().organisation.name for user in others]
    assert not any(name in mail.text for mail in texts for name in names)


def test_telling_again_tells_nobody_twice() -> None:
    take(sent(), Step.ACKNOWLEDGED, tells=True)
    event = IssueEvent.objects.latest("pk")
    before = mails()
    listeners.tell(event, now=timezone.now())
    assert (len(before), mails()) == (1, before)


def test_a_mail_of_a_step_without_words_says_the_step() -> None:
    take(sent(), Step.ACKNOWLEDGED, shown_words="", tells=True)
    mail = OutgoingMail.objects.get(cause__startswith="issue-step:")
    assert "\n\nReceipt confirmed.\n\n" in mail.text


def test_nobody_is_told_where_staff_left_it_out() -> None:
    assert told_of(sent(), Step.ACKNOWLEDGED) != []
    before = len(mails())
    take(sent(), Step.ACKNOWLEDGED, tells=False)
    assert len(mails()) == before


def _die_before_commit(submission: Submission) -> None:
    with transaction.atomic():
        take(submission, Step.ACKNOWLEDGED, tells=True)
        raise RuntimeError


def test_a_step_that_fails_tells_nobody() -> None:
    submission = sent()
    with pytest.raises(RuntimeError):
        _die_before_commit(submission)
    assert (mails(), IssueEvent.objects.filter(step="acknowledged").count()) == ([], 0)


def left(user: Any, *, contact: str = "") -> None:
    """They have left their organisation, of which somebody else is the primary contact."""
    place = user.affiliations.get()
    if contact:
        person = make_person(contact)
        place.organisation.affiliations.create(
            user=person, role=Affiliation.Role.PRIMARY, started_at=timezone.now()
        )
    place.ended_at = timezone.now() + timedelta(seconds=1)
    place.save()


def test_for_who_left_the_primary_contact_is_told() -> None:
    submission = sent()
    left(submission.issue.voices.get().by, contact="contact@example.org")
    assert told_of(submission, Step.ACKNOWLEDGED) == ["contact@example.org"]


@pytest.mark.parametrize("origin", ["topic", "agreement"])
def test_nobody_steps_in_for_who_confided_and_left(origin: str) -> None:
    user = insider()
    made = agreed(user) if origin == "agreement" else hidden_topic(user)
    issue = begun(Origin(**{origin: made}))
    left(user, contact="contact@example.org")
    assert told_of(sent(issue), Step.ACKNOWLEDGED) == []
    assert listeners.of(issue, now=timezone.now()).silent == 1


def test_who_is_outside_now_is_not_told() -> None:
    submission = sent()
    user = submission.issue.voices.get().by
    user.affiliations.get().organisation.__class__.objects.filter(affiliations__user=user).update(
        sector="statutory"
    )
    assert told_of(submission, Step.ACKNOWLEDGED) == []


def test_a_person_of_two_voices_is_told_once() -> None:
    user = outsider(sector="voluntary")
    issue = begun(Origin(topic=make_topic(user)))
    voice = issue.voices.get()
    issue.voices.create(organisation=voice.organisation, by=user, how="affirmed", at=voice.at)
    assert told_of(sent(issue), Step.ACKNOWLEDGED) == [user.email]


def test_a_band_is_counted_at_a_step_and_never_before() -> None:
    submission = sent()
    affirmed(submission.issue, 4)
    issue = Issue.objects.get()
    before = (issue.band, issue.changed_at, issue.version)
    assert before[0] == Band.FEW
    take(submission, Step.ACKNOWLEDGED)
    issue.refresh_from_db()
    assert issue.band == Band.SOME


def test_two_voices_of_one_organisation_count_once() -> None:
    issue = begun()
    raised = issue.voices.get()
    affirmed(issue, 3)
    issue.voices.create(organisation=raised.organisation, how="affirmed", at=raised.at)
    sent(issue)
    issue.refresh_from_db()
    assert issue.band == Band.FEW


def begin_from(origin: Origin, statement: str = STATEMENT) -> Issue:
    return begun(origin, statement=statement)


def test_nothing_leaves_the_sanctuary_by_the_action() -> None:
    item = item_of(held_forum(), Rule.SANCTUARY)
    for origin in (Origin(item=item), Origin(agreement=asked())):
        with pytest.raises(issues.NotAgreed):
            begin_from(origin)
    with pytest.raises(issues.NotAgreed):
        begin_from(Origin(agreement=agreed()), "Something else")
    issue = make_issue()
    with pytest.raises(issues.NotAgreed):
        issues.attach(issue=issue, origin=Origin(item=item), by=make_staff(), now=timezone.now())
    assert list(Issue.objects.all()) == [issue]


def test_what_was_agreed_to_is_taken_further_in_those_words_alone() -> None:
    issue = begin_from(Origin(agreement=agreed()))
    values: dict[str, Any] = {"by": make_staff(), "now": timezone.now(), "version": issue.version}
    with pytest.raises(issues.NotAgreed):
        issues.edit(issue=issue, content=content(statement="Otherwise"), **values)
    issues.edit(issue=issue, content=content(about="In more words."), **values)
    issue.refresh_from_db()
    assert (issue.statement, issue.about) == (STATEMENT, "In more words.")


def test_an_item_comes_once() -> None:
    topic = make_topic()
    issue = begun(Origin(topic=topic))
    with pytest.raises(issues.AlreadySource):
        issues.attach(issue=issue, origin=Origin(topic=topic), by=make_staff(), now=timezone.now())


def test_their_words_stay_as_they_came() -> None:
    submission = answered()
    event = submission.events.get(step=Step.RESPONDED)
    event.their_words = "We agree with everything."
    with pytest.raises(IntegrityError, match="append-only"):
        event.save()


def test_an_address_follows_the_statement_until_others_have_seen_it() -> None:
    issue = begun()
    values: dict[str, Any] = {"by": make_staff(), "now": timezone.now()}
    issue = issues.edit(
        issue=issue, content=content(statement="Post is late"), version=issue.version, **values
    )
    assert issue.slug == "post-is-late"
    issue = shown(issue, Circle.MEMBERS)
    issues.edit(issue=issue, content=content(statement="Other"), version=issue.version, **values)
    issue.refresh_from_db()
    assert issue.slug == "post-is-late"


def nagged(**days: int) -> int:
    return nagging.nag_overdue(now=timezone.now() + timedelta(**days))


def test_the_coordinator_is_nagged_once_per_expected_day() -> None:
    submission = sent(expected_on=today())
    assert [nagged(), nagged(days=1), nagged(days=1)] == [0, 1, 0]
    take(submission, Step.HOLDING, expected_on=today() + timedelta(days=9))
    assert [nagged(days=2), nagged(days=9), nagged(days=10), nagged(days=11)] == [0, 0, 1, 0]
    take(submission, Step.RESPONDED, outcome="agreed")
    assert nagged(days=12) == 0


def test_a_nag_says_nothing_of_what_it_is_about() -> None:
    sent(expected_on=today() - timedelta(days=1))
    nagged()
    mail = OutgoingMail.objects.get(cause__startswith="submission-overdue:")
    assert STATEMENT not in mail.subject + mail.text


def test_a_statement_of_the_sanctuary_is_in_no_mail_and_no_log() -> None:
    agreed(statement="quiet-statement-5512")
    mail = " ".join(f"{one.subject}{one.text}" for one in OutgoingMail.objects.all())
    log = " ".join(f"{one.object_label}{one.new}" for one in AuditEntry.objects.all())
    assert "quiet-statement-5512" not in mail + log
