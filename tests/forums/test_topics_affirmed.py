"""Topics: what affects others too, what is for the co-ordinator only, and whom it is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forums.actions import topics
from forums.choices import TopicShows
from forums.models import Affirmation, Topic
from network.models import User
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.forums import insider, make_topic, outsider
from tests.factories.staff import sign_in
from tests.forums.topic_pages import LIST, QUIET, change, lapsed, organisation_of, propose, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> User:
    return insider("ada@example.org", "Kola Nut")


@pytest.fixture
def coordinator() -> None:
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"coordinator_email": "coordinator@example.org"}
    )
    SiteSettings.forget()


# "This affects us too"


def say(person: User, topic: Topic, act: str = "affirm", organisation: Any = None) -> int:
    chosen = organisation or organisation_of(person)
    said = {"act": act, "organisation": getattr(chosen, "pk", chosen)}
    return int(sign_in(person).post(url("affirm", topic), said).status_code)


def test_an_organisation_says_that_it_affects_it_too(member: User) -> None:
    topic = make_topic()
    say(member, topic), say(member, topic)

    said = Affirmation.objects.get()
    assert (said.topic, said.organisation, said.by) == (topic, organisation_of(member), member)
    assert "Kola Nut says that this affects it too." in sign_in(member).get(url("", topic)).text
    assert "Your organisation says this affects it too." in sign_in(member).get(LIST).text


def test_a_colleague_takes_it_back(member: User) -> None:
    topic, colleague = make_topic(), make_person("col@example.org")
    organisation_of(member).affiliations.create(
        user=colleague, role="member", started_at=timezone.now()
    )
    say(member, topic), say(colleague, topic, "undo"), say(colleague, topic, "undo")

    assert not Affirmation.objects.exists()
    actions = AuditEntry.objects.filter(action__contains="affirm").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["topic.affirm", "topic.unaffirm"]


def test_saying_so_and_taking_it_back_is_limited(member: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"affirm": "2/h/user"}
    topic = make_topic()
    for act in ("affirm", "undo", "affirm"):
        say(member, topic, act)
    assert not Affirmation.objects.exists()


def test_nobody_affirms_their_own_organisations_topic(member: User) -> None:
    topic = make_topic(member)

    assert (say(member, topic), Affirmation.objects.count()) == (404, 0)
    assert "affects us too" not in sign_in(member).get(url("", topic)).text


@pytest.mark.parametrize("organisation", ["other", "", "x", "9" * 40])
def test_nobody_speaks_for_another_organisation(member: User, organisation: str) -> None:
    topic, other = make_topic(), organisation_of(insider())
    chosen = other if organisation == "other" else organisation

    assert (say(member, topic, organisation=chosen or "-"), Affirmation.objects.count()) == (404, 0)


def test_who_speaks_for_two_says_for_which(member: User) -> None:
    second, topic = make_member(member, "Second"), make_topic()
    say(member, topic, organisation=second)

    assert Affirmation.objects.get().organisation == second
    assert "This affects Kola Nut too" in sign_in(member).get(url("", topic)).text


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"shows": TopicShows.COORDINATOR}, 404),
        ({"state": "withdrawn"}, 404),
        ({"state": "closed"}, 302),
    ],
)
def test_what_is_hidden_or_over_is_not_affirmed(member: User, fields: Any, answer: int) -> None:
    topic = make_topic(**fields)

    assert (say(member, topic), Affirmation.objects.count()) == (answer, 0)


# What is for the co-ordinator only


def test_the_mail_about_a_confidence_says_nothing_of_it(member: User, coordinator: None) -> None:
    propose(member, **QUIET)

    mail = OutgoingMail.objects.get()
    said = f"{mail.subject}{mail.text}{mail.html}"
    assert "Sign in to read it" in said
    assert [word for word in ("interpreters", "Weeks", "Kola Nut") if word in said] == []


def test_the_audit_log_says_nothing_of_it(member: User) -> None:
    propose(member)
    topic = Topic.objects.get()
    change(member, topic, shows="coordinator")
    sign_in(member).post(url("take_back", topic))

    entries = AuditEntry.objects.filter(object_type="forums.Topic")
    assert set(entries.values_list("object_label", flat=True)) == {f"Topic {topic.pk}"}
    said = str(list(entries.values_list("old", "new")))
    assert [word for word in ("interpreters", "anew", "Weeks") if word in said] == []


# Whom it is told


def test_who_left_is_not_told_but_the_primary_contact_is(member: User) -> None:
    topic, contact = make_topic(member), make_person("contact@example.org")
    topic.organisation.affiliations.create(user=contact, role="primary", started_at=timezone.now())
    member.affiliations.update(ended_at=timezone.now() + timedelta(seconds=1))
    assert topics.proposer(topic, now=timezone.now()) == contact
    Topic.objects.update(shows=TopicShows.COORDINATOR)
    topic.refresh_from_db()
    assert topics.proposer(topic, now=timezone.now()) is None


@pytest.mark.parametrize(
    ("person", "is_led"),
    [(insider, True), (outsider, False), (lapsed, False), (make_person, False)],
)
def test_only_who_is_inside_is_led_there(person: Any, is_led: bool) -> None:
    assert (LIST in sign_in(person(), factor=False).get("/dashboard/").text) is is_led
