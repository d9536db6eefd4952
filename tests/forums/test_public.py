"""The list of what everybody may read: public summaries and papers, and nothing else."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.choices import Circle
from forums.models import Forum, Paper
from forums.views import public
from forums.views.paging import page_of
from tests.factories.forums import attended, held_forum, insider, open_forum
from tests.factories.said import agreed_summary, shared_summary
from tests.factories.staff import coordinator_client

pytestmark = pytest.mark.django_db
PAGE = "/forums/public/"


def paper_of(forum: Forum, circle: Circle = Circle.PUBLIC, title: str = "Slides") -> Paper:
    key, now = uuid.uuid4(), timezone.now()
    values = {"name": "slides.pdf", "content_type": "application/pdf", "size": 2048}
    return Paper.objects.create(
        forum=forum, key=key, title=title, shown_to=circle, file=f"forums/{key}", added_at=now,
        **values,
    )  # fmt: skip


def found(client: Client, page: str = PAGE) -> list[tuple[str, bool, list[str]]]:
    rows = client.get(page).context["rows"]
    return [
        (row.forum.title, row.has_summary, [one["title"] for one in row.papers]) for row in rows
    ]


def test_nothing_public_is_said_so(client: Client) -> None:
    answer = client.get(PAGE)
    assert (found(client), "Nothing is published yet" in answer.text) == ([], True)


def test_public_summaries_and_papers_stand_under_their_forum(client: Client) -> None:
    older, newer = held_forum(title="Older", days_ago=90), held_forum(title="Newer", days_ago=9)
    agreed_summary(older, shown_to=Circle.PUBLIC)
    paper_of(older), paper_of(newer, title="Figures")
    assert found(client) == [("Newer", False, ["Figures"]), ("Older", True, ["Slides"])]


def test_only_the_month_of_a_forum_is_told(client: Client) -> None:
    forum = held_forum(venue="Quiet Hall")
    agreed_summary(forum, shown_to=Circle.PUBLIC)
    text, starts_at = client.get(PAGE).text, timezone.localtime(forum.starts_at)
    said = [f"{starts_at:%B %Y}", f"{starts_at.day} {starts_at:%B}", "Quiet Hall"]
    assert [one in text for one in said] == [True, False, False]


@pytest.mark.parametrize("circle", [Circle.STAFF, Circle.ATTENDEES, Circle.MEMBERS])
def test_what_is_not_public_is_shown_to_nobody_here(client: Client, circle: Circle) -> None:
    forum, user = held_forum(), insider()
    attended(forum, user)
    paper_of(forum, circle)
    if circle != Circle.STAFF:
        agreed_summary(forum, shown_to=circle)
    client.force_login(user)
    assert [found(one) for one in (client, Client(), coordinator_client())] == [[], [], []]


def test_a_summary_under_review_is_not_there(client: Client) -> None:
    shared_summary(held_forum())
    assert found(client) == []


def test_a_narrower_paper_is_not_beside_a_public_one(client: Client) -> None:
    forum = held_forum(title="Spring")
    paper_of(forum), paper_of(forum, Circle.MEMBERS, title="For members")
    assert found(client) == [("Spring", False, ["Slides"])]


def test_a_forum_to_come_is_not_told_by_its_paper(client: Client) -> None:
    paper_of(open_forum(title="To come"))
    assert found(client) == []


def test_many_stand_on_several_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "page_of", partial(page_of, per_page=1))
    for number in (1, 2):
        paper_of(held_forum(title=f"Forum {number}", days_ago=number))
    titles = [found(client, f"{PAGE}?page={number}")[0][0] for number in (1, 2)]
    assert titles == ["Forum 1", "Forum 2"]


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_asked_for_as_one(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        forum = held_forum()
        paper_of(forum)
        agreed_summary(forum, shown_to=Circle.PUBLIC)
    with django_assert_num_queries(4):
        client.get(PAGE)


@pytest.mark.parametrize("page", ["/forums/", "/forums/influence/"])
def test_the_pages_beside_it_lead_there(client: Client, page: str) -> None:
    member = Client()
    member.force_login(insider())
    assert [f'href="{PAGE}"' in one.get(page).text for one in (client, member)] == [True, True]


def test_a_public_summary_leads_back_there(client: Client) -> None:
    forum = held_forum()
    agreed_summary(forum, shown_to=Circle.PUBLIC)
    assert f'href="{PAGE}"' in client.get(f"/forums/{forum.slug}/summary/").text
