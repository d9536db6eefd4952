"""The Atom feed: what is in it, and that readers need not fetch it twice."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import posts
from bulletins.models import Post
from tests.factories.posts import published
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
FEED = "/bulletins/news/feed/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = "https://network.example.org"


def read(client: Client) -> ElementTree.Element:
    return ElementTree.fromstring(client.get(FEED).content)


def test_feed_has_what_is_public_newest_first(client: Client) -> None:
    old, new = published(), published()
    published(is_for_members=True)

    titles = [one.text for one in read(client).findall("a:entry/a:title", ATOM)]

    assert titles == [new.title, old.title]


def test_addresses_are_those_of_the_site(client: Client) -> None:
    post = published()

    feed = read(client)

    links = [link.get("href") for link in feed.findall(".//a:link", ATOM)]
    assert links == [
        "https://network.example.org/bulletins/news/",
        "https://network.example.org/bulletins/news/feed/",
        f"https://network.example.org/bulletins/news/{post.slug}/",
    ]


def test_feed_has_what_atom_asks_for(client: Client) -> None:
    post = published(byline="Zoë O'Neill")

    feed = read(client)

    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert all(feed.find(f"a:{name}", ATOM) is not None for name in ("id", "title", "updated"))
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Zoë O'Neill"
    assert entry.findtext("a:updated", namespaces=ATOM) == post.changed_at.isoformat()
    assert entry.findtext("a:id", namespaces=ATOM) == (
        f"https://network.example.org/bulletins/news/{post.slug}/"
    )


def test_marks_are_text_for_every_reader(client: Client) -> None:
    published(title="A <b> & B", summary="<script>alert(1)</script>")

    entry = read(client).find("a:entry", ATOM)

    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == "A <b> & B"
    # declared as HTML: shown as the words that were typed
    summary = entry.findtext("a:summary", namespaces=ATOM)
    assert summary == "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize("sign", ["\x0b", "\x7f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_breaks_nothing(client: Client, sign: str) -> None:
    post = published()
    Post.objects.filter(pk=post.pk).update(title=f"A{sign}B", summary=sign, byline=sign)

    assert read(client).findtext("a:entry/a:title", namespaces=ATOM) == "A B"


def test_signs_of_every_plane_stay(client: Client) -> None:
    published(title="Ọlá’s 🫶 \U0001fae9 news")

    assert read(client).findtext("a:entry/a:title", namespaces=ATOM) == "Ọlá’s 🫶 \U0001fae9 news"


def test_feed_without_posts_is_one(client: Client) -> None:
    assert read(client).findall("a:entry", ATOM) == []


def test_nothing_new_is_not_sent_again(client: Client, django_assert_num_queries: Any) -> None:
    published()
    known = client.get(FEED)["ETag"]

    with django_assert_num_queries(1):
        again = client.get(FEED, headers={"if-none-match": known})

    assert (again.status_code, again.content) == (304, b"")


def test_what_is_taken_off_goes_from_the_feed(client: Client) -> None:
    post = published()
    known = client.get(FEED)["ETag"]
    posts.withdraw(post=post, by=make_staff(), now=timezone.now())

    again = client.get(FEED, headers={"if-none-match": known})

    assert again.status_code == 200
    assert ElementTree.fromstring(again.content).findall("a:entry", ATOM) == []


@pytest.mark.parametrize("address", ["/bulletins/news/", "/bulletins/practice/"])
def test_pages_name_the_feed(client: Client, address: str) -> None:
    page = client.get(address).text

    assert 'type="application/atom+xml"' in page
    assert f'href="{FEED}"' in page
