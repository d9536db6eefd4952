"""An organisation chooses what the directory shows of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from network.actions import listings, places
from network.directory import Audience, Part
from network.models import DirectoryEntry, Listing, Organisation
from portal.models import AuditEntry
from tests.factories.applicants import NOW
from tests.factories.applications import make_member
from tests.factories.directory import list_it, make_listed
from tests.factories.people import make_team
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db
NOTHING: dict[str, Any] = {
    "shown_to": Audience.MEMBERS,
    "for_members": ["description"],
    "for_everybody": [],
    "description": "We listen.",
    "advice": "",
    "themes": [],
    "email": "",
    "phone": "",
    "takes_questions": False,
}


@pytest.fixture
def team() -> dict[str, Any]:
    team = make_team()
    make_member(team["primary"].organisation)
    return team


def url_of(team: dict[str, Any]) -> str:
    return reverse("network:listing", args=[team["primary"].organisation_id])


def typed(**changes: str) -> dict[str, str]:
    audiences = {f"{part}_for": "nobody" for part in Part}
    return {"shown_to": "members", "version": "0"} | audiences | changes


def kept() -> dict[str, Any]:
    return Listing.objects.values(*NOTHING).get()


@pytest.mark.parametrize("role", ["primary", "manager"])
def test_who_answers_for_it_chooses(role: str, team: dict[str, Any]) -> None:
    form = typed(description="We listen.", description_for="members")
    response = sign_in(team[role].user).post(url_of(team), form)
    assert response.status_code == 302
    assert kept() == NOTHING
    assert list(DirectoryEntry.objects.values_list("audience", "description")) == [
        ("members", "We listen.")
    ]


def test_member_of_the_organisation_does_not_choose(team: dict[str, Any]) -> None:
    response = sign_in(team["member"].user).post(url_of(team), typed())
    assert (response.status_code, Listing.objects.count()) == (302, 0)


def test_role_lost_meanwhile_counts(team: dict[str, Any]) -> None:
    with pytest.raises(places.NotAllowed):
        listings.change_listing(
            organisation=team["member"].organisation,
            values=NOTHING,
            version=0,
            by=team["member"].user,
            now=NOW,
        )


def test_other_organisation_is_not_there(team: dict[str, Any]) -> None:
    stranger = make_team("Willow")["primary"].user
    assert sign_in(stranger).get(url_of(team)).status_code == 404


def test_nothing_is_shown_until_somebody_chooses(team: dict[str, Any]) -> None:
    page = sign_in(team["primary"].user).get(url_of(team))
    chosen = {name: page.context["form"][name].value() for name in ("shown_to", "email_for")}
    assert chosen == {"shown_to": "nobody", "email_for": "nobody"}


def test_preview_shows_both_views_and_keeps_nothing(team: dict[str, Any]) -> None:
    form = typed(
        shown_to="everybody", description="Quiet words", description_for="members", act="preview"
    )
    page = sign_in(team["primary"].user).post(url_of(team), form)
    seen = [view["entry"].description for view in page.context["seen"]]
    assert seen == ["Quiet words", ""]
    assert (Listing.objects.count(), DirectoryEntry.objects.count()) == (0, 0)
    assert not Organisation.objects.get(name="Baobab Mentoring").is_publicly_listed


def test_preview_for_members_says_that_everybody_sees_nothing(team: dict[str, Any]) -> None:
    page = sign_in(team["primary"].user).post(url_of(team), typed(act="preview"))
    assert [view["entry"] is None for view in page.context["seen"]] == [False, True]


def test_shown_to_everybody_it_is_named_in_public_and_no_longer_when_not(
    team: dict[str, Any],
) -> None:
    here = team["primary"].organisation
    named = []
    for version, audience in enumerate([Audience.EVERYBODY, Audience.MEMBERS]):
        listings.change_listing(
            organisation=here,
            values=NOTHING | {"shown_to": audience},
            version=version,
            by=team["primary"].user,
            now=NOW,
        )
        here.refresh_from_db()
        named.append(here.is_publicly_listed)
    assert named == [True, False]


def test_second_tab_is_told_and_loses_nothing(team: dict[str, Any]) -> None:
    client = sign_in(team["primary"].user)
    client.post(url_of(team), typed(description="First"))
    page = client.post(url_of(team), typed(description="Second"))
    assert page.status_code == 409
    differing = [(row["theirs"], row["yours"]) for row in page.context["differences"]]
    assert differing == [("First", "Second")]
    assert (page.context["version"], kept()["description"]) == (1, "First")


def test_log_says_what_changed_and_keeps_no_long_text(team: dict[str, Any]) -> None:
    listings.change_listing(
        organisation=team["primary"].organisation,
        values=NOTHING,
        version=0,
        by=team["primary"].user,
        now=NOW,
    )
    entry = AuditEntry.objects.get(action="listing.change")
    assert entry.new == {
        "shown_to": "members",
        "for_members": ["description"],
        "description": "…",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"shown_to": "the world"},
        {"email": "nobody"},
        {"description": "x" * 1501},
        {"description": "a\x00b"},
        {"phone_for": ""},
        {"themes": "gossip"},
    ],
)
def test_wrong_input_is_said_and_kept_in_the_form(wrong: dict[str, str], team: Any) -> None:
    page = sign_in(team["primary"].user).post(url_of(team), typed(**wrong))
    assert (page.status_code, Listing.objects.count()) == (200, 0)
    assert list(page.context["form"].errors) == list(wrong)


def test_address_stays_when_the_name_changes(team: dict[str, Any]) -> None:
    here = team["primary"].organisation
    listing = list_it(here, Audience.MEMBERS)
    here.name = "Another Name"
    here.save()
    assert DirectoryEntry.objects.get().slug == listing.slug


def test_two_of_the_same_name_have_addresses_that_do_not_tell(team: dict[str, Any]) -> None:
    slugs = {listings.new_slug("Aspen Circle") for _ in range(3)}
    assert len(slugs) == 3
    assert {slug[:13] for slug in slugs} == {"aspen-circle-"}


def test_lapsed_member_is_told_that_nobody_finds_it(team: dict[str, Any]) -> None:
    team["primary"].organisation.memberships.all().delete()
    page = sign_in(team["primary"].user).get(url_of(team))
    assert page.context["is_member"] is False


def test_part_cannot_have_two_audiences() -> None:
    with pytest.raises(Exception, match="listing_part_has_one_audience"):
        make_listed(for_members=["email"], for_everybody=["email"])


def test_visitor_is_sent_to_sign_in(team: dict[str, Any]) -> None:
    assert Client().get(url_of(team)).status_code == 302
