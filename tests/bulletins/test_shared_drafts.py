"""Drafts and what was sent back, opened again: nothing is lost, and nothing is said for anybody."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bulletins.models import Submission
from bulletins.submission_states import State
from network.models import User
from tests.factories.bookings import make_member
from tests.factories.submissions import (
    FORM,
    asked,
    make_draft,
    organisation_of,
    picture_bytes,
    sharer,
)

pytestmark = pytest.mark.django_db
NEW = "/bulletins/share/new/news/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada(client: Client) -> User:
    """A member, signed in with `client`."""
    person = sharer("ada@example.org", "Ada Example")
    client.force_login(person)
    return person


def again(row: Submission, action: str = "save", **changes: Any) -> dict[str, Any]:
    """The form of one that is there, as a tab opened just now sends it."""
    return FORM | {"version": row.version, "action": action} | changes


def address(row: Submission) -> str:
    return f"/bulletins/share/{row.reference}/change/"


def png() -> SimpleUploadedFile:
    return SimpleUploadedFile("lantern.png", picture_bytes())


@pytest.mark.parametrize("title", ["", "  ", "\u202e"])
def test_what_was_sent_before_keeps_a_title(client: Client, ada: User, title: str) -> None:
    row = asked(ada)

    response = client.post(address(row), again(row, title=title, text="Kept words"))

    assert response.context["form"].errors == {"title": ["Enter a title"]}
    assert "Kept words" in response.text
    row.refresh_from_db()
    assert (row.state, row.title) == (State.CHANGES_ASKED, FORM["title"])


def test_rest_of_what_was_sent_before_may_be_open_until_it_is_sent(
    client: Client, ada: User
) -> None:
    row = asked(ada)

    client.post(address(row), again(row, text=""))

    row.refresh_from_db()
    assert (row.state, row.text) == (State.CHANGES_ASKED, "")


def conflict(client: Client, row: Submission, **typed: Any) -> Any:
    """The page that an old tab gets after another one has saved."""
    stale = again(row, **typed)
    client.post(address(row), again(row, picture_alternative="A lantern", text="Saved first"))
    return client.post(address(row), stale)


def test_picture_of_an_old_tab_is_to_be_chosen_again(client: Client, ada: User) -> None:
    row = make_draft(ada, with_picture=True)

    response = conflict(client, row, picture=png(), picture_alternative="A bridge")

    assert response.status_code == 409
    assert "Only the picture must be chosen again, with what it shows." in response.text
    # The words of the picture that is kept: those of the other would be untrue below it.
    assert response.context["form"]["picture_alternative"].value() == "A lantern"
    assert ("A lantern", "A bridge") in [
        (one["theirs"], one["yours"]) for one in response.context["differences"]
    ]


def test_words_stay_where_there_is_no_other_picture(client: Client, ada: User) -> None:
    row = make_draft(ada)

    response = conflict(client, row, picture=png(), picture_alternative="A bridge")

    assert response.context["form"]["picture_alternative"].value() == "A bridge"


def test_old_tab_without_a_picture_is_told_of_none(client: Client, ada: User) -> None:
    response = conflict(client, make_draft(ada), text="Mine")

    assert "picture must be chosen again" not in response.text


def test_organisation_chosen_in_an_old_tab_stays_chosen(client: Client, ada: User) -> None:
    row = make_draft(ada)
    second = make_member(ada, name="Second Example")

    response = conflict(client, row, organisation=str(second.pk))

    assert response.context["form"]["organisation"].value() == str(second.pk)


def test_organisation_left_open_in_a_draft_is_asked_for_again(client: Client, ada: User) -> None:
    make_member(ada, name="Second Example")
    client.post(NEW, FORM | {"key": uuid.uuid4(), "action": "save"})
    row = Submission.objects.get()
    opened = client.get(address(row))
    assert opened.context["form"]["organisation"].value() == ""

    response = client.post(address(row), again(row, "send"))

    assert list(response.context["form"].errors) == ["organisation"]
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_organisation_chosen_in_a_draft_stays_without_a_word(client: Client, ada: User) -> None:
    row = make_draft(ada)
    second = make_member(ada, name="Second Example")
    client.post(address(row), again(row, organisation=str(second.pk)))
    row.refresh_from_db()
    opened = client.get(address(row))
    assert opened.context["form"]["organisation"].value() == str(second.pk)

    client.post(address(row), again(row))

    row.refresh_from_db()
    assert row.organisation == second != organisation_of(ada)
