"""Posts in the admin: written, previewed, published, taken off, and who may do what."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.actions import posts
from bulletins.models import Post
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.bulletins.pages import hidden
from tests.factories.posts import PARTS, make_post, published
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "news",
    "title": "A mentoring project grows",
    "slug": "",
    "summary": "In two prisons now.",
    "body": "<p>Since May.</p>",
    "seen": "",
}


@pytest.fixture
def editor() -> Client:
    return sign_in(make_staff(EDITORS))


def url(post: Post, name: str = "change") -> str:
    return reverse(f"admin:bulletins_post_{name}", args=[post.pk])


def add(client: Client, **fields: Any) -> Any:
    return client.post(reverse("admin:bulletins_post_add"), FORM | fields)


def change(client: Client, post: Post, **fields: Any) -> Any:
    now = {name: getattr(post, name) for name in ("kind", "title", "slug", "summary", "body")}
    return client.post(url(post), now | {"seen": post.changed_at.isoformat()} | fields)


def publish(client: Client, post: Post) -> Any:
    return client.post(url(post, "publish"), {"seen": post.version})


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_post_begins_as_a_draft(editor: Client) -> None:
    add(editor)

    post = Post.objects.get()
    assert (post.state, post.published_at, post.slug) == (
        "draft",
        None,
        "a-mentoring-project-grows",
    )
    assert AuditEntry.objects.filter(action="post.add").count() == 1


@pytest.mark.parametrize("name", ["state", "published_at", "published", "created_by", "searched"])
def test_form_cannot_publish(editor: Client, name: str) -> None:
    add(editor, **{name: "published" if name == "state" else "2026-01-01 10:00"})

    post = Post.objects.get()
    assert (post.state, post.published_at) == ("draft", None)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A mentoring project grows", "a-mentoring-project-grows-2"),
        ("Feed", "feed-2"),
        ("Ọlá’s “x”", "olas-x"),
        ("…", "post"),
        ("w" * 150, "w" * 75),
    ],
)
def test_address_is_made_from_the_title(editor: Client, title: str, slug: str) -> None:
    make_post(slug="a-mentoring-project-grows")

    add(editor, title=title)

    assert Post.objects.latest("pk").slug == slug


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("feed", "Another page has this web address. Choose another."),
        ("taken", "Post with this Web address already exists."),
    ],
)
def test_address_that_is_taken_is_refused(editor: Client, slug: str, said: str) -> None:
    make_post(slug="taken")

    response = add(editor, slug=slug)

    assert [said] in errors(response).values()
    assert Post.objects.count() == 1


def test_practice_example_says_what_is_missing_at_each_field(editor: Client) -> None:
    response = add(editor, kind="practice")

    assert errors(response) == {
        "problem": ["Say what the problem was"],
        "stage": ["Choose how far it has been tested"],
        "theme": ["Choose a theme"],
        "setting": ["Choose a setting"],
    }


@pytest.mark.parametrize(
    ("kind", "field", "said"),
    [
        ("news", "body", "Write the text"),
        ("policy", "what_it_means", "Say what it means for members"),
        ("practice", "what_was_done", "Say what was done"),
    ],
)
def test_what_is_published_keeps_what_its_readers_need(
    editor: Client, kind: str, field: str, said: str
) -> None:
    post = published(kind)

    response = change(editor, post, **(PARTS[kind] | {field: " "}))

    assert errors(response) == {field: [said]}
    assert getattr(Post.objects.get(), field) == PARTS[kind][field]


def test_practice_example_is_kept(editor: Client) -> None:
    add(editor, kind="practice", body="", **PARTS["practice"])

    assert Post.objects.get().problem == "Nobody came."


def test_title_is_one_line_without_signs_nobody_sees(editor: Client) -> None:
    add(editor, title="A\u202e title\t with  gaps")

    assert Post.objects.get().title == "A title with gaps"


def test_text_is_cleaned_when_it_is_kept(editor: Client) -> None:
    add(editor, body="<p onclick=x()>A<script>alert(1)</script></p>")

    assert Post.objects.get().body == "<p>A</p>"


def test_too_long_a_text_is_refused_and_kept_in_the_form(editor: Client) -> None:
    body = "<p>" + "word " * 50_000 + "</p>"

    response = add(editor, body=body)

    assert errors(response)["body"][0].startswith("Shorten the text")
    assert response.context["adminform"].form["body"].value() == body
    assert Post.objects.count() == 0


def test_five_megabytes_are_refused_in_words(editor: Client) -> None:
    post = make_post()

    response = change(editor, post, body="<p>" + "word " * 1_000_000)

    assert response.status_code == 413
    assert "what you wrote is still in the form" in response.text
    assert Post.objects.get().body == post.body


def test_nul_in_the_text_is_refused(editor: Client) -> None:
    response = add(editor, body="<p>\x00</p>")

    assert errors(response) == {"body": ["Null characters are not allowed."]}


def test_what_somebody_else_saved_is_not_overwritten_unasked(editor: Client) -> None:
    post = make_post()
    stale = post.changed_at.isoformat()
    change(editor, post, title="Theirs")

    response = change(editor, post, title="Mine", seen=stale)

    assert Post.objects.get().title == "Theirs"
    form = response.context["adminform"].form
    assert form["title"].value() == "Mine"
    change(editor, post, title="Mine", seen=form["seen"].value())
    assert Post.objects.get().title == "Mine"


def test_preview_shows_a_draft_as_readers_will_see_it(editor: Client) -> None:
    post = make_post(body="<p>Since <strong>May</strong></p>")

    page = editor.get(url(post, "preview")).text

    assert "<p>Since <strong>May</strong></p>" in page
    assert "Nobody but staff sees it yet." in page
    assert Client().get(f"/bulletins/news/{post.slug}/").status_code == 404


def test_publishing_asks_first(editor: Client) -> None:
    post = make_post()

    page = editor.get(url(post, "publish")).text

    assert "Everybody can read it at once" in page
    post.refresh_from_db()
    assert post.state == "draft"


def test_publishing_shows_it_and_is_in_the_log(editor: Client) -> None:
    post = make_post(is_for_members=True)

    publish(editor, post)

    post.refresh_from_db()
    assert post.state == "published"
    entry = AuditEntry.objects.get(action="post.publish")
    assert (entry.old, entry.new) == (
        {"state": "draft"},
        {"state": "published", "for_members": True},
    )


@pytest.mark.parametrize("sent", [True, False])
def test_what_was_changed_after_it_was_looked_at_is_not_published(
    editor: Client, sent: bool
) -> None:
    post = make_post()
    seen = hidden(editor.get(url(post, "publish")).text, "seen")
    change(editor, post, title="Theirs")

    answer = editor.post(url(post, "publish"), {"seen": seen} if sent else {})

    assert (answer.status_code, Post.objects.get().state) == (409, "draft")
    assert "read what it says now" in answer.text


def test_page_asks_to_publish_what_it_shows(editor: Client) -> None:
    post = make_post()
    seen = hidden(editor.get(url(post, "publish")).text, "seen")

    editor.post(url(post, "publish"), {"seen": seen})

    assert Post.objects.get().state == "published"


def test_publishing_twice_does_it_once(editor: Client) -> None:
    post = make_post()

    answers = [publish(editor, post).status_code for _press in range(2)]

    assert answers == [302, 409]
    assert AuditEntry.objects.filter(action="post.publish").count() == 1


@pytest.mark.parametrize(
    ("kind", "empty", "said"),
    [
        ("news", {"body": ""}, ["Text"]),
        ("policy", {"what_it_means": " "}, ["What it means for members"]),
        ("practice", {"what_was_done": ""}, ["What we did"]),
    ],
)
def test_what_readers_need_is_there_before_it_is_published(
    editor: Client, kind: str, empty: dict[str, str], said: list[str]
) -> None:
    post = make_post(kind, **empty)

    page, answer = editor.get(url(post, "publish")), publish(editor, post)

    assert [str(name).capitalize() for name in page.context["missing"]] == [
        name.capitalize() for name in said
    ]
    assert answer.status_code == 409
    post.refresh_from_db()
    assert post.state == "draft"


def test_taken_off_and_published_again_keeps_address_and_date(editor: Client) -> None:
    post = published()
    first, page = post.published_at, f"/bulletins/news/{post.slug}/"
    editor.post(url(post, "withdraw"))
    gone = Client().get(page).status_code

    post.refresh_from_db()
    publish(editor, post)

    post.refresh_from_db()
    assert (gone, Client().get(page).status_code, post.published_at) == (404, 200, first)


def test_taking_off_twice_says_so(editor: Client) -> None:
    post = published()

    answers = [editor.post(url(post, "withdraw")).status_code for _press in range(2)]

    assert answers == [302, 409]


def test_address_of_what_was_published_stays(editor: Client) -> None:
    post = published()

    change(editor, post, slug="another", title="Another title")

    kept = Post.objects.get()
    assert (kept.title, kept.slug) == ("Another title", post.slug)


def test_draft_may_be_deleted(editor: Client) -> None:
    post = make_post()

    editor.post(url(post, "delete"), {"post": "yes"})

    assert Post.objects.count() == 0
    assert AuditEntry.objects.filter(action="post.delete").count() == 1


def test_what_was_published_is_not_deleted(editor: Client) -> None:
    post = published()
    posts.withdraw(post=post, by=make_staff(), now=timezone.now())

    assert editor.post(url(post, "delete"), {"post": "yes"}).status_code == 403
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("group", "answer"),
    [(EDITORS, 200), (COORDINATORS, 200), (EVENTS_OFFICERS, 403), (MANAGERS, 403)],
)
@pytest.mark.parametrize("name", ["change", "preview", "publish", "pictures", "picture_add"])
def test_pages_are_for_who_publishes(group: str, answer: int, name: str) -> None:
    client = sign_in(make_staff(group))

    assert client.get(url(make_post(), name)).status_code == answer


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_often_for_many(
    editor: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _number in range(number):
        make_post()
    address = reverse("admin:bulletins_post_changelist")
    editor.get(address)

    with django_assert_num_queries(4):  # session, person, how many, rows
        editor.get(address)


def test_editor_is_named_for_its_script_and_needs_no_inline_one(editor: Client) -> None:
    response = editor.get(reverse("admin:bulletins_post_add"))

    assert "importmap" not in response.text
    assert 'data-prose-source="/static/django_prose_editor/editor' in response.text
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "nonce" not in response["Content-Security-Policy"]


def test_editor_is_on_no_other_page(client: Client, editor: Client) -> None:
    post = published()
    pages = ["/", "/bulletins/news/", f"/bulletins/news/{post.slug}/"]
    pages_of_staff = [url(post, "pictures"), reverse("admin:bulletins_post_changelist")]

    seen = [client.get(one).text for one in pages] + [
        editor.get(one).text for one in pages_of_staff
    ]

    assert [page for page in seen if "prose.js" in page or "prose_editor" in page] == []
