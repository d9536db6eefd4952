"""The co-ordinator's pages of a forum: what they show, what they refuse, and to whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.choices import Answer, Rule, TopicShows
from forums.models import AgendaTopic, Forum, JoiningLink
from forums.states import State
from portal.models import AuditEntry, OutgoingMail
from portal.quarters import quarter_of
from portal.sealing import seal
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    join,
    make_forum,
    make_topic,
    open_forum,
)
from tests.factories.staff import make_staff, sign_in
from tests.forums.running import ADMIN, PLACE, press, typed, url

pytestmark = pytest.mark.django_db
PAGES = ("change/", "agenda/", "attendance/")


def queries(client: Client, path: str) -> int:
    """After a first time, at which the site's settings are read and kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def crowd(forum: Forum, number: int) -> None:
    """So many people, topics on the agenda, offered topics, speakers and actions."""
    item, now = item_of(forum, Rule.SANCTUARY), timezone.now()
    for _ in range(number):
        attended(forum, insider(), needs=seal("A ramp."))
        AgendaTopic.objects.create(item=item, topic=make_topic())
        make_topic()
        forum.speakers.create(name="Jo", item=item)
        held_forum(days_ago=99).actions.create(text="Write", created_at=now)


@pytest.mark.parametrize(
    "page",
    [*PAGES, "topics/", "topics/discussed/", "attendance/lobby/", "open/", "cancel/", "details/"],
)
def test_pages_ask_as_much_of_many_as_of_few(coordinator: Client, page: str) -> None:
    forum = make_forum(**PLACE) if page == "open/" else held_forum(**PLACE)
    if page in ("cancel/", "details/"):
        forum = open_forum(**PLACE)
    crowd(forum, 1)
    few = queries(coordinator, url(forum, page))
    crowd(forum, 3)
    assert queries(coordinator, url(forum, page)) == few
    assert few <= 12


def test_list_asks_as_much_of_many_as_of_few(coordinator: Client) -> None:
    make_forum()
    few = queries(coordinator, f"{ADMIN}/")
    crowd(held_forum(), 3)
    assert (queries(coordinator, f"{ADMIN}/"), few <= 12) == (few, True)


def test_list_counts_who_comes_and_who_was_there(coordinator: Client) -> None:
    forum = held_forum()
    attended(forum, insider()), join(forum, insider()), join(forum, insider(), Answer.APOLOGIES)
    row = coordinator.get(f"{ADMIN}/").context["cl"].queryset.get()
    assert (row.coming_count, row.present_count) == (2, 1)


def test_calendar_warns_of_a_quarter_without_a_forum(coordinator: Client) -> None:
    quarter = quarter_of(timezone.localdate())
    text = coordinator.get(f"{ADMIN}/calendar/").text
    assert "This quarter has no forum yet." in text
    assert f"{ADMIN}/add/?quarter={quarter.first_day}" in text
    Forum.objects.filter(pk=make_forum().pk).update(
        starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)
    )
    assert "This quarter has no forum yet." not in coordinator.get(f"{ADMIN}/calendar/").text


def test_cancelled_forum_does_not_make_up_a_quarter(coordinator: Client) -> None:
    now = timezone.now()
    Forum.objects.filter(pk=make_forum().pk).update(
        starts_at=now, ends_at=now + timedelta(hours=1), state="cancelled", cancelled_at=now
    )
    assert "This quarter has no forum yet." in coordinator.get(f"{ADMIN}/calendar/").text


@pytest.mark.parametrize("year", ["1999", "2101", "20261", "020261", "-1", "x", "２０２６"])
def test_calendar_of_no_year_is_refused(coordinator: Client, year: str) -> None:
    assert coordinator.get(f"{ADMIN}/calendar/", {"year": year}).status_code == 400


