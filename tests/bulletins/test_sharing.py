"""The member's pages: shared, saved, sent in, changed, taken back."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bulletins.actions import submissions
from bulletins.models import Submission, SubmissionEvent
from bulletins.submission_states import State
from network.models import Organisation
from portal.models import OutgoingMail
from tests.factories.bookings import make_member
from tests.factories.submissions import (
    FORM,
    PRACTICE_FORM,
    accepted,
    asked,
    make_draft,
    make_shared,
    organisation_of,
    picture_bytes,
    sharer,
)

pytestmark = pytest.mark.django_db
NEW = "/bulletins/share/new/news/"


@pytest.fixture
def ada(client: Client) -> Any:
    """A member, signed in with `client`."""
    person = sharer("ada@example.org", "Ada Example")
    client.force_login(person)
    return person


def typed(action: str = "save", **changes: Any) -> dict[str, Any]:
    return FORM | {"key": uuid.uuid4(), "action": action} | changes


def again(row: Submission, action: str = "save", **changes: Any) -> dict[str, Any]:
    """The form of one that is there, as a tab opened just now sends it."""
    return FORM | {"version": row.version, "action": action} | changes


def address(row: Submission, name: str = "") -> str:
    return f"/bulletins/share/{row.reference}/{name}"


def png(content: bytes | None = None, name: str = "lantern.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes() if content is None else content)


def states() -> list[str]:
    return list(Submission.objects.order_by("pk").values_list("state", flat=True))


def test_member_sends_news_in(client: Client, ada: Any) -> None:
    response = client.post(NEW, typed("send"))

    row = Submission.objects.get()
    assert response["Location"] == address(row)
    assert row.state == State.SUBMITTED
    assert (row.title, row.link) == (FORM["title"], FORM["link"])
    assert (row.is_for_members, row.names_organisation) == (False, True)
    assert row.reference.startswith("NW-")
    assert row.organisation == organisation_of(ada)


def test_member_sends_a_practice_example_in(client: Client, ada: Any) -> None:
    client.post("/bulletins/share/new/practice/", PRACTICE_FORM | {"action": "send"})

    row = Submission.objects.get()
    assert (row.state, row.stage, row.theme) == (State.SUBMITTED, "tested", "resettlement")
    assert [text for _heading, text in row.parts] == [
        PRACTICE_FORM[name] for name in ("problem", "what_was_done", "what_changed", "differently")
    ]


def test_draft_may_lack_everything(client: Client, ada: Any) -> None:
    response = client.post(NEW, {"action": "save"})

    row = Submission.objects.get()
    assert response["Location"] == address(row, "change/")
    assert (row.state, row.title) == (State.DRAFT, "")
    assert (row.is_for_members, row.names_organisation) == (True, False)  # until somebody says


def test_sending_asks_for_what_is_missing_and_keeps_what_was_typed(
    client: Client, ada: Any
) -> None:
    response = client.post(NEW, {"action": "send", "text": "Kept words"})

    assert Submission.objects.count() == 0
    assert "Kept words" in response.text
    assert "<title>Error: Share news · " in response.text
    assert set(response.context["form"].errors) == {
        "title",
        "is_for_members",
        "names_organisation",
    }


def test_draft_comes_back_and_is_sent(client: Client, ada: Any) -> None:
    row = make_draft(ada, title="Half a title")
    assert "Half a title" in client.get(address(row, "change/")).text

    client.post(address(row, "change/"), again(row, "send", title="A whole title"))

    row.refresh_from_db()
    assert (row.state, row.title) == (State.SUBMITTED, "A whole title")


def test_double_click_sends_once(client: Client, ada: Any) -> None:
    twice = typed("send")

    locations = {client.post(NEW, twice)["Location"] for _ in range(2)}

    assert locations == {address(Submission.objects.get())}
    assert SubmissionEvent.objects.count() == 1
    assert OutgoingMail.objects.filter(to="ada@example.org").count() == 1


def test_double_click_on_a_draft_sends_once(client: Client, ada: Any) -> None:
    row = make_draft(ada)
    twice = again(row, "send", text="Now whole.")

    locations = {client.post(address(row, "change/"), twice)["Location"] for _ in range(2)}

    assert locations == {address(row)}
    assert row.events.count() == 1


def test_form_sent_after_back_with_other_words_is_a_conflict(client: Client, ada: Any) -> None:
    first = typed()
    client.post(NEW, first)

    response = client.post(NEW, first | {"text": "Other words"})

    assert response.status_code == 409
    assert "Other words" in response.text
    assert Submission.objects.get().text == FORM["text"].strip()


def test_stale_tab_is_refused_and_loses_nothing(client: Client, ada: Any) -> None:
    row = make_draft(ada)
    stale = again(row, text="Typed in the old tab")
    client.post(address(row, "change/"), again(row, text="Saved first"))

    response = client.post(address(row, "change/"), stale)

    row.refresh_from_db()
    assert response.status_code == 409
    assert row.text == "Saved first"
    assert "<title>Error: Share news · " in response.text
    assert [(one["theirs"], one["yours"]) for one in response.context["differences"]] == [
        ("Saved first", "Typed in the old tab")
    ]
    client.post(address(row, "change/"), stale | {"version": row.version})
    row.refresh_from_db()
    assert row.text == "Typed in the old tab"


def test_old_tab_after_sending_shows_what_cannot_be_kept(client: Client, ada: Any) -> None:
    row = make_draft(ada)
    old = again(row, text="Typed in the old tab")
    client.post(address(row, "change/"), again(row, "send"))

    response = client.post(address(row, "change/"), old)

    row.refresh_from_db()
    assert response.status_code == 409
    assert "Typed in the old tab" in response.text
    assert row.text == FORM["text"]


def test_what_nobody_asked_for_is_not_taken(client: Client, ada: Any) -> None:
    other = organisation_of(sharer())
    planted = {
        "state": "published",
        "post": "7",
        "organisation": str(other.pk),
        "reference": "NW-2222-2222",
        "by": str(sharer().pk),
        "kind": "practice",
        "sent_at": "2020-01-01",
        "entered_by": str(ada.pk),
    }

    client.post(NEW, typed(**planted))

    row = Submission.objects.get()
    assert (row.state, row.post, row.kind, row.by) == (State.DRAFT, None, "news", ada)
    assert (row.organisation, row.sent_at, row.entered_by) == (organisation_of(ada), None, None)
    assert row.reference != "NW-2222-2222"


def test_member_of_two_chooses_for_which(client: Client, ada: Any) -> None:
    second = make_member(ada, name="Second Example")

    client.post(NEW, typed("send", organisation=str(second.pk)))

    assert Submission.objects.get().organisation == second


@pytest.mark.parametrize("choice", ["", "foreign", "x"])
def test_member_of_two_cannot_choose_another(client: Client, ada: Any, choice: str) -> None:
    make_member(ada, name="Second Example")
    foreign = str(organisation_of(sharer()).pk)

    response = client.post(
        NEW, typed("send", organisation=foreign if choice == "foreign" else choice)
    )

    assert list(response.context["form"].errors) == ["organisation"]
    assert Submission.objects.count() == 0


def test_draft_moves_to_the_other_organisation(client: Client, ada: Any) -> None:
    row = make_draft(ada)
    second = make_member(ada, name="Second Example")

    client.post(address(row, "change/"), again(row, organisation=str(second.pk)))

    row.refresh_from_db()
    assert row.organisation == second


def test_twenty_drafts_are_the_most(client: Client, ada: Any) -> None:
    row = make_draft(ada)
    for number in range(submissions.MOST_DRAFTS - 1):
        row.pk, row.key, row.reference = None, uuid.uuid4(), f"NW-{number}"
        row.save()

    response = client.post(NEW, typed(text="Kept words"))

    assert Submission.objects.count() == submissions.MOST_DRAFTS
    assert "You have 20 drafts" in response.text
    assert "Kept words" in response.text


def test_too_many_presses_in_an_hour_are_refused(client: Client, ada: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"share": "1/h/user"}
    client.post(NEW, typed())

    response = client.post(NEW, typed(text="Kept words"))

    assert Submission.objects.count() == 1
    assert "Wait a little" in response.text
    assert "Kept words" in response.text


def test_member_changes_what_was_asked_and_sends_again(client: Client, ada: Any) -> None:
    row = asked(ada)
    page = client.get(address(row, "change/")).text
    assert "Please leave out the place." in page

    client.post(address(row, "change/"), again(row, "send", text="Without the place."))

    row.refresh_from_db()
    assert (row.state, row.text) == (State.SUBMITTED, "Without the place.")
    assert [event.move for event in row.events.order_by("pk")] == ["submit", "ask", "submit"]


def test_member_takes_it_back_once(client: Client, ada: Any) -> None:
    row = make_shared(ada)
    assert "Take it back?" in client.get(address(row, "take-back/")).text

    answers = [client.post(address(row, "take-back/")).status_code for _ in range(2)]

    row.refresh_from_db()
    assert answers == [302, 302]
    assert row.state == State.WITHDRAWN
    assert row.events.filter(move="withdraw").count() == 1


def test_accepted_cannot_be_taken_back(client: Client, ada: Any) -> None:
    row = accepted(ada)

    client.post(address(row, "take-back/"))

    row.refresh_from_db()
    assert row.state == State.ACCEPTED


def test_list_says_where_each_has_got_to(
    client: Client, ada: Any, django_assert_num_queries: Any
) -> None:
    make_draft(ada, title="One")
    asked(ada, title="Two")
    accepted(ada, title="Three")

    with django_assert_num_queries(6):
        page = client.get("/bulletins/share/")

    assert [(str(row), str(words.word)) for row, words in page.context["shared"]] == [
        ("Three", "Accepted"),
        ("Two", "Changes asked for"),
        ("One", "Not sent yet"),
    ]


def test_picture_is_kept_shown_replaced_and_taken_away(client: Client, ada: Any) -> None:
    client.post(NEW, typed(picture=png(), picture_alternative="A lantern"))
    row = Submission.objects.get()
    first = row.picture_file.name
    shown = client.get(address(row, "picture/"))
    assert (shown["Content-Type"], b"".join(shown)[:4]) == ("image/png", b"\x89PNG")

    jpeg = png(picture_bytes("JPEG"), "b.jpg")
    client.post(address(row, "change/"), again(row, picture=jpeg, picture_alternative="B"))
    row.refresh_from_db()
    assert (row.picture_type, row.picture_file.name == first) == ("image/jpeg", False)

    client.post(address(row, "change/"), again(row, drops_picture="on", picture_alternative="B"))
    row.refresh_from_db()
    assert (row.picture_file.name, row.picture_type, row.picture_alternative) == ("", "", "")
    assert client.get(address(row, "picture/")).status_code == 404


def test_picture_needs_words_before_it_is_sent(client: Client, ada: Any) -> None:
    response = client.post(NEW, typed("send", picture=png()))

    assert set(response.context["form"].errors) == {"picture", "picture_alternative"}
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\nbroken",
    ],
)
def test_what_is_no_picture_is_refused_and_the_text_stays(
    client: Client, ada: Any, content: bytes
) -> None:
    response = client.post(NEW, typed(picture=png(content), text="Kept words"))

    assert list(response.context["form"].errors) == ["picture"]
    assert "Kept words" in response.text
    assert Submission.objects.count() == 0


def test_published_leads_to_where_it_stands(client: Client, ada: Any) -> None:
    row = accepted(ada, as_post=True)
    row.refresh_from_db()
    assert row.post
    row.post.state, row.post.published_at = "published", timezone.now()
    row.post.save()
    submissions.published_as_post(post=row.post, by=None, now=timezone.now())

    page = client.get(address(row))

    assert [title for title, _url in page.context["places"]] == [row.title]
    assert page.context["places"][0][1].endswith(f"/bulletins/news/{row.post.slug}/")


def test_member_of_a_suspended_second_organisation_shares_for_the_first(
    client: Client, ada: Any
) -> None:
    lapsed = make_member(ada, name="Lapsed", ends_on=timezone.localdate() - timedelta(days=1))

    client.post(NEW, typed("send", organisation=str(lapsed.pk)))

    assert Submission.objects.get().organisation == Organisation.objects.exclude(pk=lapsed.pk).get()
