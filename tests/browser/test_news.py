"""News from the editor's first paste to the reader, in a browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload

from bulletins.models import Post
from bulletins.prose import clean
from portal.staff_groups import EDITORS
from tests.browser.conftest import SIZES, NewVisitor
from tests.browser.visitor import Visitor
from tests.bulletins.clipboards import CLIPBOARDS, PASTED
from tests.factories.bulletins import member, sending
from tests.factories.posts import add_picture, make_post, picture_file, published
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Gemeinschaftsgerechtigkeitsnetzwerke"
PASTE = """([html, text]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", text);
    document.querySelector(".ProseMirror[contenteditable]").dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def editor(new_visitor: NewVisitor, size: str) -> Visitor:
    visitor = new_visitor(size, name="editor")
    return visitor.become(make_staff(EDITORS, name="Edie Example"), second_factor=True)


def paste(visitor: Visitor, html: str) -> str:
    """Into the empty box; what the form would send then."""
    box = visitor.page.get_by_role("textbox", name="Text:", exact=True)
    box.press("Control+a")
    box.press("Delete")
    visitor.page.evaluate(PASTE, [html, ""])
    return visitor.page.locator("[name=body]").input_value()


def test_paste_keeps_headings_lists_and_links(new_visitor: NewVisitor) -> None:
    visitor = editor(new_visitor, "desktop").open("/admin/bulletins/post/add/")

    for name, html in CLIPBOARDS.items():
        assert clean(paste(visitor, html)) == PASTED[name]
    assert not visitor.errors


def test_too_much_is_not_pasted_and_nothing_is_lost(new_visitor: NewVisitor) -> None:
    visitor = editor(new_visitor, "desktop").open("/admin/bulletins/post/add/")
    kept = paste(visitor, "<p>What was there</p>")

    visitor.page.evaluate(PASTE, ["<p>" + "word " * 1_000_000, ""])

    assert visitor.page.locator("[name=body]").input_value() == kept == "<p>What was there</p>"
    assert "Nothing was changed" in visitor.page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("size", SIZES)
def test_post_from_draft_to_reader(new_visitor: NewVisitor, size: str) -> None:
    staff = editor(new_visitor, size).open("/admin/bulletins/post/")
    staff.follow("Write a post").press("Save and continue", "Add post")  # empty: errors
    staff.select("Kind", "news")
    staff.fill("Title", f"{LONG} " * 4).fill("In a sentence", "What happened in Eastholm.")
    box = staff.page.get_by_role("textbox", name="Text:", exact=True)
    box.click()
    box.type("Two prisons")
    staff.page.get_by_role("button", name="unordered list").click()
    staff.press("Save and continue")
    post = Post.objects.get()
    page = f"/admin/bulletins/post/{post.pk}/"
    staff.open(f"{page}pictures/").follow("Add a picture").press("Add it", "Add a picture")
    file = picture_file(size=(1600, 900))
    payload: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file.read()}
    staff.page.get_by_label("Picture").set_input_files(payload)
    staff.fill("What it shows", "Three people at a table").press("Add it", "Pictures")
    staff.follow("Three people at a table", "Describe the picture").fill("Who made it", "Ada")
    staff.press("Save", "Pictures").follow("Remove", "Remove this picture?")
    staff.open(f"{page}preview/").see(LONG)
    staff.open(f"{page}publish/").press("Publish this post", LONG)
    staff.open(f"{page}publish/").see("Published already")
    staff.open("/admin/bulletins/post/")

    reader = new_visitor(size, name="reader")
    reader.open("/bulletins/news/").follow(LONG, LONG)
    assert reader.page.evaluate("document.querySelector('.picture img').naturalWidth") == 1200
    staff.open(f"{page}withdraw/").press("Take it off", LONG)
    reader.open(f"/bulletins/news/{post.slug}/").see("You cannot read this here")


@pytest.mark.parametrize("size", SIZES)
def test_every_page_to_read(new_visitor: NewVisitor, size: str) -> None:
    reader = new_visitor(size)
    for address in ("news/", "practice/", "news/?q=nothing"):
        reader.open(f"/bulletins/{address}")
    organisation = member("m@example.org").affiliations.get().organisation
    for kind in ("news", "blog", "policy", "practice"):
        post = published(kind, title=f"{LONG} and {kind}", organisation=organisation)
        add_picture(post, credit="Zoë Example")
        add_picture(post)
        reader.open(f"/bulletins/news/{post.slug}/")
    published(title="For us alone", is_for_members=True)
    make_post("practice")
    sending(subject="Autumn news of the network")
    for address in ("news/", "practice/", "news/?kind=policy&q=framework", ""):
        reader.open(f"/bulletins/{address}")
    reader.open("/")
    user = member("n@example.org")
    reader.become(user).open("/bulletins/news/").open("/dashboard/")