def test_forum_is_proposed_for_the_next_quarter_without_one(coordinator: Client) -> None:
    now = timezone.now()
    make_forum(starts_at=now, ends_at=now + timedelta(hours=2))
    title = coordinator.get(f"{ADMIN}/add/").context["form"].initial["title"]
    this = quarter_of(timezone.localdate())
    assert title != f"Forum, {this.season} {this.year}"


def test_forum_is_proposed_for_its_quarter_under_a_free_address(coordinator: Client) -> None:
    make_forum(slug="forum-summer-2027")
    initial = coordinator.get(f"{ADMIN}/add/?quarter=2027-07-01").context["form"].initial
    assert initial == {"title": "Forum, summer 2027", "slug": "forum-summer-2027-2"}


def test_forum_is_begun(coordinator: Client) -> None:
    answer = coordinator.post(f"{ADMIN}/add/", typed())
    forum = Forum.objects.get()
    assert answer.headers["Location"] == url(forum)
    assert (forum.state, forum.items.count()) == (State.DRAFT, 5)
    assert timezone.localtime(forum.starts_at).hour == 10


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"title": " "}, "title", "Enter a title"),
        ({"slug": "topics"}, "slug", "This word is already an address of this site"),
        ({"slug": "taken"}, "slug", "Another forum has this web address"),
        ({"starts_at": "2020-01-01T10:00"}, "starts_at", "This time has gone by"),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at", "The end comes before the start"),
        ({"ends_at": "2099-01-01T10:00"}, "ends_at", "That is more than twelve hours"),
        ({"venue": "", "is_online": ""}, "venue", "Give a place, or let members join online"),
        ({"notes_until": "2020-01-01"}, "notes_until", "Choose a day after the forum"),
        ({"notes_until": "2099-01-01"}, "notes_until", "Choose a day within a year of the forum"),
        ({"title": "a\0b"}, "title", "Null characters are not allowed"),
    ],
)
def test_bad_input_is_answered_beside_the_field(
    coordinator: Client, fields: dict[str, str], field: str, said: str
) -> None:
    make_forum(slug="taken")
    form = coordinator.post(f"{ADMIN}/add/", typed(**fields)).context["form"]
    assert [error[: len(said)] for error in form.errors[field]] == [said]
    assert Forum.objects.count() == 1


def test_what_is_not_asked_for_is_not_taken(coordinator: Client) -> None:
    coordinator.post(f"{ADMIN}/add/", typed(state="open", version="9", opened_at="2026-01-01"))
    forum = Forum.objects.get()
    assert (forum.state, forum.version, forum.opened_at) == (State.DRAFT, 1, None)


