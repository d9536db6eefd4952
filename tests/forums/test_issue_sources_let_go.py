"""What a source that is taken off leaves behind, and which voices it brings."""

import pytest
from django.utils import timezone

from forums.actions import issues
from forums.actions.issues import Origin
from forums.choices import Circle, TopicShows
from forums.models import Issue, Topic, Voice
from tests.factories.forums import insider, make_topic
from tests.factories.issues import agreed, begun
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def let_go(issue: Issue) -> Issue:
    issues.detach(source=issue.sources.get(), by=make_staff(), now=timezone.now())
    issue.refresh_from_db()
    return issue


def raised(issue: Issue) -> int:
    return issue.voices.filter(how=Voice.How.RAISED).count()


def test_without_its_agreement_an_issue_is_for_staff_alone_and_nobody_is_told() -> None:
    agreement = agreed()
    issue = begun(Origin(item=agreement.item, agreement=agreement), statement=agreement.statement)
    Issue.objects.update(shown_to=Circle.PUBLIC)
    issue = let_go(issue)
    assert (issue.shown_to, raised(issue)) == (Circle.STAFF, 0)


def test_who_confided_a_topic_is_not_told_once_it_is_taken_off() -> None:
    issue = begun(Origin(topic=make_topic(shows=TopicShows.COORDINATOR)))
    Issue.objects.update(shown_to=Circle.MEMBERS)
    issue = let_go(issue)
    assert (issue.shown_to, raised(issue)) == (Circle.MEMBERS, 0)


def test_who_raised_a_topic_that_members_see_stays() -> None:
    assert raised(let_go(begun(Origin(topic=make_topic())))) == 1


def test_who_affirmed_what_was_confided_later_has_no_voice_in_it() -> None:
    topic, user = make_topic(), insider()
    organisation = user.affiliations.get().organisation
    topic.affirmations.create(organisation=organisation, by=user, at=timezone.now())
    Topic.objects.update(shows=TopicShows.COORDINATOR)
    topic.refresh_from_db()
    assert [voice.how for voice in begun(Origin(topic=topic)).voices.all()] == [Voice.How.RAISED]
