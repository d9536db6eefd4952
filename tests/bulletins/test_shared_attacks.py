"""Hostile and broken input through what members share: shown as typed, refused, never run."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bulletins import prose
from bulletins.models import Post, Submission
from bulletins.plain_text import as_html, in_short
from network.models import User
from portal.models import OutgoingMail
from tests.factories.staff import coordinator_client
from tests.factories.submissions import (
    FORM,
    accepted,
    make_draft,
    make_shared,
    organisation_of,
    picture_bytes,
    sharer,
)

pytestmark = pytest.mark.django_db
NEW = "/bulletins/share/new/news/"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><style><img title='</style><img src onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "https://example.org/\"onmouseover='alert(1)'<b>",
    "<math><mtext><table><mglyph><style><!--</style><img onerror=alert(1) src>",
)
# Elements and attributes that none of the pages has of its own in what a member wrote.
RUNS = re.compile(
    r"<(?:script>alert|img src|svg><style|math|mglyph)|<[^<>]*\son\w+="
    r"|<[^<>]*\s(?:href|src)=[\"']?javascript:"
)


@pytest.fixture
def ada(client: Client) -> User:
    person = sharer("ada@example.org", "Ada Example")
    client.force_login(person)
    return person


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless_html(text: str) -> None:
    html = as_html(text)

    assert RUNS.findall(html) == []
    assert prose.clean(html).count("<script") == 0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("One\r\n\r\ntwo", "<p>One</p><p>two</p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        (
            "(see http://example.org/a?b=1&c=2).",
            '<p>(see <a href="http://example.org/a?b=1&amp;c=2">'
            "http://example.org/a?b=1&amp;c=2</a>).</p>",
        ),
        ("javascript:alert(1) ftp://x.org data:x", "<p>javascript:alert(1) ftp://x.org data:x</p>"),
    ],
)
def test_plain_text_becomes_paragraphs_and_links(text: str, html: str) -> None:
    assert as_html(text) == html


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Two sentences. Both fit.", "Two sentences. Both fit."),
        ("One fits. The other one does not fit at all.", "One fits."),
        ("No sentence ends here within the limit", "No sentence ends…"),
        ("Gemeinschaftsgerechtigkeitsnetzwerk", "Gemeinschaftsgerec…"),
    ],
)
def test_summary_is_of_whole_sentences(text: str, short: str) -> None:
    limit = 24 if text.startswith("Two") else 19
    found = in_short(text, limit)

    assert found == short
    assert len(found) <= limit


@pytest.mark.parametrize("text", HOSTILE)
def test_no_page_runs_what_was_typed(text: str) -> None:
    writer = sharer(name=f"Zoë {text}"[:150])
    row = make_shared(writer, title=text[:150], text=text)
    staff, member = coordinator_client(), Client()
    member.force_login(writer)
    pages = [
        member.get("/bulletins/share/"),
        member.get(f"/bulletins/share/{row.reference}/"),
        member.get(f"/bulletins/share/{row.reference}/take-back/"),
        staff.get("/admin/bulletins/submission/"),
        staff.get(f"/admin/bulletins/submission/{row.pk}/change/"),
        staff.get(f"/admin/bulletins/submission/{row.pk}/decide/ask/"),
    ]

    for response in pages:
        written = re.sub(r"<script[^>]*src=[^>]*></script>", "", response.text)
        assert response.status_code == 200
        assert RUNS.findall(written) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_post_made_of_hostile_text_holds_words_only(text: str) -> None:
    accepted(as_post=True, text=text, title=text[:150])

    post = Post.objects.get()

    assert set(re.findall(r"<(\w+)", post.body)) <= {"p", "a", "br"}
    assert re.findall(r"<[^>]*\son\w+=", post.body) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_mails_show_hostile_titles_and_names_as_text(text: str) -> None:
    make_shared(sharer(name=f"O'Neill {text}"[:150]), title=text[:150])

    mail = OutgoingMail.objects.order_by("pk")[0]

    assert RUNS.findall(mail.html) == []
    assert mail.html.count("<script") == 0


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "https://",
        "not a link at all",
    ],
)
@pytest.mark.parametrize("action", ["save", "send"])
def test_only_web_addresses_are_links(client: Client, ada: User, link: str, action: str) -> None:
    response = client.post(NEW, FORM | {"action": action, "link": link})

    assert list(response.context["form"].errors) == ["link"]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("http://example.org/a", "http://example.org/a"), ("example.org", "https://example.org")],
)
def test_web_addresses_are_kept(client: Client, ada: User, typed: str, kept: str) -> None:
    client.post(NEW, FORM | {"action": "send", "link": typed})

    assert Submission.objects.get().link == kept


def test_title_with_line_breaks_makes_no_mail_header(client: Client, ada: User) -> None:
    client.post(NEW, FORM | {"action": "send", "title": "News\r\nBcc: eve@example.org\u2028x"})

    assert Submission.objects.get().title == "News Bcc: eve@example.org x"
    mail = OutgoingMail.objects.get(to="ada@example.org")
    assert mail.subject == "We have “News Bcc: eve@example.org x”"


@pytest.mark.parametrize("name", ["title", "text", "picture_alternative", "link"])
def test_nul_is_refused_and_the_rest_stays(client: Client, ada: User, name: str) -> None:
    typed = {"action": "save", "title": "Kept title", name: "a\0b"}

    response = client.post(NEW, FORM | typed)

    assert response.status_code == 200
    assert name in response.context["form"].errors
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("name", ["key", "version", "organisation", "stage", "is_for_members"])
def test_broken_hidden_fields_and_choices_are_no_error(
    client: Client, ada: User, name: str
) -> None:
    row = make_draft(ada)
    for value in ("x", "-1", "10" * 20, "\0", "१२"):
        client.post(NEW, FORM | {"action": "save", name: value})
        response = client.post(
            f"/bulletins/share/{row.reference}/change/", FORM | {"version": "1", name: value}
        )
        assert response.status_code in {200, 302, 409}


def test_long_text_is_refused_and_comes_back_whole(client: Client, ada: User) -> None:
    long = "x" * 20_001

    response = client.post(NEW, FORM | {"action": "save", "text": long})

    assert response.context["form"].errors["text"] == [
        "Shorten this to 20000 characters: it has 20001"
    ]
    assert long in response.text


def test_five_megabytes_of_text_are_refused_in_words_and_change_nothing(
    client: Client, ada: User
) -> None:
    row = make_draft(ada)
    pasted = FORM | {"version": row.version, "action": "send", "text": "x" * 5_000_000}

    response = client.post(f"/bulletins/share/{row.reference}/change/", pasted)

    assert response.status_code == 413
    assert "more text than we can take at once" in response.text
    assert Submission.objects.get().version == row.version


def test_browsers_stop_before_a_paste_is_too_large_for_a_request(client: Client, ada: User) -> None:
    page = client.get("/bulletins/share/new/practice/").text

    assert set(re.findall(r'<textarea[^>]*maxlength="(\d+)"', page)) == {"100000"}


def test_picture_loses_what_is_hidden_in_it(client: Client, ada: User) -> None:
    hidden = picture_bytes() + b"<script>alert(1)</script>"
    named = SimpleUploadedFile("../../<b>.png", hidden, content_type="text/html")

    client.post(NEW, FORM | {"action": "save", "picture": named, "picture_alternative": "x"})

    row = Submission.objects.get()
    with row.picture_file.open() as kept:
        assert b"script" not in kept.read()
    assert re.fullmatch(r"shared/\d{4}/[0-9a-f-]{36}\.png", row.picture_file.name)


def test_another_organisation_is_not_given_by_the_form(client: Client, ada: User) -> None:
    row = make_draft(ada)
    foreign = organisation_of(sharer())

    client.post(
        f"/bulletins/share/{row.reference}/change/",
        FORM | {"version": row.version, "organisation": str(foreign.pk)},
    )

    row.refresh_from_db()
    assert row.organisation == organisation_of(ada)


def test_foreign_picture_is_in_no_page(client: Client, ada: User) -> None:
    row = make_shared(with_picture=True)
    addresses = [
        f"/bulletins/share/{row.reference}/picture/",
        f"/admin/bulletins/submission/{row.pk}/picture/",
        f"/{row.picture_file.name}",
        f"/media/{row.picture_file.name}",
    ]

    answers: list[Any] = [client.get(address).status_code for address in addresses]

    assert answers == [404, 302, 404, 404]