def test_change_of_place_tells_and_says_so(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    join(forum, insider("ada@example.org"), Answer.IN_PERSON)
    assert 'name="slug"' not in coordinator.get(url(forum, "details/")).text
    start, end = (f"{timezone.localtime(at):%Y-%m-%dT%H:%M}" for at in (
        forum.starts_at, forum.ends_at))  # fmt: skip
    Forum.objects.update(
        starts_at=forum.starts_at.replace(second=0, microsecond=0),
        ends_at=forum.ends_at.replace(second=0, microsecond=0),
    )
    answer = coordinator.post(
        url(forum, "details/"),
        typed(act="confirm", version=forum.version, starts_at=start, ends_at=end, venue="Else"),
        follow=True,
    )
    assert "1 person is told by e-mail." in answer.text
    assert OutgoingMail.objects.get().to == "ada@example.org"


def test_end_of_a_forum_that_has_begun_comes_after_its_start(coordinator: Client) -> None:
    forum = open_forum(starts_at=timezone.now() - timedelta(hours=1), **PLACE)
    answer = press(coordinator, forum, "details/", **typed(ends_at="2020-01-01T10:00"))
    form = answer.context["form"]
    assert "starts_at" not in form.fields
    assert form.errors["ends_at"] == ["The end comes before the start"]


def test_end_of_notes_is_not_among_the_details_of_a_held_forum(coordinator: Client) -> None:
    forum = held_forum(**PLACE)
    press(coordinator, forum, "details/", **typed(notes_until=str(timezone.localdate())))
    kept = forum.notes_until
    forum.refresh_from_db()
    assert (forum.title, forum.notes_until) == ("Forum, autumn 2026", kept)


def test_stale_page_keeps_what_was_typed_and_shows_what_stands(coordinator: Client) -> None:
    forum = make_forum(**PLACE)
    data = typed(version=1, slug=forum.slug)
    coordinator.post(url(forum, "details/"), data | {"title": "By Ben"})
    answer = coordinator.post(url(forum, "details/"), data | {"title": "By Efua"})
    assert answer.status_code == 409
    assert answer.context["stands"] == [("Title", "By Ben")]
    assert 'value="By Efua"' in answer.text
    assert 'name="version" value="2"' in answer.text


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("open/", {}),
        ("cancel/", {"why": "Flooded.", "act": "cancel"}),
        ("link/", {"url": "https://meet.example.org/"}),
        ("agenda/{item}/move/", {"way": "up"}),
        ("agenda/{item}/remove/", {}),
        ("topics/put/", {"topic": "1", "item": "{item}"}),
        ("topics/1/take-off/", {}),
    ],
)
@pytest.mark.parametrize("version", ["0", "99", "", "x", "１"])
def test_press_on_an_older_page_does_nothing(
    coordinator: Client, page: str, data: dict[str, str], version: str
) -> None:
    forum = make_forum(**PLACE)
    item = str(forum.items.get(position=2).pk)
    before = AuditEntry.objects.count()
    answer = coordinator.post(
        url(forum, page.format(item=item)),
        {name: value.format(item=item) for name, value in data.items()} | {"version": version},
    )
    forum.refresh_from_db()
    assert (answer.status_code, forum.version, forum.state) == (409, 1, State.DRAFT)
    assert AuditEntry.objects.count() == before


def test_item_is_added_changed_and_removed(coordinator: Client) -> None:
    forum = make_forum()
    said = {"title": "News", "minutes": "10", "rule": "on-record"}
    press(coordinator, forum, "agenda/add/", **said)
    item = forum.items.get(title="News")
    press(coordinator, forum, f"agenda/{item.pk}/", **said | {"title": "Break", "is_break": "on"})
    item.refresh_from_db()
    assert (item.title, item.is_break) == ("Break", True)
    press(coordinator, forum, f"agenda/{item.pk}/remove/")
    assert not forum.items.filter(pk=item.pk).exists()


@pytest.mark.parametrize("minutes", ["0", "-5", "481", "x", "", "1e2", "99999999999999999999"])
def test_item_without_minutes_is_refused(coordinator: Client, minutes: str) -> None:
    forum = make_forum()
    said = {"title": "News", "minutes": minutes, "rule": "on-record"}
    answer = press(coordinator, forum, "agenda/add/", **said)
    assert list(answer.context["form"].errors) == ["minutes"]


def test_rule_that_people_spoke_under_is_kept_with_words(coordinator: Client) -> None:
    item = item_of(held_forum(), Rule.SANCTUARY)
    said = {"title": item.title, "minutes": "20", "rule": "on-record"}
    answer = press(coordinator, item.forum, f"agenda/{item.pk}/", **said)
    assert answer.context["form"].errors["rule"] == [
        "People spoke under the stricter rule. It can be made stricter only"
    ]


def test_item_with_a_speaker_stays_with_words(coordinator: Client) -> None:
    forum = open_forum()
    item = item_of(forum, Rule.ON_RECORD)
    forum.speakers.create(name="Jo", item=item, state="declined", answered_at=timezone.now())
    answer = press(coordinator, forum, f"agenda/{item.pk}/remove/")
    assert (answer.status_code, forum.items.count()) == (409, 3)
    assert "Give them another part first." in answer.text


