"""Posts read on the site: who sees what, and how the lists are narrowed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import posts
from bulletins.choices import PostKind
from bulletins.models import Bulletin, Post
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.factories.applicants import make_person
from tests.factories.bulletins import member, sending
from tests.factories.posts import add_picture, make_post, published
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def listed(client: Client, address: str = "/bulletins/news/", **asked: Any) -> list[Post]:
    return list(client.get(address, asked).context["page_obj"])


def test_visitors_see_what_is_public_newest_first(client: Client) -> None:
    old, new = published(), published()
    published(is_for_members=True)
    make_post()

    assert listed(client) == [new, old]


def test_members_see_what_is_for_them_as_well(client: Client) -> None:
    ours = published(is_for_members=True)
    client.force_login(member())

    assert listed(client) == [ours]
    assert client.get(f"/bulletins/news/{ours.slug}/").context["post"] == ours


def test_staff_see_what_they_publish_for_members(client: Client) -> None:
    ours = published(is_for_members=True)
    staff = [sign_in(make_staff(EDITORS)), sign_in(make_staff(EVENTS_OFFICERS)), Client()]
    staff[2].force_login(make_staff(EDITORS))  # without the second step

    answers = [one.get(f"/bulletins/news/{ours.slug}/").status_code for one in staff]

    assert answers == [200, 404, 404]
    assert (listed(staff[0]), listed(staff[1])) == ([ours], [])


def test_lapsed_member_sees_what_is_public(client: Client) -> None:
    ada, ours = member(), published(is_for_members=True)
    organisation = ada.affiliations.get().organisation
    organisation.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(ada)

    assert client.get(f"/bulletins/news/{ours.slug}/").status_code == 404
    assert listed(client) == []


@pytest.mark.parametrize("signed_in", [False, True])
def test_members_post_draft_and_nothing_answer_alike(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make_person())
    taken_off = published()
    posts.withdraw(post=taken_off, by=make_staff(), now=timezone.now())
    slugs = [published(is_for_members=True).slug, make_post().slug, taken_off.slug, "nothing"]

    answers = [client.get(f"/bulletins/news/{slug}/") for slug in slugs]

    assert {answer.status_code for answer in answers} == {404}
    pages = {
        answer.text.replace(slug, "SLUG").replace(answer["X-Request-ID"], "")
        for answer, slug in zip(answers, slugs, strict=True)
    }
    assert len({page.split("<main", 1)[1].split("</main>")[0] for page in pages}) == 1


def test_visitor_is_led_to_sign_in_and_back(client: Client) -> None:
    post = published(is_for_members=True)

    page = client.get(f"/bulletins/news/{post.slug}/").text

    assert f'href="/accounts/login/?next=/bulletins/news/{post.slug}/"' in page


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (PostKind.NEWS, ["Two prisons now."]),
        (PostKind.BLOG, ["Why", "Because."]),
        (PostKind.POLICY, ["Do by Sunday 31 January 2027", "What changed", "What it means"]),
        (PostKind.PRACTICE, ["The problem", "What we did", "What changed", "differently"]),
    ],
)
def test_each_kind_shows_its_own_parts(client: Client, kind: str, parts: list[str]) -> None:
    page = client.get(f"/bulletins/news/{published(kind).slug}/").text

    assert [part for part in parts if part not in page] == []


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (PostKind.POLICY, "what_changed"),
        (PostKind.POLICY, "what_it_means"),
        (PostKind.PRACTICE, "problem"),
        (PostKind.PRACTICE, "differently"),
    ],
)
def test_addresses_in_every_part_are_links(client: Client, kind: str, part: str) -> None:
    post = published(kind, **{part: "See https://example.org/a?b=1&c=2 <b>"})

    page = client.get(f"/bulletins/news/{post.slug}/").text

    link = "https://example.org/a?b=1&amp;c=2"
    assert f'<p>See <a href="{link}">{link}</a> &lt;b&gt;</p>' in page


def test_kind_narrows_the_list(client: Client) -> None:
    published()
    policy = published(PostKind.POLICY)

    assert listed(client, kind="policy") == [policy]


def test_words_are_found_in_every_part_best_first(client: Client) -> None:
    in_body = published(body="<p>About <strong>mentoring</strong></p>")
    in_title = published(title="Mentoring")
    in_practice = published(PostKind.PRACTICE, differently="Mentor sooner")
    published(title="Something else")

    found = listed(client, q="mentors")

    assert found[0] == in_title
    assert {post.pk for post in found} == {in_title.pk, in_body.pk, in_practice.pk}


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"theme": "families"}, 1),
        ({"theme": "health"}, 0),
        ({"setting": "custody", "stage": "tested"}, 1),
        ({"q": "asked", "theme": "families"}, 1),
        ({"q": "asked", "theme": "health"}, 0),
    ],
)
def test_practice_is_found_by_theme_setting_stage_and_words(
    client: Client, wanted: dict[str, str], number: int
) -> None:
    published(PostKind.PRACTICE)
    published(PostKind.NEWS, body="<p>asked</p>")

    assert len(listed(client, "/bulletins/practice/", **wanted)) == number


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "-1"},
        {"page": "1000000000"},
        {"page": "x"},
        {"q": "'\"; drop table --"},
        {"q": "a & | ! <->:* ("},
        {"q": "x" * 10_000},
        {"q": "the"},
        {"kind": "' or 1=1"},
        {"kind": ["news", "blog"]},
    ],
)
@pytest.mark.parametrize("address", ["/bulletins/news/", "/bulletins/practice/"])
def test_nonsense_in_the_address_breaks_nothing(
    client: Client, address: str, asked: dict[str, Any]
) -> None:
    published()

    assert client.get(address, asked).status_code == 200


def test_nul_in_the_search_is_refused(client: Client) -> None:
    assert client.get("/bulletins/news/?q=%00").status_code == 400


def test_pages_keep_what_the_list_was_narrowed_to(client: Client) -> None:
    for _number in range(13):
        published(PostKind.BLOG)

    page = client.get("/bulletins/news/", {"kind": "blog"})

    assert 'href="?kind=blog&amp;page=2"' in page.text
    assert len(listed(client, kind="blog", page=2)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_often_for_many(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    organisation = member().affiliations.get().organisation
    for _number in range(number):
        published(PostKind.PRACTICE, organisation=organisation)
    client.get("/bulletins/news/")

    for address in ("/bulletins/news/", "/bulletins/practice/"):
        with django_assert_num_queries(2):  # how many, and the rows
            client.get(address)


@pytest.mark.parametrize("number", [1, 3])
def test_post_asks_the_database_as_often_with_many_pictures(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    post, _other = published(), published()
    for _number in range(number):
        add_picture(post)
    client.get("/bulletins/news/")

    with django_assert_num_queries(3):  # the post, its pictures, other news
        client.get(f"/bulletins/news/{post.slug}/")


def test_title_and_summary_are_text(client: Client) -> None:
    post = published(title="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)>")

    for address in ("/", "/bulletins/news/", f"/bulletins/news/{post.slug}/"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_body_is_cleaned_again_when_it_is_shown(client: Client) -> None:
    post = published()
    Post.objects.update(body="<p onclick=x()>Safe</p><script>alert(1)</script>")

    page = client.get(f"/bulletins/news/{post.slug}/").text

    assert '<div class="prose"><p>Safe</p></div>' in page


def test_home_shows_the_newest_that_is_public(client: Client) -> None:
    post, bulletin = published(), sending(subject="Autumn news")
    published(is_for_members=True)

    context = client.get("/").context

    assert (list(context["posts"]), context["bulletin"]) == ([post], bulletin)


def test_digest_is_no_latest_bulletin(client: Client) -> None:
    bulletin = sending(subject="Autumn news")
    sending(kind=Bulletin.Kind.WEEKLY_DIGEST, goes_to_sector=False)
    client.force_login(member())

    assert told_on_dashboard(client) == [(bulletin.slug, "")]


def told_on_dashboard(client: Client) -> list[tuple[str, str]]:
    return [(one["slug"], one["kind"]) for one in client.get("/dashboard/").context["news"]]


def test_home_says_nothing_of_news_without_any(client: Client) -> None:
    assert "All news" not in client.get("/").text


def test_dashboard_tells_members_what_is_new(client: Client) -> None:
    _oldest, older, newest = published(), published(is_for_members=True), published()
    bulletin = sending(goes_to_sector=False)
    client.force_login(member())

    told = [(bulletin.slug, ""), (newest.slug, "News"), (older.slug, "News")]
    assert told_on_dashboard(client) == told


def test_dashboard_offers_sharing_while_a_membership_runs(client: Client) -> None:
    ada = member()
    client.force_login(ada)
    offered = "Share your news" in client.get("/dashboard/").text
    memberships = ada.affiliations.get().organisation.memberships
    memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert (offered, "Share your news" in client.get("/dashboard/").text) == (True, False)


def test_dashboard_of_others_is_about_them(client: Client) -> None:
    published()
    client.force_login(make_person())

    assert told_on_dashboard(client) == []


@pytest.mark.parametrize("address", ["news/", "practice/", "", "news/missing/"])
def test_menu_marks_news_on_all_its_pages(client: Client, address: str) -> None:
    page = client.get(f"/bulletins/{address}")

    assert [str(item.label) for item in page.context["nav"] if item.current] == ["News"]
