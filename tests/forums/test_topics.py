"""Topics: proposed, changed and taken back by members, through the site's pages."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.choices import TopicShows
from forums.models import Affirmation, Topic
from network.models import User
from portal.models import OutgoingMail, SiteSettings
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.forums import insider, make_topic, outsider
from tests.factories.staff import make_staff, sign_in
from tests.forums.topic_pages import (
    LIST,
    SHOWN,
    change,
    lapsed,
    listed,
    organisation_of,
    propose,
    url,
)

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


def test_a_topic_is_proposed(member: User, coordinator: None) -> None:
    propose(member)

    topic = Topic.objects.get()
    assert (topic.title, topic.theme, topic.shows) == (
        "Waits for interpreters",
        "courts",
        "organisation",
    )
    assert (topic.by, topic.organisation) == (member, organisation_of(member))
    assert "Waits for interpreters" in OutgoingMail.objects.get(to="coordinator@example.org").text


def test_the_form_carries_a_key_of_its_own(member: User) -> None:
    client = sign_in(member)
    keys = {client.get(f"{LIST}new/").context["form"]["key"].value() for _ in range(2)}

    assert len(keys) == 2
    assert 'type="hidden" name="key"' in client.get(f"{LIST}new/").text


def test_pressing_twice_proposes_once(member: User, coordinator: None) -> None:
    key = str(uuid.uuid4())
    propose(member, key=key), propose(member, key=key)

    assert (Topic.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_the_same_key_with_other_words_asks_which_counts(member: User) -> None:
    key = str(uuid.uuid4())
    propose(member, key=key)
    response = propose(member, key=key, title="Other words")

    assert response.status_code == 409
    assert "Other words" in response.text
    assert Topic.objects.get().title == "Waits for interpreters"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"title": ""}, "Say in a few words what we should talk about"),
        ({"title": "x" * 151}, "Shorten this to 150 characters: it has 151"),
        ({"text": "x" * 3001}, "Shorten this to 3000 characters: it has 3001"),
        ({"shows": ""}, "Choose who sees it"),
        ({"shows": "everybody"}, "Choose who sees it"),
        ({"theme": "moon"}, "Choose a theme, or none"),
        ({"title": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_kept(member: User, values: Any, error: str) -> None:
    response = propose(member, **values)

    assert [error] in response.context["form"].errors.values()
    assert "Weeks." in response.text or "text" in values
    assert not Topic.objects.exists()


def test_what_a_member_may_not_say_is_left_out(member: User) -> None:
    other = insider()
    propose(member, organisation=organisation_of(other).pk, state="closed", source="telephone")

    topic = Topic.objects.get()
    assert (topic.organisation, topic.state, topic.source) == (
        organisation_of(member),
        "open",
        "site",
    )


def test_who_belongs_to_two_organisations_chooses(member: User) -> None:
    second = make_member(member, "A small charity")

    assert propose(member).context["form"].errors == {"organisation": ["Choose the organisation"]}
    propose(member, organisation=second.pk)
    assert Topic.objects.get().organisation == second


def test_too_many_in_an_hour_are_refused(member: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"topic": "1/h/user"}
    propose(member)
    response = propose(member, title="Another")

    assert "very much in an hour" in response.text
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    "person", [outsider, lambda: outsider(sector="contractor"), lapsed, make_person, make_staff]
)
def test_nobody_outside_finds_any_page(person: Any) -> None:
    topic, client = make_topic(), sign_in(person(), factor=False)
    pages = [LIST, f"{LIST}new/", *(url(name, topic) for name in ("", "change", "take_back"))]

    assert [client.get(page).status_code for page in pages] == [404] * 5
    said = {"act": "affirm", "organisation": topic.organisation_id}
    assert client.post(url("affirm", topic), said).status_code == 404
    assert client.post(f"{LIST}new/", SHOWN).status_code == 404


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(LIST).headers["Location"].startswith("/accounts/login/")


def test_staff_see_here_what_members_see() -> None:
    make_topic(title="Shown"), make_topic(title="Hidden", shows=TopicShows.COORDINATOR)
    client = sign_in(make_staff())

    rows = client.get(LIST).context["topics"]
    assert [topic.title for topic in rows] == ["Shown"]
    hidden = Topic.objects.get(title="Hidden")
    assert client.get(url("", hidden)).status_code == 404


def test_the_list_is_newest_first_and_shows_only_what_is_for_members(member: User) -> None:
    now = timezone.now()
    make_topic(title="Old", now=now - timedelta(days=3))
    make_topic(title="Hidden", shows=TopicShows.COORDINATOR)
    make_topic(title="Taken back", state="withdrawn")
    make_topic(member, title="My own", shows=TopicShows.COORDINATOR, now=now - timedelta(days=1))
    make_topic(title="New", now=now)

    assert listed(member) == ["New", "My own", "Old"]


def test_the_order_does_not_tell_how_many_say_the_same(member: User) -> None:
    now = timezone.now()
    loud = make_topic(title="Loud", now=now - timedelta(days=1))
    make_topic(title="Quiet", now=now)
    before = sign_in(member).get(url("", loud)).text
    for _ in range(6):
        organisation = organisation_of(insider())
        Affirmation.objects.create(topic=loud, organisation=organisation, at=now)

    assert listed(member) == ["Quiet", "Loud"]
    assert without_tokens(sign_in(member).get(url("", loud)).text) == without_tokens(before)


def without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrf" not in line]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?theme=courts", ["Courts"]),
        ("?state=discussed", ["Women"]),
        ("?theme=women&state=open", []),
        ("?theme=moon&state=withdrawn", ["Women", "Courts"]),
    ],
)
def test_the_list_is_narrowed(member: User, query: str, found: list[str]) -> None:
    make_topic(title="Courts", theme="courts")
    make_topic(title="Women", theme="women", state="discussed")

    assert listed(member, query) == found


def test_the_way_back_keeps_the_filters(member: User) -> None:
    topic = make_topic(theme="courts")
    client = sign_in(member)
    assert f"{url('', topic)}?theme=courts" in client.get(f"{LIST}?theme=courts").text

    page = client.get(f"{url('', topic)}?theme=courts&page=2&state=moon&next=//evil").text
    assert f'href="{LIST}?theme=courts&amp;page=2"' in page
    said = {"act": "affirm", "organisation": organisation_of(member).pk}
    answer = client.post(f"{url('affirm', topic)}?theme=courts", said)
    assert answer.headers["Location"] == f"{url('', topic)}?theme=courts"


def test_the_list_asks_the_database_equally_often(
    member: User, django_assert_num_queries: Any
) -> None:
    client = sign_in(member)
    make_topic()
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)
    make_topic(), make_topic()
    with django_assert_num_queries(6):
        client.get(LIST)


def test_whose_topic_it_is_is_marked_and_no_person_is_named(member: User) -> None:
    make_topic(member)
    other = insider(name="Kindred")
    topic = make_topic(other)
    User.objects.filter(pk=other.pk).update(name="Olu Secretname")
    text = sign_in(member).get(LIST).text + sign_in(member).get(url("", topic)).text

    assert (text.count("Proposed by you."), "Kindred" in text, "Secretname" in text) == (
        1,
        True,
        False,
    )


def test_a_colleague_does_not_see_what_is_for_the_coordinator(member: User) -> None:
    topic = make_topic(member, shows=TopicShows.COORDINATOR)
    colleague = make_person("col@example.org")
    topic.organisation.affiliations.create(user=colleague, role="member", started_at=timezone.now())

    assert sign_in(colleague).get(url("", topic)).status_code == 404
    assert listed(colleague) == []


# Changed and taken back


def test_a_topic_is_changed_while_it_is_open(member: User) -> None:
    topic = make_topic(member)
    change(member, topic)

    topic.refresh_from_db()
    assert (topic.title, topic.version) == ("Said anew", 2)


def test_a_stale_tab_loses_nothing(member: User) -> None:
    topic = make_topic(member)
    change(member, topic, title="Saved first")
    response = change(member, topic, title="Typed in the old tab")

    assert response.status_code == 409
    topic.refresh_from_db()
    assert topic.title == "Saved first"
    form = response.context["form"]
    assert (form["title"].value(), form["version"].value()) == ("Typed in the old tab", "2")
    assert "Saved first" in response.text


@pytest.mark.parametrize("state", ["discussed", "closed", "withdrawn"])
def test_what_is_no_longer_open_is_not_changed(member: User, state: str) -> None:
    topic = make_topic(member, state=state)
    response = change(member, topic, title="Typed too late")

    assert (response.status_code, "Typed too late" in response.text) == (409, True)
    sign_in(member).post(url("take_back", topic))
    topic.refresh_from_db()
    assert (topic.title, topic.state) == ("Waits for interpreters", state)


def test_others_cannot_change_or_take_back(member: User) -> None:
    topic, client = make_topic(), sign_in(member)
    answers = [client.post(url(name, topic), SHOWN).status_code for name in ("change", "take_back")]

    assert answers == [404, 404]
    topic.refresh_from_db()
    assert topic.version == 1


def test_who_left_the_organisation_cannot_change_its_topic(member: User) -> None:
    topic = make_topic(member)
    member.affiliations.update(ended_at=timezone.now() + timedelta(seconds=1))
    make_member(member, "Another one")

    assert change(member, topic).status_code == 404


def test_a_topic_is_taken_back(member: User, coordinator: None) -> None:
    topic = make_topic(member)
    assert sign_in(member).get(url("take_back", topic)).status_code == 200
    sign_in(member).post(url("take_back", topic))
    sign_in(member).post(url("take_back", topic))

    topic.refresh_from_db()
    assert (topic.state, OutgoingMail.objects.count()) == ("withdrawn", 1)
    assert sign_in(insider()).get(url("", topic)).status_code == 404
    assert sign_in(member).get(url("", topic)).status_code == 200
