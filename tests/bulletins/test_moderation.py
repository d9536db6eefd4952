"""Staff answer what members share: list, page, decisions with preview."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import moderation
from bulletins.actions.moderation import Answer
from bulletins.models import Picture, Post, Submission
from bulletins.submission_states import State
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EDITORS
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.submissions import (
    accepted,
    asked,
    decided,
    make_draft,
    make_shared,
    organisation_of,
    sharer,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/bulletins/submission/"
TEXT = "Please leave out the place."


@pytest.fixture
def client() -> Client:
    """A co-ordinator at work."""
    return coordinator_client()


def page(row: Submission, name: str = "change/") -> str:
    return f"{LIST}{row.pk}/{name}"


def answer(row: Submission, act: str = "confirm", **changes: Any) -> dict[str, Any]:
    """The form of a decision as a page opened just now sends it."""
    first = {"version": row.version, "send": "yes", "text": TEXT, "act": act}
    return first | {"as_post": "no", "reason": "known"} | changes


def decide(client: Client, row: Submission, move: str, act: str = "confirm", **changes: Any) -> Any:
    return client.post(page(row, f"decide/{move}/"), answer(row, act, **changes))


def mails_to(person: Any) -> list[str]:
    rows = OutgoingMail.objects.filter(to=person.email).order_by("pk")
    return list(rows.values_list("subject", flat=True))


def listed(client: Client, query: str = "") -> list[str]:
    found = client.get(f"{LIST}{query}").context["cl"].result_list
    return [str(row) for row in found]


def test_list_shows_what_waits_first_and_oldest_first(client: Client) -> None:
    now = timezone.now()
    accepted(title="Accepted", now=now - timedelta(days=9))
    make_shared(title="Newer", now=now - timedelta(days=1))
    make_shared(title="Older", now=now - timedelta(days=5))
    make_draft(title="A draft")
    decided(make_shared(title="Declined"), "decline")

    assert listed(client) == ["Older", "Newer", "Accepted"]
    assert listed(client, "?state=submitted") == ["Older", "Newer"]
    assert listed(client, "?state=ended") == ["Declined"]
    assert listed(client, "?state=all&q=draft") == []


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_often_for_many_as_for_one(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        make_shared()

    with django_assert_num_queries(4):
        client.get(LIST)


def test_drafts_are_not_for_staff(client: Client) -> None:
    row = make_draft()

    assert client.get(page(row)).status_code == 404
    assert client.get(page(row, "decide/accept/")).status_code == 404


def test_page_shows_the_text_as_it_will_look(client: Client) -> None:
    row = make_shared(text="One.\n\nSee https://example.org/a?b=1&c=2 <b>")

    text = client.get(page(row)).text

    link = "https://example.org/a?b=1&amp;c=2"
    assert f'<p>One.</p><p>See <a href="{link}">{link}</a> &lt;b&gt;</p>' in text


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        ("submitted", ["accept", "ask", "decline"]),
        ("changes-asked", ["decline"]),
        ("accepted", ["ask", "decline"]),
        ("declined", []),
    ],
)
def test_only_legal_moves_have_buttons(client: Client, state: str, moves: list[str]) -> None:
    makers = {
        "submitted": make_shared,
        "changes-asked": asked,
        "accepted": accepted,
        "declined": lambda: decided(make_shared(), "decline"),
    }

    shown = client.get(page(makers[state]())).context["moves"]

    assert [move.value for move in shown] == moves


def test_decision_is_previewed_before_anything_is_done(client: Client) -> None:
    row = make_shared()
    assert "Could you change" not in mails_to(row.by)

    response = decide(client, row, "ask", act="preview")

    row.refresh_from_db()
    assert TEXT in response.text
    assert row.by.email in response.text
    assert row.state == State.SUBMITTED


def test_changed_words_come_back_from_the_preview(client: Client) -> None:
    response = decide(client, make_shared(), "ask", act="change", text="My own words")

    assert response.context["form"]["text"].value() == "My own words"


def test_first_words_greet_the_writer_and_lead_to_the_page(client: Client) -> None:
    row = make_shared()

    text = client.get(page(row, "decide/ask/")).context["form"]["text"].value()

    assert text.startswith("Dear Ọlá Example,\n\n")
    assert f"/bulletins/share/{row.reference}/" in text


@pytest.mark.parametrize("move", ["ask", "decline"])
def test_preset_with_its_gap_left_empty_is_not_sent(client: Client, move: str) -> None:
    row = make_shared()
    preset = client.get(page(row, f"decide/{move}/")).context["form"]["text"].value()

    response = decide(client, row, move, text=preset)

    row.refresh_from_db()
    assert list(response.context["form"].errors) == ["text"]
    assert row.state == State.SUBMITTED


def test_asking_for_changes_tells_the_writer_once(client: Client) -> None:
    row = make_shared()

    answers = [decide(client, row, "ask").status_code for _ in range(2)]

    row.refresh_from_db()
    assert answers == [302, 409]
    assert row.state == State.CHANGES_ASKED
    assert mails_to(row.by) == [
        "We have “A mentoring project grows”",
        "Could you change something in “A mentoring project grows”?",
    ]
    event = row.events.order_by("-pk")[0]
    assert (event.text, event.is_by_staff, event.letter_sent) == (TEXT, True, True)
    assert AuditEntry.objects.filter(action="submission.ask", object_id=str(row.pk)).count() == 1


def test_decision_without_a_mail_still_stands_on_the_members_page(client: Client) -> None:
    row = make_shared()

    decide(client, row, "decline", send="no")

    assert mails_to(row.by) == ["We have “A mentoring project grows”"]
    member = Client()
    member.force_login(row.by)
    assert TEXT in member.get(f"/bulletins/share/{row.reference}/").text


def test_declining_needs_a_reason_and_keeps_it(client: Client) -> None:
    row = make_shared()
    assert list(decide(client, row, "decline", reason="").context["form"].errors) == ["reason"]

    decide(client, row, "decline", reason="promotion")

    row.refresh_from_db()
    assert row.state == State.DECLINED
    assert row.events.order_by("-pk")[0].reason == "promotion"


@pytest.mark.parametrize("move", ["publish", "withdraw", "submit", "x"])
def test_other_moves_have_no_page(client: Client, move: str) -> None:
    assert decide(client, make_shared(), move).status_code == 404


def test_second_person_is_told_and_keeps_the_words(client: Client) -> None:
    row = make_shared()
    colleague = sign_in(make_staff(name="Grace Example"))
    decide(colleague, row, "decline")

    response = decide(client, row, "ask", text="My own words")

    row.refresh_from_db()
    assert response.status_code == 409
    assert "Grace Example" in response.text
    assert "My own words" in response.text
    assert row.state == State.DECLINED


def test_decision_about_an_older_text_is_told(client: Client) -> None:
    row = make_shared()
    Submission.objects.filter(pk=row.pk).update(version=row.version + 2, text="Another text")

    response = decide(client, row, "accept")

    row.refresh_from_db()
    assert (response.status_code, row.state) == (409, State.SUBMITTED)


@pytest.mark.parametrize("by_colleague", [True, False])
def test_nobody_decides_about_their_own_organisation(by_colleague: bool) -> None:
    writer = sharer()
    row = make_shared(writer)
    officer = make_staff()
    if by_colleague:
        organisation_of(writer).affiliations.create(
            user=officer, role="member", started_at=timezone.now()
        )
    else:
        Submission.objects.filter(pk=row.pk).update(by=officer)
    own = sign_in(officer)

    assert own.get(page(row)).context["moves"] == []
    assert own.get(page(row, "decide/accept/")).status_code == 403
    assert decide(own, row, "accept").status_code == 403
    with pytest.raises(moderation.OwnSubmission):
        moderation.accept(
            submission=row,
            answer=Answer(TEXT),
            as_post=True,
            by=officer,
            now=timezone.now(),
            expected_version=row.version,
        )
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_accepting_makes_a_draft_post(client: Client) -> None:
    row = make_shared(
        text="First thing. Second thing.\n\nSee https://example.org.", with_picture=True
    )

    decide(client, row, "accept", as_post="yes")

    row.refresh_from_db()
    post = Post.objects.get()
    assert row.post == post
    assert (post.state, post.kind, post.title) == ("draft", "news", row.title)
    assert post.slug == "a-mentoring-project-grows"
    assert post.summary == "First thing. Second thing. See https://example.org."
    link = '<a href="https://example.org">https://example.org</a>'
    assert post.body == f"<p>First thing. Second thing.</p><p>See {link}.</p>"
    assert (post.organisation, post.is_for_members) == (row.organisation, False)
    picture = Picture.objects.get()
    assert (picture.post, picture.alternative) == (post, "A lantern")
    assert (picture.width, picture.height) == (40, 30)
    assert picture.file.name != row.picture_file.name


def test_post_of_a_practice_example_has_its_parts(client: Client) -> None:
    row = make_shared(kind="practice")

    decide(client, row, "accept", as_post="yes")

    post = Post.objects.get()
    assert (post.kind, post.stage, post.theme) == ("practice", "tested", "resettlement")
    assert (post.problem, post.differently) == (row.problem, row.differently)
    assert (post.organisation, post.is_for_members) == (None, True)  # as wished


def test_posts_of_the_same_title_have_addresses_of_their_own(client: Client) -> None:
    for _ in range(2):
        decide(client, make_shared(title="Feed"), "accept", as_post="yes")

    assert list(Post.objects.order_by("pk").values_list("slug", flat=True)) == ["feed-2", "feed-3"]


def test_post_is_made_later_and_once(client: Client) -> None:
    row = accepted()
    assert Post.objects.count() == 0

    for _ in range(2):
        client.post(page(row, "make-post/"))

    row.refresh_from_db()
    assert row.post == Post.objects.get()


def test_post_is_made_of_nothing_that_is_not_accepted(client: Client) -> None:
    assert client.post(page(make_shared(), "make-post/")).status_code == 409
    assert Post.objects.count() == 0


def test_asking_after_all_lets_the_draft_post_go(client: Client) -> None:
    row = accepted(as_post=True)
    assert "A post was made of it" in client.get(page(row, "decide/ask/")).text

    decide(client, row, "ask")

    row.refresh_from_db()
    assert (row.state, row.post) == (State.CHANGES_ASKED, None)
    assert Post.objects.count() == 1


def test_editors_decide_as_well() -> None:
    row = make_shared()

    decide(sign_in(make_staff(EDITORS)), row, "accept")

    row.refresh_from_db()
    assert row.state == State.ACCEPTED
