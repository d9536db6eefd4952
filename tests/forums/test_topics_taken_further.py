"""Topics and the issues that came of them: who is told, and what leads from one to the other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions import issues, topics, voices
from forums.actions.issues import Origin
from forums.choices import Circle
from forums.models import Issue, Topic, Voice
from network.models import User
from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.forums import insider, make_topic, outsider
from tests.factories.issues import begun, hidden_topic, sent, shown
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.forums.topic_pages import organisation_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> User:
    return insider("ada@example.org", "Kola Nut")


def affirm(topic: Topic, person: User) -> None:
    said = {"topic": topic, "organisation": organisation_of(person), "by": person}
    topics.affirm(**said, now=timezone.now())


def take_back(topic: Topic, person: User) -> None:
    said = {"topic": topic, "organisation": organisation_of(person), "by": person}
    topics.take_affirmation_back(**said, now=timezone.now())


def affirmed(issue: Issue) -> list[User | None]:
    return [one.by for one in issue.voices.filter(how=Voice.How.AFFIRMED).order_by("pk")]


# Whom an issue reaches


def test_who_affirms_a_topic_is_told_of_the_issue_begun_from_it_before(member: User) -> None:
    topic = make_topic()
    issue = begun(Origin(topic=topic))
    affirm(topic, member), affirm(topic, member)
    sent(issue, tells=True)

    assert affirmed(issue) == [member]
    assert OutgoingMail.objects.filter(to=member.email).count() == 1


def test_it_counts_from_the_next_step_on_alone() -> None:
    topic = make_topic()
    issue = begun(Origin(topic=topic))
    for _ in range(4):
        affirm(topic, insider())
    issue.refresh_from_db()
    assert issue.band == "few"
    sent(issue)
    issue.refresh_from_db()
    assert issue.band == "some"


@pytest.mark.parametrize("is_begun_first", [True, False])
def test_who_takes_it_back_is_not_told_any_more(member: User, is_begun_first: bool) -> None:
    topic = make_topic()
    if not is_begun_first:
        affirm(topic, member)
    issue = begun(Origin(topic=topic))
    if is_begun_first:
        affirm(topic, member)
    take_back(topic, member)

    assert affirmed(issue) == []


def test_taking_it_back_reaches_an_issue_that_the_topic_was_added_to_late(member: User) -> None:
    issue, topic, officer = begun(), make_topic(), make_staff()
    affirm(topic, member)
    later = timezone.now() + timedelta(days=1)
    issues.attach(issue=issue, origin=Origin(topic=topic), by=officer, now=later)
    assert affirmed(issue) == [member]
    take_back(topic, member)

    assert affirmed(issue) == []


def test_what_is_said_by_another_topic_stays(member: User) -> None:
    first, second = make_topic(), make_topic()
    issue = begun(Origin(topic=first))
    issues.attach(issue=issue, origin=Origin(topic=second), by=make_staff(), now=timezone.now())
    affirm(first, member), affirm(second, member), take_back(first, member)
    assert affirmed(issue) == [member]
    take_back(second, member)
    assert affirmed(issue) == []


def test_what_a_colleague_raised_in_confidence_stays_and_shows_nowhere(member: User) -> None:
    topic = make_topic()
    issue = begun(Origin(topic=topic))
    place = organisation_of(member)
    voices.add(issue=issue, organisation=place, how=Voice.How.RAISED, by=member, now=timezone.now())
    affirm(topic, member), take_back(topic, member)

    assert list(issue.voices.filter(organisation=place).values_list("how", flat=True)) == ["raised"]


# What leads from one to the other


def links(client: Client, topic: Topic, issue: Issue) -> tuple[bool, bool]:
    """Whether the topic's page leads to the issue, and the issue's to the topic."""
    of_topic, of_issue = url("", topic), reverse("forums:issue", args=[issue.slug])
    pages = [client.get(page) for page in (of_topic, of_issue)]
    leads = zip(pages, (of_issue, of_topic), strict=True)
    to_issue, to_topic = (page.status_code == 200 and way in page.text for page, way in leads)
    return to_issue, to_topic


def taken_further(topic: Topic, circle: Circle) -> Issue:
    issue = begun(Origin(topic=topic))
    return issue if circle == Circle.STAFF else shown(issue, circle)


@pytest.mark.parametrize(
    ("circle", "are_there"), [(Circle.STAFF, False), (Circle.MEMBERS, True), (Circle.PUBLIC, True)]
)
def test_members_are_led_from_one_to_the_other(
    member: User, circle: Circle, are_there: bool
) -> None:
    topic = make_topic()
    issue = taken_further(topic, circle)

    assert links(sign_in(member), topic, issue) == (are_there, are_there)


@pytest.mark.parametrize("person", [outsider, make_person, None])
def test_who_may_not_meet_topics_is_led_to_none(person: Callable[[], User] | None) -> None:
    topic = make_topic()
    issue = taken_further(topic, Circle.PUBLIC)
    client = sign_in(person()) if person else Client()

    assert links(client, topic, issue) == (False, False)


def test_to_a_confidence_only_who_said_it_is_led(member: User) -> None:
    topic = hidden_topic(member)
    issue = taken_further(topic, Circle.PUBLIC)
    people = (member, insider(), make_staff())

    led = [links(sign_in(one), topic, issue) for one in people]
    assert led == [(True, True), (False, False), (False, False)]


def test_staff_are_led_as_members_are() -> None:
    topic = make_topic()
    issue = taken_further(topic, Circle.MEMBERS)

    assert links(sign_in(make_staff()), topic, issue) == (True, True)
    assert links(sign_in(make_staff(), factor=False), topic, issue) == (False, False)


def test_the_admin_leads_from_a_topic_to_the_issue_made_of_it() -> None:
    topic = hidden_topic()
    issue = taken_further(topic, Circle.STAFF)
    page = coordinator_client().get(reverse("admin:forums_topic_change", args=[topic.pk]))

    assert reverse("admin:forums_issue_change", args=[issue.pk]) in page.text


def test_what_was_confided_joins_an_issue_others_see_only_if_its_proposer_agrees() -> None:
    issue, topic = shown(begun()), hidden_topic()
    page = reverse("admin:forums_issue_source", args=[issue.pk])
    client = coordinator_client()

    refused = client.post(page, {"topic": topic.pk})
    assert refused.context["form"].errors == {
        "agrees": ["Ask who proposed the topic first, then tick this"]
    }
    assert not issue.sources.filter(topic=topic).exists()
    client.post(page, {"topic": topic.pk, "agrees": "on"})
    assert issue.sources.filter(topic=topic).count() == 1
