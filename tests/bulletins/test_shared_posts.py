"""Posts made of what members share: what their editors are told, and what the members are."""

import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from bulletins.actions import posts, submissions
from bulletins.actions.submissions import Content, New
from bulletins.models import Item, Picture, Post, Submission
from network.models import Affiliation
from network.uploads import inspect
from portal.models import OutgoingMail
from tests.factories.bulletins import sending
from tests.factories.posts import make_post
from tests.factories.staff import make_staff
from tests.factories.submissions import NEWS, accepted, decided, organisation_of, sharer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def url(post: Post, name: str = "change") -> str:
    return reverse(f"admin:bulletins_post_{name}", args=[post.pk])


def post_of(row: Submission) -> Post:
    assert row.post
    return row.post


def publish(row: Submission) -> Post:
    post = post_of(row)
    return posts.publish(post=post, seen=post.version, by=make_staff(), now=timezone.now())


def withdraw(post: Post) -> None:
    posts.withdraw(post=post, by=make_staff(), now=timezone.now())


def test_picture_of_a_post_is_made_light() -> None:
    out, person = BytesIO(), sharer()
    Image.new("RGB", (2000, 1000), "teal").save(out, "PNG")
    content = Content(NEWS | {"picture_alternative": "Teal"}, inspect(out.getvalue(), "a.png"))
    new = New("news", organisation_of(person), uuid.uuid4(), content)
    row = submissions.start(new=new, by=person, now=timezone.now(), send=True)

    decided(row, "accept", as_post=True)

    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.alternative) == (1200, 600, "Teal")
    kept = Image.open(BytesIO(Path(picture.file.path).read_bytes()))
    assert kept.size == (1200, 600)


@pytest.mark.parametrize("name", ["change", "publish"])
def test_who_edits_the_post_reads_what_its_member_asked_for(editor: Client, name: str) -> None:
    row = accepted(as_post=True, names_organisation=False, is_for_members=True)

    page = editor.get(url(post_of(row), name)).text

    address = reverse("admin:bulletins_submission_change", args=[row.pk])
    assert f'{row.organisation}, <a href="{address}">{row.reference}</a>' in page
    assert "<li>Do not name the organisation</li><li>For members only</li>" in page


@pytest.mark.parametrize("name", ["change", "publish"])
def test_post_of_nobodys_news_has_no_such_notice(editor: Client, name: str) -> None:
    assert "Made of what a member shared" not in editor.get(url(make_post(), name)).text


def test_publish_page_says_who_is_told(editor: Client) -> None:
    row = accepted(sharer(name="Zoë O'Neill"), as_post=True)

    page = editor.get(url(post_of(row), "publish"))

    assert page.context["told"] == row.by
    assert "Zoë O&#x27;Neill, who shared it, is told by e-mail" in page.text
    assert "Nobody is written to." not in page.text


def test_publish_page_says_that_nobody_is_told(editor: Client) -> None:
    alone, again = accepted(as_post=True), accepted(as_post=True)
    Affiliation.objects.filter(user=alone.by).update(ended_at=timezone.now())
    withdraw(publish(again))

    pages = [editor.get(url(post_of(row), "publish")) for row in (alone, again)]

    assert [page.context["told"] for page in pages] == [None, None]
    assert all("Nobody is written to." in page.text for page in pages)


def test_taking_off_asks_first_and_tells_the_writer_once(editor: Client) -> None:
    row = accepted(sharer("ada@example.org", "Ada Example"), as_post=True)
    post = publish(row)
    OutgoingMail.objects.all().delete()
    assert "Ada Example, who shared it, is told" in editor.get(url(post, "withdraw")).text

    answers = [editor.post(url(post, "withdraw")).status_code for _press in range(2)]

    mail = OutgoingMail.objects.get()
    assert answers == [302, 409]
    assert (mail.to, mail.subject) == (
        "ada@example.org",
        "“A mentoring project grows” is no longer on the site",
    )
    assert f"/bulletins/share/{row.reference}/" in mail.text


def test_taking_off_what_no_member_shared_tells_nobody(editor: Client) -> None:
    post = make_post()
    posts.publish(post=post, seen=post.version, by=make_staff(), now=timezone.now())
    assert "is told" not in editor.get(url(post, "withdraw")).text

    withdraw(post)

    assert OutgoingMail.objects.count() == 0


def words(client: Client, row: Submission) -> list[str]:
    """How it stands: on its own page, and in the list."""
    own = client.get(f"/bulletins/share/{row.reference}/").context["words"]
    listed = client.get("/bulletins/share/").context["shared"]
    return [str(own.word), *(str(found.word) for _row, found in listed)]


def test_member_reads_that_it_was_taken_off(client: Client) -> None:
    row = accepted(as_post=True)
    post = publish(row)
    client.force_login(row.by)
    before = words(client, row)

    withdraw(post)

    assert (before, words(client, row)) == (["Published"] * 2, ["Taken off"] * 2)
    page = client.get(f"/bulletins/share/{row.reference}/").text
    assert "It was published, and has been taken off." in page


def test_old_tab_says_that_it_was_taken_off(client: Client) -> None:
    row = accepted(as_post=True)
    withdraw(publish(row))
    client.force_login(row.by)
    old = NEWS | {"version": row.version, "text": "Typed in the old tab"}

    page = client.post(f"/bulletins/share/{row.reference}/change/", old)

    assert (page.status_code, str(page.context["words"].word)) == (409, "Taken off")


def test_what_stands_in_a_bulletin_still_is_published(client: Client) -> None:
    row = accepted(as_post=True)
    post = publish(row)
    Item.objects.filter(section__bulletin=sending()).update(submission=row)
    client.force_login(row.by)

    withdraw(post)

    assert words(client, row) == ["Published"] * 2
