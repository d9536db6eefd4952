"""One page finds what its reader may open, and says nothing of the rest."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event
from forums.choices import Circle, TopicShows
from portal.searching import AROUND, extract
from tests.factories.bulletins import sending
from tests.factories.events import make_booking, make_event, make_series, workshops_of
from tests.factories.forums import insider, make_issue, make_topic, open_forum, outsider
from tests.factories.posts import make_post, published
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db


def hits(client: Client, words: str, **asked: str) -> list[tuple[str, str]]:
    """What is found: titles and addresses, in order."""
    answer = client.get(reverse("search"), {"q": words, **asked})
    assert answer.status_code == 200
    return [(hit.title, hit.url) for hit in answer.context.get("hits", [])]


def titles(client: Client, words: str, **asked: str) -> list[str]:
    return [title for title, _url in hits(client, words, **asked)]


def test_without_words_nothing_is_asked() -> None:
    client = Client()
    client.get(reverse("search"), {"q": "mentoring"})
    with CaptureQueriesContext(connection) as captured:
        assert hits(client, "  ") == []
    assert len(captured) == 0


def test_each_kind_leads_to_its_page() -> None:
    published(title="Badgers in custody", slug="badgers")
    event = make_event(title="A day on badgers", slug="day", state=Event.State.PUBLISHED)
    workshop = workshops_of(make_series(event))[0]
    workshop.title = "Badgers and courts"
    workshop.save()
    issue = make_issue(statement="Badgers wait too long", slug="wait", shown_to=Circle.PUBLIC)
    assert sorted(hits(Client(), "badgers")) == [
        ("A day on badgers", "/events/day/"),
        ("Badgers and courts", f"/events/day/programme/#workshop-{workshop.pk}"),
        ("Badgers in custody", "/bulletins/news/badgers/"),
        ("Badgers wait too long", f"/forums/influence/{issue.slug}/"),
    ]


def test_what_is_for_members_is_found_by_them_alone() -> None:
    published(title="Badgers for members", is_for_members=True)
    make_post(title="Badgers not yet published")
    open_forum(title="Forum on badgers")
    make_topic(title="Badgers at night")
    make_topic(title="Badgers in confidence", shows=TopicShows.COORDINATOR)
    make_issue(statement="Badgers, for members", shown_to=Circle.MEMBERS)
    make_issue(statement="Badgers, a draft", shown_to=Circle.STAFF)
    of_a_public_body = ["Badgers for members", "Badgers, for members", "Forum on badgers"]
    assert titles(Client(), "badgers") == []
    assert sorted(titles(sign_in(insider()), "badgers")) == ["Badgers at night", *of_a_public_body]
    assert sorted(titles(sign_in(outsider()), "badgers")) == of_a_public_body


def test_ones_own_is_found_by_its_reference() -> None:
    person, other = insider("own@example.org"), insider("other@example.org")
    booking = make_booking(make_event(title="The conference"), person)
    assert titles(sign_in(person), booking.reference) == ["The conference"]
    assert titles(sign_in(other), booking.reference) == []


def test_the_page_of_a_bulletin_is_searched_as_its_reader_sees_it() -> None:
    bulletin = sending(subject="Autumn news")
    assert titles(Client(), "autumn") == ["Autumn news"]
    assert "greeting" not in Client().get(reverse("search"), {"q": "autumn"}).content.decode()
    assert bulletin.editions.count() == 2


def test_a_mistyped_word_finds_titles() -> None:
    published(title="Mentoring after probation")
    assert titles(Client(), "probaton") == ["Mentoring after probation"]


def test_quotes_and_minus_are_understood() -> None:
    published(title="Young adults", summary="What young adults told us")
    published(title="Young people", summary="What children told us")
    assert titles(Client(), "young -children") == ["Young adults"]
    assert titles(Client(), '"young people"') == ["Young people"]


def test_one_kind_alone_may_be_chosen() -> None:
    published(title="Badgers in the news")
    make_event(title="A day on badgers", state=Event.State.PUBLISHED)
    assert titles(Client(), "badgers", kind="events") == ["A day on badgers"]
    assert len(titles(Client(), "badgers", kind="no-such-kind")) == 2


@pytest.mark.parametrize("words", ["'", '"', "<script>", "!!! & |", "-", "a" * 5000, "%_\\", "the"])
def test_no_words_break_it(words: str) -> None:
    published(title="Badgers")
    assert titles(Client(), words) == []


@pytest.mark.parametrize("page", ["-1", "0", "x", "10000000000", "%00"])
def test_pages_that_are_not_there_are_the_nearest(page: str) -> None:
    published(title="Badgers")
    assert titles(Client(), "badgers", page=page) == ["Badgers"]


def test_it_asks_as_often_for_many_as_for_one(django_assert_num_queries: Any) -> None:
    client = sign_in(insider())
    titles(client, "badgers")
    published(title="Badgers 0")
    with CaptureQueriesContext(connection) as one:
        titles(client, "badgers")
    for number in range(1, 30):
        published(title=f"Badgers {number}")
    with django_assert_num_queries(len(one)):
        assert len(titles(client, "badgers")) == 15


def test_an_extract_is_cut_around_the_word() -> None:
    text = "Long ago. " * 40 + "There the badger slept. " + "And so on. " * 40
    found = extract(text, "badger")
    assert found.startswith("…")
    assert found.endswith("…")
    assert "badger slept" in found
    assert len(found) <= AROUND + 2
    assert extract("Short\n text", "badger") == "Short text"


def test_extract_tells_where_one_text_ends_and_the_next_begins() -> None:
    assert extract("Being heard\x1e\x1eIn two hours.\x1e", "hours") == "Being heard · In two hours."
