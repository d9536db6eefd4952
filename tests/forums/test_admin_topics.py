"""Topics in the admin: found, answered, closed, entered for members."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.choices import Rule, TopicShows
from forums.models import Affirmation, AgendaTopic, Topic
from network.models import User
from portal.models import AuditEntry, OutgoingMail
from tests.factories.forums import insider, item_of, make_forum, make_topic, outsider
from tests.factories.staff import coordinator_client, make_manager, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/forums/topic/"
SAID = {"title": "By telephone", "text": "Weeks.", "theme": "", "shows": "organisation"}


@pytest.fixture
def officer() -> Client:
    return coordinator_client()


@pytest.fixture
def member() -> User:
    return insider("ada@example.org", "Kola Nut")


def url(name: str, topic: Topic) -> str:
    return reverse(f"admin:forums_topic_{name}", args=[topic.pk])


def affirmed(topic: Topic, times: int = 1) -> None:
    for _ in range(times):
        organisation = insider().affiliations.get().organisation
        Affirmation.objects.create(topic=topic, organisation=organisation, at=timezone.now())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Hidden", "Five"]),
        ("?state=all", ["Closed", "Hidden", "Five"]),
        ("?state=closed", ["Closed"]),
        ("?shows__exact=coordinator", ["Hidden"]),
        ("?theme__exact=courts", ["Five"]),
        ("?affirmed=some", ["Five"]),
        ("?affirmed=none", ["Hidden"]),
        ("?q=Clos", ["Closed"]),
    ],
)
def test_the_list_is_filtered(officer: Client, query: str, found: list[str]) -> None:
    affirmed(make_topic(title="Five", theme="courts"), 5)
    make_topic(title="Hidden", shows=TopicShows.COORDINATOR)
    make_topic(title="Closed", state="closed")

    rows = officer.get(LIST + query).context["cl"].result_list
    assert [topic.title for topic in rows] == found


def test_a_topic_shows_who_says_so_and_its_agendas(officer: Client) -> None:
    topic = make_topic(title="Waits")
    affirmed(topic)
    Topic.objects.update(changed_at=timezone.now() + timedelta(minutes=1))
    item = item_of(make_forum(title="Spring forum"), Rule.ON_RECORD)
    AgendaTopic.objects.create(item=item, topic=topic)
    text = officer.get(url("change", topic)).text

    name = topic.affirmations.get().organisation.name
    assert [text.count(word) > 0 for word in (name, "Spring forum", "before it was last")] == [
        True
    ] * 3


@pytest.mark.parametrize("name", ["changelist", "change", "answer", "close", "add"])
def test_managers_do_not_see_topics(name: str) -> None:
    topic = make_topic()
    args = [] if name in {"changelist", "add"} else [topic.pk]

    page = reverse(f"admin:forums_topic_{name}", args=args)
    assert sign_in(make_manager()).get(page).status_code == 403


def answer(officer: Client, topic: Topic, act: str, move: str = "answer", **said: Any) -> Any:
    form = {"version": topic.version, "send": "yes", "text": "We put it on the agenda."}
    return officer.post(url(move, topic), form | {"act": act} | said)


def test_an_answer_is_previewed_then_sent_once(officer: Client, member: User) -> None:
    topic = make_topic(member)
    assert "We put it on the agenda." in answer(officer, topic, "preview").text
    assert not OutgoingMail.objects.exists()
    statuses = [answer(officer, topic, "confirm").status_code for _ in range(2)]

    topic.refresh_from_db()
    mail = OutgoingMail.objects.get()
    assert (statuses, topic.answer, topic.state) == ([302, 409], "We put it on the agenda.", "open")
    assert (mail.to, mail.text) == ("ada@example.org", "We put it on the agenda.\n")
    page = sign_in(member).get(reverse("forums:topic", args=[topic.pk])).text
    assert "We put it on the agenda." in page


def test_an_answer_is_seen_by_who_proposed_it_alone(officer: Client, member: User) -> None:
    topic = make_topic(member)
    answer(officer, topic, "confirm")

    page = sign_in(insider()).get(reverse("forums:topic", args=[topic.pk])).text
    assert "We put it on the agenda." not in page


def test_closing_without_a_mail(officer: Client, member: User) -> None:
    topic = make_topic(member)
    answer(officer, topic, "confirm", "close", send="no")

    topic.refresh_from_db()
    assert (topic.state, OutgoingMail.objects.count()) == ("closed", 0)


def test_an_answer_to_a_confidence_is_in_no_mail(officer: Client, member: User) -> None:
    topic = make_topic(member, shows=TopicShows.COORDINATOR)
    answer(officer, topic, "confirm")

    mail = OutgoingMail.objects.get()
    said = f"{mail.subject}{mail.text}{mail.html}"
    assert ("agenda" in said, "interpreters" in said) == (False, False)
    page = sign_in(member).get(reverse("forums:topic", args=[topic.pk])).text
    assert "We put it on the agenda." in page


def test_the_preset_alone_is_no_answer(officer: Client, member: User) -> None:
    topic = make_topic(member)
    words = officer.get(url("answer", topic)).context["form"]["text"].value()

    errors = answer(officer, topic, "confirm", text=words).context["form"].errors
    assert list(errors) == ["text"]
    assert not OutgoingMail.objects.exists()


def test_what_was_taken_back_meanwhile_is_not_answered(officer: Client, member: User) -> None:
    topic = make_topic(member)
    Topic.objects.update(state="withdrawn")
    response = answer(officer, topic, "confirm")

    assert (response.status_code, OutgoingMail.objects.count()) == (409, 0)


def test_going_back_keeps_the_words(officer: Client, member: User) -> None:
    form = answer(officer, make_topic(member), "change", text="Half a").context["form"]

    assert (form["text"].value(), form.errors) == ("Half a", {})


def enter(officer: Client, person: User, /, **said: Any) -> Any:
    organisation = person.affiliations.get().organisation
    form = SAID | {"key": str(uuid.uuid4()), "person": person.pk, "source": "telephone"} | said
    return officer.post(f"{LIST}add/?organisation={organisation.pk}", form)


def test_a_topic_is_entered_for_somebody(officer: Client, member: User) -> None:
    key = str(uuid.uuid4())
    enter(officer, member, key=key), enter(officer, member, key=key)

    topic, mail = Topic.objects.get(), OutgoingMail.objects.get()
    assert (topic.by, topic.source, topic.entered_by) == (
        member,
        "telephone",
        AuditEntry.objects.get(action="topic.propose").actor,
    )
    assert (mail.to, "By telephone" in mail.text) == ("ada@example.org", True)


def test_the_copy_of_a_confidence_says_where_to_read_it(officer: Client, member: User) -> None:
    enter(officer, member, shows="coordinator")

    mail = OutgoingMail.objects.get()
    said = f"{mail.subject}{mail.text}{mail.html}"
    assert ("sign in to read it" in said, "By telephone" in said, "Weeks" in said) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize("said", [{"person": ""}, {"source": "site"}, {"title": ""}])
def test_what_is_missing_is_said(officer: Client, member: User, said: dict[str, str]) -> None:
    assert enter(officer, member, **said).context["has_errors"]
    assert not Topic.objects.exists()


def test_nothing_is_entered_for_who_is_outside(officer: Client) -> None:
    officer_of_council = outsider()
    enter(officer, officer_of_council)

    assert not Topic.objects.exists()
