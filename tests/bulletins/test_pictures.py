"""Pictures of posts: taken, described, put in order, removed, and shown to who may see them."""

import os
import uuid
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from bulletins.actions import pictures, posts
from bulletins.actions.pictures import FOLDER
from bulletins.actions.testing import send_test
from bulletins.light import light
from bulletins.models import Audience, Bulletin, Item, Picture, Post
from network.uploads import inspect
from portal.models import AuditEntry
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.bulletins import make_bulletin, member, scheduled, sending
from tests.factories.materials import pdf
from tests.factories.posts import add_picture, make_post, picture_file, published
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor() -> Client:
    return sign_in(make_staff(EDITORS))


def add(client: Client, post: Post, **fields: Any) -> Any:
    values = {"key": str(uuid.uuid4()), "file": picture_file(), "alternative": "Three people"}
    return client.post(reverse("admin:bulletins_post_picture_add", args=[post.pk]), values | fields)


def url(picture: Picture, name: str) -> str:
    return reverse(f"admin:bulletins_post_{name}", args=[picture.post_id, picture.pk])


def seen(client: Client, picture: Picture) -> int:
    response = client.get(f"/bulletins/pictures/{picture.key}/")
    b"".join(response) if response.streaming else response.content  # read to its end: closes it
    return int(response.status_code)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_picture_is_kept_without_where_it_was_taken(editor: Client) -> None:
    add(editor, make_post())

    row = Picture.objects.get()
    kept = Image.open(BytesIO(Path(row.file.path).read_bytes()))
    assert (row.width, row.height, row.content_type) == (40, 20, "image/jpeg")
    assert dict(kept.getexif()) == {}
    assert AuditEntry.objects.filter(action="picture.add").count() == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (pdf(), "Choose a JPEG or PNG picture"),
        (SimpleUploadedFile("a.png", b"<svg onload=alert(1)>"), "Choose a JPEG or PNG picture"),
        (SimpleUploadedFile("a.jpg", b"\xff\xd8\xff broken"), "We could not open this picture."),
        (SimpleUploadedFile("a.jpg", b""), "The file is empty."),
        ("", "Choose a picture first"),
    ],
)
def test_what_is_no_picture_is_refused(editor: Client, file: Any, said: str) -> None:
    if file:
        file.seek(0)

    response = add(editor, make_post(), file=file)

    assert response.context["form"].errors["file"][0].startswith(said)
    assert Picture.objects.count() == 0


@pytest.mark.parametrize("words", ["", "   ", "\u202e"])
def test_picture_without_words_is_refused(editor: Client, words: str) -> None:
    response = add(editor, make_post(), alternative=words)

    assert response.context["form"].errors == {"alternative": ["Say what the picture shows"]}
    assert Picture.objects.count() == 0


def test_pressing_twice_adds_once(editor: Client, folder: Path) -> None:
    post, key = make_post(), str(uuid.uuid4())

    for _press in range(2):
        add(editor, post, key=key)

    assert (Picture.objects.count(), len(files(folder))) == (1, 1)


def test_key_of_another_posts_picture_adds_one_of_its_own(editor: Client) -> None:
    other, post = add_picture(make_post()), make_post()

    add(editor, post, key=str(other.key))

    assert post.pictures.get().key != other.key


def test_post_has_at_most_twelve(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 1)
    post = add_picture(make_post()).post
    assert post

    response = add(editor, post)

    assert "at most 1 pictures" in response.context["form"].non_field_errors()[0]
    assert post.pictures.count() == 1


@pytest.mark.parametrize(
    ("picture", "kind", "size"),
    [
        (Image.new("RGB", (3000, 1500), "teal"), "image/png", (1200, 600)),
        (Image.effect_noise((600, 1300), 90).convert("RGB"), "image/jpeg", (554, 1200)),
        (Image.new("RGBA", (30, 10)), "image/png", (30, 10)),
    ],
)
def test_png_is_made_light(picture: Image.Image, kind: str, size: tuple[int, int]) -> None:
    out = BytesIO()
    picture.save(out, "PNG")

    made = light(inspect(out.getvalue(), "a.png"))

    assert (made.upload.content_type, (made.width, made.height)) == (kind, size)
    assert Image.open(BytesIO(made.upload.data)).size == size


def test_words_are_changed_and_in_the_log(editor: Client) -> None:
    picture = add_picture(make_post(), credit="Ada")

    editor.post(url(picture, "picture"), {"alternative": "Four people", "credit": ""})

    picture.refresh_from_db()
    assert (picture.alternative, picture.credit) == ("Four people", "")
    assert AuditEntry.objects.get(action="picture.describe").old["credit"] == "Ada"


def test_order_is_that_of_the_pictures_page(editor: Client) -> None:
    post = make_post()
    first, second = add_picture(post), add_picture(post)

    editor.post(url(second, "picture_move"), {"way": "up"})
    editor.post(url(second, "picture_move"), {"way": "up"})  # it is the first already

    assert list(post.pictures.in_order()) == [second, first]


