"""Where the links of a bulletin lead, for each audience, and how much looking costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from bulletins.actions.checking import look_over
from bulletins.models import Bulletin, Item
from tests.bulletins.test_gathering import event, post
from tests.factories.bulletins import make_bulletin, sending, subscribe

pytestmark = pytest.mark.django_db


def linked(path: str, **fields: Any) -> Bulletin:
    """A bulletin whose first item has this link."""
    subscribe()
    bulletin = make_bulletin(**fields)
    item = Item.objects.filter(section__bulletin=bulletin).earliest("pk")
    item.link = path if "://" in path else f"{settings.BASE_URL}{path}"
    item.save()
    return bulletin


def errors(bulletin: Bulletin) -> list[str]:
    found = look_over(bulletin, now=timezone.now()).found
    return [one.what for one in found if one.blocks]


def words(kind: str, path: str) -> list[str]:
    said = {
        "dead": "leads nowhere.",
        "hidden": "cannot be read by: The wider sector.",
        "staff": "leads into the staff pages.",
        "personal": "leads to somebody's personal page.",
    }
    return [f"The link {settings.BASE_URL}{path} {said[kind]}"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/bulletins/news/no-such/", "dead"),
        ("/bulletins/no-such/", "dead"),
        ("/events/no-such/", "dead"),
        ("/nowhere/", "dead"),
        ("/admin/bulletins/", "staff"),
        ("/staff/", "staff"),
        ("/accounts/login/", "personal"),
        ("/events/delegate/abc/", "personal"),
        ("/network/applications/RJN-1/", "personal"),
        ("/bulletins/unsubscribe/s1:abc/", "personal"),
    ],
)
def test_link_that_readers_cannot_follow_blocks(path: str, kind: str) -> None:
    assert errors(linked(path)) == words(kind, path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/events/",
        "/network/eligibility/",
        "/bulletins/",
        "/bulletins/news/",
        "/bulletins/practice/",
        "https://example.org/whatever/",
        "mailto:x",
    ],
)
def test_link_that_all_can_follow_is_fine(path: str) -> None:
    bulletin = linked("https://example.org/" if path == "mailto:x" else path)

    assert errors(bulletin) == []


def post_for_members() -> str:
    return f"/bulletins/news/{post(is_for_members=True).slug}/"


def bulletin_for_members() -> str:
    return f"/bulletins/{sending(goes_to_sector=False).slug}/"


@pytest.mark.parametrize("make", [post_for_members, bulletin_for_members])
def test_page_for_members_blocks_the_sectors_edition(make: Callable[[], str]) -> None:
    path = make()

    assert errors(linked(path)) == words("hidden", path)
    assert errors(linked(path, goes_to_sector=False)) == ["Nobody would get it."]


def test_link_to_itself_is_fine() -> None:
    assert errors(linked("/bulletins/this-one/", slug="this-one")) == []


def test_draft_of_an_event_is_dead_and_an_announced_one_fine() -> None:
    draft, announced = event(state="draft", published_at=None), event()

    assert errors(linked(f"/events/{announced.slug}/programme/")) == []
    assert errors(linked(f"/events/{draft.slug}/")) == words("dead", f"/events/{draft.slug}/")


def test_links_in_texts_are_followed_too() -> None:
    bulletin = linked("/", introduction=f"Look: {settings.BASE_URL}/nowhere/.")

    assert errors(bulletin) == words("dead", "/nowhere/")


def test_same_number_of_queries_however_many_links(django_assert_num_queries: Any) -> None:
    bulletin = linked("/bulletins/news/a/")
    item = Item.objects.filter(section__bulletin=bulletin).latest("pk")
    paths = ["bulletins/news/b", "bulletins/news/c", "bulletins/d", "events/e"]
    item.text = " ".join(f"{settings.BASE_URL}/{path}/" for path in paths)
    item.save()

    with django_assert_num_queries(9):
        look_over(bulletin, now=timezone.now())
