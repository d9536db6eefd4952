"""The calendar of quarters, and beginning a bulletin from it."""

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.models import Bulletin, Item
from portal.quarters import quarter_of
from tests.bulletins.pages import ADMIN, fill_the_disk, url
from tests.bulletins.test_gathering import event, post
from tests.factories.bulletins import make_bulletin
from tests.factories.posts import add_picture

pytestmark = pytest.mark.django_db


def test_calendar_warns_of_a_quarter_without_its_bulletin(editor: Client) -> None:
    text = editor.get(f"{ADMIN}/calendar/?year=2020").text

    assert text.count("This quarter went by without its e-bulletin.") == 4


def test_quarter_that_has_one_is_not_warned_of(editor: Client) -> None:
    quarter = quarter_of(timezone.localdate())
    assert "This quarter has no e-bulletin yet." in editor.get(f"{ADMIN}/calendar/").text

    make_bulletin(kind="quarterly", quarter_on=quarter.first_day, subject="Ours")

    text = editor.get(f"{ADMIN}/calendar/").text
    assert "This quarter has no e-bulletin yet." not in text
    assert "Ours" in text


@pytest.mark.parametrize("year", ["x", "-1", "1999", "99999999", "２０２６"])
def test_calendar_of_no_year_is_refused(editor: Client, year: str) -> None:
    assert editor.get(f"{ADMIN}/calendar/", {"year": year}).status_code == 400


def test_quarterly_is_proposed_and_begun_in_two_presses(editor: Client) -> None:
    page = editor.get(f"{ADMIN}/add/?quarter=2026-10-01")
    form = page.context["form"]
    assert form.initial["subject"] == "E-bulletin, autumn 2026"
    assert form.initial["slug"] == "e-bulletin-autumn-2026"

    data = {**form.initial, "goes_to_members": "on", "goes_to_sector": "on", "sections": "usual"}
    answer = editor.post(f"{ADMIN}/add/?quarter=2026-10-01", data)

    made = Bulletin.objects.get()
    assert answer.headers["Location"] == url(made)
    assert (made.kind, str(made.quarter_on)) == ("quarterly", "2026-10-01")
    assert list(made.sections.order_by("position").values_list("heading", flat=True)) == [
        "From the network", "News from members", "Forums and influence", "Policy and practice",
        "Events",
    ]  # fmt: skip


def test_sections_of_the_last_one_can_be_taken(editor: Client) -> None:
    make_bulletin(kind="newsletter")
    data = {"subject": "Next", "slug": "next", "goes_to_members": "on", "sections": "last"}

    editor.post(f"{ADMIN}/add/?kind=newsletter", data)

    made = Bulletin.objects.get(slug="next")
    assert list(made.sections.values_list("heading", flat=True)) == ["News of members"]


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("news", "Another page has this web address. Choose another"),
        ("taken", "Another bulletin has this web address. Choose another"),
        ("no slug", "Use small letters, digits and dashes only"),
        ("", "Enter a web address"),
    ],
)
def test_address_that_cannot_be_is_refused(editor: Client, slug: str, said: str) -> None:
    make_bulletin(slug="taken")
    data = {"subject": "Next", "slug": slug, "goes_to_members": "on", "sections": "usual"}

    answer = editor.post(f"{ADMIN}/add/?kind=newsletter", data)

    assert answer.context["form"].errors["slug"] == [said]
    assert Bulletin.objects.count() == 1


def test_it_goes_to_somebody(editor: Client) -> None:
    answer = editor.post(f"{ADMIN}/add/?kind=newsletter", {"subject": "Next", "slug": "next"})

    assert "goes_to_members" in answer.context["form"].errors


def test_alert_is_begun_from_a_policy_post(editor: Client) -> None:
    row = post(kind="policy", slug="new-rules", title="New rules", summary="They begin in May.")
    at = f"{ADMIN}/add/?post={row.pk}"
    initial = editor.get(at).context["form"].initial

    editor.post(at, initial)

    made = Bulletin.objects.get()
    assert (made.kind, made.subject, made.goes_to_sector) == ("policy-alert", "New rules", False)
    assert Item.objects.get(section__bulletin=made).post == row


@pytest.mark.parametrize(
    ("kind", "made_kind", "shows"),
    [("news", "newsletter", False), ("policy", "policy-alert", True)],
)
def test_words_for_members_head_only_what_goes_to_members(
    editor: Client, kind: str, made_kind: str, shows: bool
) -> None:
    row = post(kind=kind, is_for_members=True, title="A secret", summary="For us alone.")
    at = f"{ADMIN}/add/?post={row.pk}"
    initial = editor.get(at).context["form"].initial
    choices = {"sections": "usual", "goes_to_members": "on", "goes_to_sector": "on"}

    editor.post(at, initial | choices | {"introduction": initial["introduction"] or "Hello."})

    made = Bulletin.objects.get(kind=made_kind)
    words = f"{made.subject} {made.slug} {made.introduction}"
    assert ("A secret" in words, "secret" in made.slug, "For us alone." in words) == (shows,) * 3
    assert Item.objects.get(section__bulletin=made).is_for_members


def test_full_disk_begins_nothing(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = post()
    add_picture(row)
    at = f"{ADMIN}/add/?post={row.pk}"
    data = editor.get(at).context["form"].initial | {"goes_to_members": "on"}
    fill_the_disk(monkeypatch)

    answer = editor.post(at, data)

    said = "We could not keep the picture just now. Please try again"
    assert answer.context["form"].non_field_errors() == [said]
    assert not Bulletin.objects.exists()


def test_notice_is_begun_from_an_event(editor: Client) -> None:
    row = event(title="Spring briefing", summary="Two hours online.")
    at = f"{ADMIN}/add/?event={row.pk}"

    editor.post(at, editor.get(at).context["form"].initial)

    assert Item.objects.get(section__bulletin__kind="event-notice").event == row


def test_digest_is_not_begun_by_hand(editor: Client) -> None:
    assert "kinds" in editor.get(f"{ADMIN}/add/?kind=weekly-digest").context
