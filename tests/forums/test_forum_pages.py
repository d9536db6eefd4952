"""The index and a forum's page: who learns when members meet, and what of the agenda."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.choices import Answer, Rule
from forums.models import Action, Attendance, Forum, Topic
from forums.views.programme import programme_of
from network.models import Organisation, User
from portal.staff_groups import MANAGERS
from tests.factories.applicants import make_person
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    join,
    make_forum,
    make_topic,
    open_forum,
    outsider,
)
from tests.factories.joining import make_speaker
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
INDEX = "/forums/"


def url(forum: Forum, page: str = "forum") -> str:
    return reverse(f"forums:{page}", args=[forum.slug])


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("person", [None, make_person])
def test_visitors_read_what_forums_are_and_nothing_of_when(client: Client, person) -> None:  # type: ignore[no-untyped-def]
    forum = open_forum(title="Planted title", venue="Planted Hall")
    held_forum(title="Planted past")
    if person:
        client.force_login(person())
    found = text(client, INDEX)
    assert "Three rules" in found
    assert "Planted" not in found
    assert str(forum.starts_at.year) not in found.split("<main")[1].split("</main")[0]


def test_members_see_the_next_the_others_and_the_past(client: Client) -> None:
    user = insider()
    later, following = open_forum(starts_at=timezone.now() + timedelta(days=90)), open_forum()
    past = held_forum()
    make_forum()  # a draft
    join(following, user, Answer.APOLOGIES)
    client.force_login(user)
    shown = client.get(INDEX).context
    assert (shown["next"]["forum"], shown["next"]["word"]) == (following, "You cannot come")
    assert [row["forum"] for row in shown["coming"]] == [later]
    assert [row["forum"] for row in shown["past"]] == [past]


def test_a_called_off_forum_is_not_the_next(client: Client) -> None:
    off = open_forum()
    Forum.objects.update(state="cancelled", cancelled_at=timezone.now())
    client.force_login(insider())
    shown = client.get(INDEX).context
    assert (shown["next"], [row["word"] for row in shown["coming"]]) == (None, ["Cancelled"])
    assert "This forum is cancelled" in text(client, url(off))


def test_past_forums_are_on_pages(client: Client) -> None:
    for number in range(27):
        held_forum(days_ago=number + 1)
    client.force_login(insider())
    pages = [client.get(INDEX, {"page": number}) for number in ("1", "2", "3", "x")]
    assert [page.status_code for page in pages] == [200, 200, 404, 404]
    assert [len(page.context["past"]) for page in pages[:2]] == [25, 2]


def test_a_forum_is_for_members(client: Client) -> None:
    forum, draft = open_forum(), make_forum()
    clients = {
        "stranger": sign_in(make_person()),
        "member": sign_in(insider(), factor=False),
        "staff": sign_in(make_staff()),
        "staff without a factor": sign_in(make_staff(), factor=False),
    }
    found = {
        name: (one.get(url(forum)).status_code, one.get(url(draft)).status_code)
        for name, one in clients.items()
    }
    assert found == {
        "stranger": (404, 404),
        "member": (200, 404),
        "staff": (200, 200),
        "staff without a factor": (404, 404),
    }


def test_staff_who_are_no_members_are_not_asked_whether_they_come(client: Client) -> None:
    forum, staff = open_forum(), sign_in(make_staff())
    found = text(staff, url(forum)) + text(staff, INDEX)
    assert (forum.title in found, url(forum, "join") in found) == (True, False)
    client.force_login(insider())
    assert url(forum, "join") in text(client, url(forum))


@pytest.fixture
def forum() -> Forum:
    """An item of each rule, of 20 minutes, at 10am in London's summer."""
    return open_forum(starts_at=datetime(2036, 7, 1, 9, tzinfo=UTC))


def test_items_have_their_times_and_rules(client: Client, forum: Forum) -> None:
    client.force_login(insider())
    found = text(client, url(forum))
    for words in (
        "Tuesday 1 July 2036, 10am to midday",
        "10:20am to 10:40am",
        str(Rule.SANCTUARY.label),
    ):
        assert words in found
    assert "Parts of this forum are for others" not in found


@pytest.mark.parametrize("sector", ["statutory", "contractor"])
def test_outsiders_meet_no_trace_of_the_sanctuary(
    client: Client, forum: Forum, sector: str
) -> None:
    item = item_of(forum, Rule.SANCTUARY)
    forum.items.filter(pk=item.pk).update(title="Planted title", about="Planted words")
    make_speaker(forum, "Planted speaker", item=item)
    make_speaker(forum, "Planted official", item=item, kind="official")
    client.force_login(outsider(sector=sector))
    found = text(client, url(forum))
    assert ("Planted" in found, str(Rule.SANCTUARY.label) in found) == (False, False)
    assert "Parts of this forum are for others" in found
    assert "10:20am to 10:40am" in found  # what comes after keeps its time
    client.force_login(insider())
    assert text(client, url(forum)).count("Planted") == 4


def test_officials_are_told_with_their_times(forum: Forum) -> None:
    item = item_of(forum, Rule.ON_RECORD)
    make_speaker(forum, "Ada Official", item=item, kind="official")
    make_speaker(forum, "Ben Official", kind="official", state="invited", answered_at=None)
    found = programme_of(forum, with_sanctuary=True)
    assert [one.guest.name for one in found.officials] == ["Ada Official"]
    assert [row.has_officials for row in found.rows] == [
        row.title == item.title for row in found.rows
    ]


def test_an_official_of_the_whole_forum_is_told_at_the_sanctuary(
    client: Client, forum: Forum
) -> None:
    make_speaker(forum, "Ada Official", kind="official")
    client.force_login(insider())
    assert "An official is announced for a time that includes this part" in text(client, url(forum))