def test_removing_asks_and_then_removes_the_file(
    editor: Client, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    picture = add_picture(make_post())
    editor.get(url(picture, "picture_remove"))
    assert len(files(folder)) == 1

    with django_capture_on_commit_callbacks(execute=True):
        editor.post(url(picture, "picture_remove"))

    assert (Picture.objects.count(), files(folder)) == (0, [])


def test_what_a_bulletin_shows_is_not_removed(editor: Client) -> None:
    picture = add_picture(make_post())
    show_in(scheduled(), picture)

    answer = editor.post(url(picture, "picture_remove"))

    assert (answer.status_code, Picture.objects.count()) == (409, 1)
    assert picture.post
    delete = reverse("admin:bulletins_post_delete", args=[picture.post.pk])
    assert editor.post(delete, {"post": "yes"}).status_code == 403


def test_picture_of_another_post_is_not_there(editor: Client) -> None:
    picture, other = add_picture(make_post()), make_post()
    address = reverse("admin:bulletins_post_picture_remove", args=[other.pk, picture.pk])

    assert editor.post(address).status_code == 404
    assert Picture.objects.count() == 1


def test_files_of_a_deleted_draft_go(
    editor: Client, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    post = make_post()
    add_picture(post)

    with django_capture_on_commit_callbacks(execute=True):
        posts.delete_draft(post=post, by=make_staff(), now=timezone.now())

    assert files(folder) == []


def test_files_that_nothing_names_are_swept(folder: Path) -> None:
    picture = add_picture(make_post())
    orphan = folder / FOLDER / f"{timezone.now():%Y}" / f"{uuid.uuid4()}.jpg"
    orphan.write_bytes(b"x")
    old = (timezone.now() - timedelta(hours=25)).timestamp()
    for file in files(folder):
        os.utime(file, (old, old))

    assert pictures.sweep_files(now=timezone.now()) == 1
    assert files(folder) == [Path(picture.file.path)]


# Who sees a picture ---------------------------------------------------------------------------


def show_in(bulletin: Any, picture: Picture) -> None:
    Item.objects.filter(section__bulletin=bulletin).update(picture=picture)


def test_picture_of_a_public_post_is_for_everybody(client: Client) -> None:
    picture = add_picture(published())

    response = client.get(f"/bulletins/pictures/{picture.key}/")

    assert b"".join(response) == Path(picture.file.path).read_bytes()
    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Cache-Control",
            "Cross-Origin-Resource-Policy",
        )
    } == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": 'inline; filename="picture.jpg"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=300",  # it may be taken off
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def test_picture_for_members_is_theirs_alone(client: Client) -> None:
    picture = add_picture(published(is_for_members=True))
    readers = [Client(), Client(), Client()]
    readers[1].force_login(make_person())
    readers[2].force_login(member())

    assert [seen(reader, picture) for reader in readers] == [404, 404, 200]
    response = readers[2].get(f"/bulletins/pictures/{picture.key}/")
    response.close()
    assert response["Cache-Control"] == "no-store, private"


def test_picture_of_a_draft_is_for_who_edits_posts(editor: Client) -> None:
    picture = add_picture(make_post())
    reader = Client()
    reader.force_login(member())
    officer, unproved = sign_in(make_staff(EVENTS_OFFICERS)), Client()
    unproved.force_login(make_staff(EDITORS))

    looked = [seen(one, picture) for one in (editor, reader, officer, unproved, Client())]

    assert looked == [200, 404, 404, 404, 404]


def test_picture_in_a_draft_is_for_who_looks_it_over() -> None:
    told, untold = add_picture(make_post()), add_picture(make_post())
    show_in(make_bulletin(), told)
    manager, officer = sign_in(make_staff(MANAGERS)), sign_in(make_staff(EVENTS_OFFICERS))

    assert [seen(manager, told), seen(manager, untold), seen(officer, told)] == [200, 404, 404]


def sent_as_test() -> Bulletin:
    bulletin, by = make_bulletin(), make_staff()
    send_test(
        bulletin=bulletin, audience=Audience.MEMBERS, to=[by], key=uuid.uuid4(), by=by,
        now=timezone.now(),
    )  # fmt: skip
    return bulletin


@pytest.mark.parametrize(
    ("make", "answer"),
    [(make_bulletin, 404), (scheduled, 404), (sending, 200), (sent_as_test, 200)],
)
def test_picture_in_a_bulletin_is_open_once_it_goes_out(
    client: Client, make: Any, answer: int
) -> None:
    picture = add_picture(make_post())
    show_in(make(), picture)

    assert seen(client, picture) == answer


def test_picture_that_was_mailed_is_kept_by_caches(client: Client) -> None:
    picture = add_picture(published())
    show_in(sending(), picture)

    response = client.get(f"/bulletins/pictures/{picture.key}/")
    response.close()

    assert response["Cache-Control"] == "public, max-age=2592000"


@pytest.mark.parametrize("key", [uuid.uuid4(), "1", "../../etc/passwd"])
def test_picture_that_is_not_there_is_404(client: Client, key: Any) -> None:
    assert client.get(f"/bulletins/pictures/{key}/").status_code == 404


def test_picture_whose_file_has_gone_is_404(client: Client) -> None:
    picture = add_picture(published())
    Path(picture.file.path).unlink()

    assert seen(client, picture) == 404


def test_pictures_keep_their_place_and_load_late(client: Client) -> None:
    post = published()
    for words in ("First", 'A "second"'):
        add_picture(post, words, credit="Ada")

    page = client.get(f"/bulletins/news/{post.slug}/").text

    assert 'alt="First" width="40" height="20" decoding="async">' in page
    assert (
        'alt="A &quot;second&quot;" width="40" height="20" decoding="async" loading="lazy">' in page
    )
