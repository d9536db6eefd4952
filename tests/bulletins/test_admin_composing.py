"""Putting a bulletin together, looking at it, and sending a test."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bulletins.actions import composing
from bulletins.models import Bulletin, Item
from portal.models import OutgoingMail
from portal.staff_groups import EDITORS, MANAGERS
from tests.bulletins.pages import fill_the_disk, first_item, hidden, url
from tests.bulletins.test_gathering import post
from tests.factories.bulletins import approved, make_bulletin, sending, subscribe
from tests.factories.pictures import JPEG
from tests.factories.posts import add_picture
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


def test_what_came_in_is_ticked_at_first_and_goes_in_at_once(editor: Client) -> None:
    bulletin = make_bulletin()
    Item.objects.all().delete()
    row = post()
    assert editor.get(url(bulletin)).text.count("checked") == 1

    answer = editor.post(url(bulletin, "pick/"), {"pick": [f"post-{row.pk}"]})

    assert answer.headers["Location"] == url(bulletin) + "#content-list"
    assert Item.objects.get(section__bulletin=bulletin).post == row
    assert "Is in" in editor.get(url(bulletin)).text


def test_item_is_edited_and_leads_back_to_where_it_stands(editor: Client) -> None:
    bulletin = make_bulletin()
    item = first_item(bulletin)
    page = editor.get(url(bulletin, f"items/{item.pk}/"))
    data = {
        "seen": hidden(page.text, "seen"), "title": "Grown", "text": "Now three.",
        "link": "example.org/a", "section": item.section_id, "is_for_members": "on",
    }  # fmt: skip

    answer = editor.post(url(bulletin, f"items/{item.pk}/"), data)

    assert answer.headers["Location"] == url(bulletin) + f"#item-{item.pk}"
    item.refresh_from_db()
    assert (item.title, item.link, item.is_for_members) == ("Grown", "https://example.org/a", True)


def test_stale_page_keeps_what_was_typed_and_says_who_was_quicker(editor: Client) -> None:
    bulletin = make_bulletin()
    item = first_item(bulletin)
    at = url(bulletin, f"items/{item.pk}/")
    seen = hidden(editor.get(at).text, "seen")
    ben = make_staff(name="Ben Quick")
    composing.add_section(bulletin=bulletin, heading="X", by=ben, now=timezone.now())
    data = {"seen": seen, "title": "Typed", "text": "All of this.", "section": item.section_id}

    answer = editor.post(at, data)

    assert "Ben Quick changed this bulletin meanwhile." in answer.text
    assert "All of this." in answer.text
    assert hidden(answer.text, "seen") != seen
    assert first_item(bulletin).title == item.title
    editor.post(at, data | {"seen": hidden(answer.text, "seen")})
    assert first_item(bulletin).title == "Typed"


def test_stale_item_shows_what_stands_there_now(editor: Client) -> None:
    bulletin = make_bulletin()
    item = first_item(bulletin)
    at = url(bulletin, f"items/{item.pk}/")
    data = {"title": item.title, "section": item.section_id, "text": "By Efua."}
    seen = hidden(editor.get(at).text, "seen")
    editor.post(at, data | {"seen": seen, "text": "By\r\nBen.", "is_for_members": "on"})

    answer = editor.post(at, data | {"seen": seen})

    label = "For members only: left out of what the wider sector gets and reads"
    assert answer.context["stands"] == [("Text", "By\nBen."), (label, "Yes")]
    assert "<dd>By<br>Ben.</dd>" in answer.text


def test_stale_head_shows_what_stands_there_now(editor: Client) -> None:
    bulletin = make_bulletin()
    at = url(bulletin, "details/")
    data = {"subject": bulletin.subject, "slug": bulletin.slug, "goes_to_members": "on"}
    seen = hidden(editor.get(at).text, "seen")
    editor.post(at, data | {"seen": seen, "introduction": "By Ben."})

    answer = editor.post(at, data | {"seen": seen, "introduction": "By Efua."})

    assert answer.context["stands"] == [("Introduction", "By Ben.")]
    assert "<dd>By Ben.</dd>" in answer.text


def test_full_disk_puts_nothing_in(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    bulletin, rows = make_bulletin(), [post(), post(slug="another")]
    add_picture(rows[0])
    fill_the_disk(monkeypatch)
    ticked = [f"post-{row.pk}" for row in rows]

    text = editor.post(url(bulletin, "pick/"), {"pick": ticked}, follow=True).text

    assert "A picture could not be kept just now, so nothing was put in." in text
    assert Item.objects.filter(post__in=rows).count() == 0


@pytest.mark.parametrize("page", ["sections/{section}/move/", "items/{item}/move/"])
def test_stale_button_moves_nothing(editor: Client, page: str) -> None:
    bulletin = make_bulletin()
    composing.add_section(bulletin=bulletin, heading="X", by=make_staff(), now=timezone.now())
    item = first_item(bulletin)
    at = url(bulletin, page.format(section=item.section_id, item=item.pk))
    before = list(Item.objects.order_by("pk").values_list("position", "section__position"))

    text = editor.post(at, {"way": "down", "seen": "2020"}, follow=True).text

    assert "changed this bulletin meanwhile" in text
    assert list(Item.objects.order_by("pk").values_list("position", "section__position")) == before


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"title": ""}, "title", "Enter a title"),
        ({"link": "javascript:alert(1)"}, "link", "Enter an address that begins with https://"),
        ({"section": "999999"}, "section", "Choose a section from the list"),
        ({"text": "a\0b"}, "text", "Null characters are not allowed."),
    ],
)
def test_item_that_cannot_be_is_refused(
    editor: Client, data: dict[str, str], field: str, said: str
) -> None:
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    good = {"title": "Good", "text": "", "link": "", "section": section}

    answer = editor.post(url(bulletin, f"items/add/{section}/"), good | data)

    assert answer.context["form"].errors[field] == [said]
    assert Item.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words", "field"),
    [(JPEG, "", "picture_words"), (b"<svg/>", "A hall", "picture"), (b"%PDF-", "A", "picture")],
)
def test_picture_needs_words_and_to_be_one(
    editor: Client, content: bytes, words: str, field: str
) -> None:
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    data = {
        "title": "With", "section": section, "picture_words": words,
        "picture": SimpleUploadedFile("a.jpg", content),
    }  # fmt: skip

    answer = editor.post(url(bulletin, f"items/add/{section}/"), data)

    assert list(answer.context["form"].errors) == [field]


def test_approved_one_leads_back_and_says_to_take_it_back(editor: Client) -> None:
    bulletin = approved()
    item = first_item(bulletin)

    text = editor.get(url(bulletin, f"items/{item.pk}/"), follow=True).text

    assert "Take it back to edit before you change it." in text


def test_draft_is_deleted_and_a_sent_one_is_not(editor: Client) -> None:
    draft, out = make_bulletin(), sending()

    answers = [editor.post(url(one, "delete/"), {"post": "yes"}) for one in (draft, out)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert list(Bulletin.objects.all()) == [out]


def test_digest_that_was_taken_back_is_not_deleted_as_it_would_be_made_again(
    editor: Client,
) -> None:
    digest = make_bulletin(kind="weekly-digest", goes_to_sector=False)

    answer = editor.post(url(digest, "delete/"), {"post": "yes"})

    assert (answer.status_code, Bulletin.objects.count()) == (403, 1)
    assert "Delete this draft" not in editor.get(url(digest)).text


def test_manager_reads_a_draft_without_buttons() -> None:
    text = sign_in(make_staff(MANAGERS)).get(url(make_bulletin())).text

    assert "A mentoring project grows" in text
    assert "What has come in" not in text


@pytest.mark.parametrize(("audience", "sees"), [("members", True), ("sector", False)])
@pytest.mark.parametrize("shape", ["web", "wide", "narrow", "text"])
def test_preview_is_what_each_audience_gets(
    editor: Client, audience: str, sees: bool, shape: str
) -> None:
    text = editor.get(url(make_bulletin(), f"preview/{audience}/{shape}/")).text

    assert "A mentoring project grows" in text
    assert ("Where we meet next" in text) == sees
    assert "\ue001" not in text


def test_framed_mail_can_run_nothing(editor: Client) -> None:
    headers = editor.get(url(make_bulletin(), "preview/members/wide/")).headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_only_the_preview_may_frame_anything(editor: Client) -> None:
    bulletin = make_bulletin()

    policies = {
        page: editor.get(url(bulletin, page)).headers["Content-Security-Policy"]
        for page in ("preview/", "check/", "change/")
    }

    assert {page for page, policy in policies.items() if "frame-src" in policy} == {"preview/"}
    assert not any("unsafe" in policy for policy in policies.values())


@pytest.mark.parametrize("page", ["preview/sector/wide/", "preview/members/x/", "preview/?as=x"])
def test_preview_of_what_there_is_not(editor: Client, page: str) -> None:
    assert editor.get(url(make_bulletin(goes_to_sector=False), page)).status_code == 404


def test_test_goes_to_staff_marked_and_once() -> None:
    user = make_staff(EDITORS, email="efua@example.org", name="Efua Editor")
    editor, bulletin = sign_in(user), make_bulletin()
    page = editor.get(url(bulletin, "test/"))
    data = {"audience": "sector", "to": [user.pk], "key": hidden(page.text, "key")}

    for _press in range(2):
        editor.post(url(bulletin, "test/"), data)

    mail = OutgoingMail.objects.get(cause__startswith="bulletin-test:")
    assert (mail.to, mail.subject) == ("efua@example.org", f"[Test] {bulletin.subject}")
    assert "/bulletins/unsubscribe/test/" in mail.text
    assert "Dear Efua," in mail.text
    assert "Where we meet next" not in mail.text + mail.html
    assert not bulletin.deliveries.exists()


def test_test_goes_to_nobody_but_staff(editor: Client) -> None:
    bulletin, reader = make_bulletin(), subscribe()
    key = hidden(editor.get(url(bulletin, "test/")).text, "key")

    answer = editor.post(
        url(bulletin, "test/"), {"audience": "sector", "to": [reader.pk + 10_000], "key": key}
    )

    assert "to" in answer.context["form"].errors
    assert not OutgoingMail.objects.filter(cause__startswith="bulletin-test:").exists()


def test_link_in_a_test_changes_nothing(client: Client) -> None:
    for answer in (client.get("/bulletins/unsubscribe/test/"),
                   client.post("/bulletins/unsubscribe/test/")):  # fmt: skip
        assert "in a test nothing changes" in answer.text