def test_topic_goes_onto_the_agenda_and_off_it(coordinator: Client) -> None:
    forum, topic = make_forum(), make_topic()
    item = item_of(forum, Rule.SANCTUARY)
    press(coordinator, forum, "topics/put/", topic=topic.pk, item=item.pk)
    assert topic.title in coordinator.get(url(forum, "agenda/")).text
    press(coordinator, forum, f"topics/{topic.pk}/take-off/")
    assert not AgendaTopic.objects.exists()


def test_topics_are_marked_afterwards(coordinator: Client) -> None:
    forum, topic = held_forum(), make_topic()
    AgendaTopic.objects.create(item=item_of(forum, Rule.SANCTUARY), topic=topic)
    answer = press(coordinator, forum, "topics/discussed/", **{f"topic-{topic.pk}": "yes"})
    topic.refresh_from_db()
    assert (answer.status_code, topic.state) == (302, "discussed")


@pytest.mark.parametrize(("state", "word"), [("withdrawn", "Taken back"), ("closed", "Closed")])
def test_a_topic_that_is_over_is_marked_so_and_not_asked_about(
    coordinator: Client, state: str, word: str
) -> None:
    forum, topic = held_forum(), make_topic(state=state)
    AgendaTopic.objects.create(item=item_of(forum, Rule.SANCTUARY), topic=topic)
    agenda, discussed = (
        coordinator.get(url(forum, page)) for page in ("agenda/", "topics/discussed/")
    )

    assert f">{word}<" in agenda.text
    assert "Say what was talked about" not in agenda.text
    assert topic.title not in discussed.text


def test_manager_looks_and_sees_no_topic(manager: Client) -> None:
    forum = held_forum()
    topic = make_topic(title="Kept to a few", shows=TopicShows.COORDINATOR)
    AgendaTopic.objects.create(item=item_of(forum, Rule.SANCTUARY), topic=topic)
    JoiningLink.objects.create(
        forum=forum, url="https://meet.example.org/secret", changed_at=timezone.now()
    )
    seen = "".join(manager.get(url(forum, page)).text for page in PAGES)
    assert [
        word for word in ("Kept to a few", "secret", "Topics", "btn-primary") if word in seen
    ] == []
    closed = ("topics/", "link/", "papers/")
    assert [manager.get(url(forum, page)).status_code for page in closed] == [403] * 3


@pytest.mark.parametrize("page", ["attendance/", "open/", "cancel/", "details/", "papers/add/"])
def test_manager_does_nothing(manager: Client, page: str) -> None:
    forum = make_forum(**PLACE)
    assert manager.post(url(forum, page), {"version": 1}).status_code == 403


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, EDITORS])
def test_other_staff_see_nothing(group: str) -> None:
    client = sign_in(make_staff(group))
    forum = make_forum()
    paths = [f"{ADMIN}/", f"{ADMIN}/calendar/", *(url(forum, page) for page in PAGES)]
    assert {client.get(path).status_code for path in paths} == {403}


def test_way_in_is_set(coordinator: Client) -> None:
    forum = make_forum()
    press(coordinator, forum, "link/", url="HTTPS://meet.example.org/x", dial_in="")
    assert JoiningLink.objects.get().url == "https://meet.example.org/x"


@pytest.mark.parametrize(
    "way", ["http://meet.example.org/", "javascript:alert(1)", "nowhere", "https://"]
)
def test_way_in_begins_with_https(coordinator: Client, way: str) -> None:
    answer = press(coordinator, make_forum(), "link/", url=way)
    assert list(answer.context["form"].errors) == ["url"]


def test_day_that_the_clock_skips_is_refused(coordinator: Client) -> None:
    day = date(2028, 3, 26)
    fields = {"starts_at": f"{day}T01:30", "ends_at": f"{day}T05:00"}
    assert list(coordinator.post(f"{ADMIN}/add/", typed(**fields)).context["form"].errors) == [
        "starts_at"
    ]