def on_agenda(forum: Forum, **fields: Any) -> Topic:
    topic = make_topic(**fields)
    item_of(forum, Rule.SANCTUARY).agenda_topics.create(topic=topic)
    return topic


def test_topics_on_the_agenda_are_shown_as_far_as_all_members_see_them(
    client: Client, forum: Forum
) -> None:
    user = insider()
    there = [on_agenda(forum, state=state) for state in ("open", "discussed", "closed")]
    on_agenda(forum, by=user, shows="coordinator"), on_agenda(forum, by=user, state="withdrawn")
    make_topic()
    client.force_login(user)
    page = client.get(url(forum))
    assert [one["pk"] for one in page.context["brought"].topics] == [one.pk for one in there]
    assert reverse("forums:topic", args=[there[0].pk]) in page.content.decode()


def to_do(forum: Forum, text: str = "Planted action", **fields: Any) -> Action:
    return forum.actions.create(text=text, created_at=timezone.now(), **fields)


def carried_over(client: Client, forum: Forum) -> list[str]:
    return [one["text"] for one in client.get(url(forum)).context["brought"].carried_over]


def test_actions_of_earlier_forums_are_shown_to_who_was_there_or_took_them_on(
    client: Client, forum: Forum
) -> None:
    user, earlier, other = insider(), held_forum(), held_forum()
    attended(earlier, user)
    to_do(earlier, "Heard", owner=insider()), to_do(other, "Own", owner=user)
    to_do(other), to_do(forum), to_do(earlier, state="done", finished_at=timezone.now())
    client.force_login(user)
    assert carried_over(client, forum) == ["Heard", "Own"]
    client.force_login(insider())
    assert carried_over(client, forum) == []
    assert "Nothing that you took on" in text(client, url(forum))


def test_what_was_taken_on_in_the_sanctuary_is_not_read_by_who_was_not_there(
    client: Client, forum: Forum
) -> None:
    earlier, was_there, colleague = held_forum(), insider(), insider()
    organisation = Organisation.objects.get(affiliations__user=was_there)
    organisation.affiliations.create(user=colleague, role="member", started_at=timezone.now())
    attended(earlier, was_there)
    to_do(earlier, item=item_of(earlier, Rule.SANCTUARY), owner_organisation=organisation)
    for person, seen in ((was_there, "Planted action"), (colleague, "")):
        client.force_login(person)
        assert carried_over(client, forum) == [seen]
    assert "An action from a part kept in the room" in text(client, url(forum))


@pytest.mark.parametrize(
    "person", [outsider, lambda: make_staff(MANAGERS), lambda: make_staff("Events officers")]
)
def test_who_may_not_meet_topics_sees_neither(forum: Forum, person: Callable[[], User]) -> None:
    on_agenda(forum, title="Planted topic")
    earlier, user = held_forum(), person()
    to_do(earlier, owner=user)
    found = text(sign_in(user), url(forum))
    assert ("Planted" in found, "Topics of members" in found) == (False, False)


def test_a_forum_asks_as_often_for_many_as_for_one(
    client: Client,
    forum: Forum,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    user = insider()
    join(forum, user)
    for number in range(3):
        on_agenda(forum), make_speaker(forum, "Ada")
        to_do(
            held_forum(days_ago=number + 1), owner_organisation=user.affiliations.get().organisation
        )
    client.force_login(user)
    with django_assert_max_num_queries(12):
        client.get(url(forum))


def test_a_calendar_file_says_when_and_where_alone(client: Client, forum: Forum) -> None:
    user = insider()
    Attendance.objects.create(
        forum=forum,
        user=user,
        organisation=user.affiliations.get().organisation,
        answer="online",
        answered_at=timezone.now(),
        revision=4,
    )
    client.force_login(user)
    answer = client.get(url(forum, "forum_ics"))
    found = vobject.readOne(answer.content.decode()).vevent
    assert (found.summary.value, int(found.sequence.value)) == (forum.title, forum.version + 4)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Under" not in answer.content.decode()  # an item's title


@pytest.mark.parametrize(
    ("who", "links"),
    [("there", ["Tell us how it was"]), ("away", []), ("officer", ["Tell us how it was"])],
)
def test_after_a_forum_who_was_there_is_asked(client: Client, who: str, links: list[str]) -> None:
    forum, people = held_forum(), {"there": insider(), "away": insider(), "officer": outsider()}
    attended(forum, people["there"]), attended(forum, people["officer"])
    client.force_login(people[who])
    found = text(client, url(forum))
    assert [words for words in ("Tell us how it was",) if words in found] == links


def test_the_dashboard_asks_members_about_the_next_forum(client: Client) -> None:
    user, forum = insider(), open_forum()
    client.force_login(user)
    assert client.get("/dashboard/").context["next_forum"]["word"] == "Open to join"
    join(forum, user)
    assert client.get("/dashboard/").context["next_forum"]["word"] == "You join online"
    User.objects.get(pk=user.pk).affiliations.get().organisation.memberships.update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert client.get("/dashboard/").context["next_forum"] is None


def test_lists_take_as_many_queries_for_many_as_for_one(
    client: Client,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    user = insider()
    for number in range(3):
        join(open_forum(starts_at=timezone.now() + timedelta(days=20 + number)), user)
        held_forum(days_ago=number + 1)
    client.force_login(user)
    with django_assert_max_num_queries(8):
        client.get(INDEX)


@pytest.mark.parametrize("page", ["-1", "0", "1000000000", "x"])
@pytest.mark.parametrize("address", ["", "topics/", "influence/", "actions/"])
def test_a_page_that_is_not_there_is_missing(address: str, page: str) -> None:
    client = sign_in(insider(), factor=False)

    assert client.get(f"/forums/{address}?page={page}").status_code == 404
